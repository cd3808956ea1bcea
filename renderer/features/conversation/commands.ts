import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { turn } from "#renderer/workspace/ticket-trail.ts";
import { MOST_TABS, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

export type ComposerContext = {
  /** @param then Status to set along with it; null leaves it. */
  readonly send: (then: TicketStatus | null) => void;
  readonly attach: () => void;
  readonly history: () => void;
  readonly leave: () => void;
  readonly discard: () => void;
};

const group = "commands.group.reply";
const inComposer = () => useWorkspace.getState().focusedPane === "composer";

export const composerCommands = defineCommands<ComposerContext>()({
  "composer.send": {
    title: "conversation.command.send",
    group,
    keys: ["Mod+Enter"],
    inText: true,
    run: ({ send }) => send(null),
  },
  "composer.sendSolve": {
    title: "conversation.command.sendSolve",
    group,
    keys: ["Mod+Shift+Enter"],
    inText: true,
    run: ({ send }) => send("solved"),
  },
  "composer.sendPending": {
    title: "conversation.command.sendPending",
    group,
    keys: ["Mod+Shift+p"],
    inText: true,
    run: ({ send }) => send("pending"),
  },
  "composer.attach": {
    title: "conversation.command.attach",
    group,
    keys: ["Mod+Shift+a"],
    inText: true,
    run: ({ attach }) => attach(),
  },
  "composer.history": {
    title: "conversation.command.history",
    group,
    keys: ["Mod+Shift+h"],
    inText: true,
    run: ({ history }) => history(),
  },
  "composer.discard": {
    title: "conversation.command.discard",
    group,
    keys: [],
    run: ({ discard }) => discard(),
  },
  "composer.leave": {
    title: "conversation.command.leave",
    group,
    keys: ["Escape"],
    inText: true,
    when: inComposer,
    run: ({ leave }) => leave(),
  },
});

const inConversation = () =>
  useWorkspace.getState().screen === "queue" &&
  useWorkspace.getState().focusedPane === "conversation";

export type ConversationContext = {
  readonly focusFiles: () => void;
  readonly focusDecision: () => void;
};

export const conversationCommands = defineCommands<ConversationContext>()({
  "conversation.back": {
    title: "conversation.command.back",
    group: "commands.group.navigation",
    keys: ["Escape", "u"],
    where: ["conversation"],
    when: inConversation,
    run: () => workspace.focusPane("queue"),
  },
  "conversation.files": {
    title: "conversation.command.files",
    group: "commands.group.ticket",
    keys: ["f"],
    when: () => useWorkspace.getState().openTicketId !== null,
    run: ({ focusFiles }) => focusFiles(),
  },
  "conversation.decide": {
    title: "conversation.command.decide",
    group: "commands.group.ticket",
    keys: ["d"],
    when: () => useWorkspace.getState().openTicketId !== null,
    run: ({ focusDecision }) => focusDecision(),
  },
});

/** Ways out of the question that is shown first; null: it has none of that kind. */
export type DecisionContext = {
  readonly goOn: (() => Promise<unknown>) | null;
  readonly edit: (() => Promise<unknown>) | null;
};

export const decisionCommands = defineCommands<DecisionContext>()({
  "conversation.goOn": {
    title: "conversation.command.goOn",
    group: "commands.group.ticket",
    keys: ["Shift+s"],
    when: ({ goOn }) => onQueueScreen() && goOn !== null,
    run: async ({ goOn }) => void (await goOn?.()),
  },
  "conversation.editDecided": {
    title: "conversation.command.editDecided",
    group: "commands.group.ticket",
    keys: ["Shift+d", "Mod+d"],
    when: ({ edit }) => onQueueScreen() && edit !== null,
    run: async ({ edit }) => void (await edit?.()),
  },
});

const onQueueScreen = () => useWorkspace.getState().screen === "queue";
const hasTabs = () => onQueueScreen() && useWorkspace.getState().tabs.length > 0;

/** Opens the tab so many places on; a number typed before the keys names the tab itself. */
function turnTab(step: 1 | -1, count: number): void {
  const { tabs, openTicketId } = useWorkspace.getState();
  const next = count > 1 ? (tabs[count - 1] ?? null) : turn(tabs, openTicketId, step);
  if (next === null) return;
  workspace.openTicket(next);
  workspace.focusPane("conversation");
}

function toggleTab(): void {
  const { openTicketId } = useWorkspace.getState();
  if (openTicketId !== null && !workspace.toggleTab(openTicketId))
    notify("caution", "conversation.tabs.tooMany", { limit: MOST_TABS });
}

export const tabCommands = defineCommands<undefined>()({
  "tab.toggle": {
    title: "conversation.command.toggleTab",
    group: "commands.group.navigation",
    keys: ["Shift+t"],
    when: () => onQueueScreen() && useWorkspace.getState().openTicketId !== null,
    run: toggleTab,
  },
  "tab.next": {
    title: "conversation.command.nextTab",
    group: "commands.group.navigation",
    keys: ["g t", "Mod+PageDown"],
    inText: true,
    counts: true,
    when: hasTabs,
    run: (_, count) => turnTab(1, count),
  },
  "tab.previous": {
    title: "conversation.command.previousTab",
    group: "commands.group.navigation",
    keys: ["g Shift+t", "Mod+PageUp"],
    inText: true,
    counts: true,
    when: hasTabs,
    run: (_, count) => turnTab(-1, count),
  },
  "tab.closeAll": {
    title: "conversation.command.closeTabs",
    group: "commands.group.navigation",
    keys: [],
    when: hasTabs,
    run: workspace.closeTabs,
  },
});
