import type { GroupField, ViewId } from "#contract/asks.ts";
import { type Command, defineCommands } from "#renderer/commands/command.ts";
import { showView } from "#renderer/features/queue/go-commands.ts";
import { listAllIds } from "#renderer/features/queue/queue-questions.ts";
import { MOST_MARKED, queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { MOST_TABS, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of the queue need from its pane. */
export type QueueContext = {
  readonly focusSearch: () => void;
  readonly openViews: () => void;
  /** Shows columns, order and groups of the view. */
  readonly openLayout: () => void;
  /** Moves the columns that do not fit into view. @param by 1 towards the end of the line, -1 towards its start. */
  readonly scrollColumns: (by: 1 | -1) => void;
  /** Shows why the row under the cursor stands where it stands. */
  readonly explain: () => void;
  /** Views in the order of the switcher. */
  readonly views: readonly ViewId[];
};

const onScreen = () => useWorkspace.getState().screen === "queue";
const inPane = () => onScreen() && ["queue", null].includes(useWorkspace.getState().focusedPane);
const hasMarks = () => onScreen() && useWorkspace.getState().selectedIds.length > 0;

/** From the conversation, moving goes straight to the next ticket; in the queue it only moves the cursor. */
function move(rows: number): void {
  const { focusedPane, openTicketId } = useWorkspace.getState();
  const follows =
    openTicketId !== null && (focusedPane === "conversation" || focusedPane === "profile");
  if (!follows) return queue.moveBy(rows);
  // A ticket that was dealt with has left its place: what stands there now is the next one.
  const id = queue.ticketId();
  const hasLeft = rows > 0 && id !== null && id !== openTicketId;
  return queue.openNext(hasLeft ? 0 : rows);
}

function turnView(views: readonly ViewId[], by: number): void {
  const at = views.indexOf(useWorkspace.getState().viewId);
  const next = views[(((at + by) % views.length) + views.length) % views.length];
  if (next !== undefined) showView(next);
}

/** Keeps the row under the cursor in a tab; the cursor stays with the list. */
function openInTab(): void {
  const id = queue.ticketId();
  if (id === null) return;
  if (!useWorkspace.getState().tabs.includes(id) && !workspace.toggleTab(id))
    return notify("caution", "conversation.tabs.tooMany", { limit: MOST_TABS });
  workspace.openTicket(id);
}

async function selectAll(): Promise<void> {
  const { tickets, ids } = await listAllIds();
  workspace.select(ids);
  if (tickets > ids.length) notify("caution", "queue.notice.selectLimit", { limit: MOST_MARKED });
}

const isGrouped = () => useQueueView.getState().groupBy.length > 0;
/** Towards the head of the group is towards the start of the line, whichever way the screen is written. */
const isRtl = () => document.documentElement.dir === "rtl";

const groupBy = (field: GroupField, title: TextKey): Command<QueueContext> => ({
  title,
  group: "commands.group.queue",
  keys: [],
  when: onScreen,
  run: () => queue.toggleGroup(field),
});

const group = "commands.group.queue";
const go = "commands.group.navigation";
const move1 = { group, repeats: true, counts: true, when: onScreen } as const;
const page = { group, where: ["list"], repeats: true, counts: true, when: inPane } as const;

export const queueCommands = defineCommands<QueueContext>()({
  "queue.down": {
    ...move1,
    title: "queue.command.down",
    keys: ["j"],
    run: (_, count) => move(count),
  },
  "queue.up": { ...move1, title: "queue.command.up", keys: ["k"], run: (_, count) => move(-count) },
  "queue.downArrow": {
    ...page,
    title: "queue.command.down",
    keys: ["ArrowDown"],
    hidden: true,
    run: (_, count) => queue.moveBy(count),
  },
  "queue.upArrow": {
    ...page,
    title: "queue.command.up",
    keys: ["ArrowUp"],
    hidden: true,
    run: (_, count) => queue.moveBy(-count),
  },
  "queue.pageDown": {
    ...page,
    title: "queue.command.pageDown",
    keys: ["PageDown"],
    run: (_, count) => queue.moveBy(count * useQueueView.getState().pageSize),
  },
  "queue.pageUp": {
    ...page,
    title: "queue.command.pageUp",
    keys: ["PageUp"],
    run: (_, count) => queue.moveBy(-count * useQueueView.getState().pageSize),
  },
  "queue.first": {
    ...page,
    title: "queue.command.first",
    keys: ["Home"],
    run: () => queue.moveTo(0),
  },
  "queue.last": {
    ...page,
    title: "queue.command.last",
    keys: ["End"],
    run: () => queue.moveTo(Number.MAX_SAFE_INTEGER),
  },
  "queue.open": {
    group,
    where: ["list"],
    title: "queue.command.open",
    keys: ["Enter", "o"],
    when: inPane,
    run: () => {
      if (queue.open()) workspace.focusPane("conversation");
    },
  },
  "queue.openInTab": {
    group,
    title: "queue.command.openInTab",
    keys: ["Shift+Enter"],
    where: ["list"],
    when: inPane,
    run: openInTab,
  },
  "queue.why": {
    group,
    title: "queue.command.why",
    keys: ["w", "Shift+w"],
    when: () => onScreen() && queue.row() !== null,
    run: ({ explain }) => explain(),
  },
  "queue.mark": {
    group,
    title: "queue.command.mark",
    keys: ["x"],
    when: onScreen,
    run: () => queue.toggleMark(),
  },
  "queue.extendDown": {
    ...page,
    title: "queue.command.extendDown",
    keys: ["Shift+j", "Shift+ArrowDown"],
    run: (_, count) => queue.extendBy(count),
  },
  "queue.extendUp": {
    ...page,
    title: "queue.command.extendUp",
    keys: ["Shift+k", "Shift+ArrowUp"],
    run: (_, count) => queue.extendBy(-count),
  },
  "queue.extendLast": {
    ...page,
    title: "queue.command.extendLast",
    keys: ["Shift+End"],
    run: () => queue.extendBy(Number.MAX_SAFE_INTEGER),
  },
  "queue.extendFirst": {
    ...page,
    title: "queue.command.extendFirst",
    keys: ["Shift+Home"],
    run: () => queue.extendBy(-Number.MAX_SAFE_INTEGER),
  },
  "queue.layout": {
    group,
    title: "queue.command.layout",
    keys: ["g v"],
    when: onScreen,
    run: ({ openLayout }) => openLayout(),
  },
  "queue.columnsOn": {
    ...page,
    counts: false,
    title: "queue.command.columnsOn",
    keys: ["Mod+ArrowRight"],
    run: ({ scrollColumns }) => scrollColumns(isRtl() ? -1 : 1),
  },
  "queue.columnsBack": {
    ...page,
    counts: false,
    title: "queue.command.columnsBack",
    keys: ["Mod+ArrowLeft"],
    run: ({ scrollColumns }) => scrollColumns(isRtl() ? 1 : -1),
  },
  "queue.nextDensity": {
    group,
    title: "queue.command.nextDensity",
    keys: [],
    when: onScreen,
    run: () => queue.turnDensity(),
  },
  "queue.fold": {
    ...page,
    counts: false,
    title: "queue.command.fold",
    keys: ["ArrowLeft"],
    when: () => inPane() && isGrouped(),
    run: () => (isRtl() ? queue.stepIn() : queue.stepOut()),
  },
  "queue.unfold": {
    ...page,
    counts: false,
    title: "queue.command.unfold",
    keys: ["ArrowRight"],
    when: () => inPane() && isGrouped(),
    run: () => (isRtl() ? queue.stepOut() : queue.stepIn()),
  },
  "queue.foldAll": {
    group,
    title: "queue.command.foldAll",
    keys: ["Shift+ArrowLeft"],
    where: ["list"],
    when: () => inPane() && isGrouped(),
    run: () => queue.foldAll(true),
  },
  "queue.unfoldAll": {
    group,
    title: "queue.command.unfoldAll",
    keys: ["Shift+ArrowRight"],
    where: ["list"],
    when: () => inPane() && isGrouped(),
    run: () => queue.foldAll(false),
  },
  "queue.ungroup": {
    group,
    title: "queue.command.ungroup",
    keys: [],
    when: () => onScreen() && isGrouped(),
    run: queue.ungroup,
  },
  "queue.groupByStatus": groupBy("status", "queue.command.groupByStatus"),
  "queue.groupByPriority": groupBy("priority", "queue.command.groupByPriority"),
  "queue.groupByChannel": groupBy("channel", "queue.command.groupByChannel"),
  "queue.groupByAssignee": groupBy("assignee", "queue.command.groupByAssignee"),
  "queue.groupByGroup": groupBy("group", "queue.command.groupByGroup"),
  "queue.groupByOrganisation": groupBy("organisation", "queue.command.groupByOrganisation"),
  "queue.groupByRequester": groupBy("requester", "queue.command.groupByRequester"),
  "queue.groupByValue": groupBy("value", "queue.command.groupByValue"),
  "queue.selectAll": {
    group,
    where: ["list"],
    title: "queue.command.selectAll",
    keys: ["Mod+a"],
    when: inPane,
    run: selectAll,
  },
  "queue.clearMarks": {
    group,
    where: ["list"],
    title: "queue.command.clearMarks",
    keys: ["Escape"],
    when: () => inPane() && hasMarks(),
    run: queue.clearMarks,
  },
  "queue.search": {
    group,
    title: "queue.command.search",
    keys: ["/"],
    run: ({ focusSearch }) => {
      workspace.focusPane("queue");
      focusSearch();
    },
  },
  "queue.nextView": {
    group: go,
    title: "queue.command.nextView",
    keys: [".", "]"],
    counts: true,
    when: onScreen,
    run: ({ views }, count) => turnView(views, count),
  },
  "queue.previousView": {
    group: go,
    title: "queue.command.previousView",
    keys: [",", "["],
    counts: true,
    when: onScreen,
    run: ({ views }, count) => turnView(views, -count),
  },
  "queue.views": {
    group: go,
    title: "queue.command.views",
    keys: ["v"],
    run: ({ openViews }) => openViews(),
  },
});
