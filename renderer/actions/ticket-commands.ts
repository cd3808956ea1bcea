import { openMenu, openMenuOnTargets } from "#renderer/actions/menu-store.ts";
import { hasTarget, openView, targetTickets } from "#renderer/actions/targets.ts";
import { editTickets } from "#renderer/actions/ticket-actions.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const group = "commands.group.ticket";
const hasOpen = () => useWorkspace.getState().screen === "queue" && openView() !== null;
const canCompose = () =>
  useWorkspace.getState().screen === "queue" && useWorkspace.getState().openTicketId !== null;

/** Whether commands mean the marked tickets: they are marked, and the queue has the keyboard. */
const hasMarked = () => {
  const { screen, focusedPane, selectedIds } = useWorkspace.getState();
  return screen === "queue" && selectedIds.length > 0 && ["queue", null].includes(focusedPane);
};

function compose(mode: "reply" | "note"): void {
  workspace.compose(mode);
  workspace.focusPane("composer");
}

async function setStatus(value: "open" | "pending" | "on-hold" | "solved"): Promise<void> {
  await editTickets(await targetTickets(), { field: "status", value });
}

async function copyLink(): Promise<void> {
  const view = openView();
  if (view === null) return;
  const { webUrl, id } = view.ticket;
  await navigator.clipboard.writeText(webUrl ?? id);
  notify("info", "actions.copied");
}

/** What can be done with the open ticket, the row under the cursor, or all marked rows. */
export const ticketCommands = defineCommands<undefined>()({
  "ticket.reply": {
    title: "actions.command.reply",
    group: "commands.group.reply",
    keys: ["r"],
    when: () => canCompose() || hasMarked(),
    run: () => (hasMarked() ? openMenuOnTargets("bulk-reply") : compose("reply")),
  },
  "ticket.note": {
    title: "actions.command.note",
    group: "commands.group.reply",
    keys: ["n"],
    when: canCompose,
    run: () => compose("note"),
  },
  "ticket.macro": {
    title: "actions.command.macro",
    group: "commands.group.reply",
    keys: ["m", "Mod+Shift+m"],
    inText: true,
    when: () => hasOpen() || hasMarked(),
    run: async () => {
      if (hasMarked()) return openMenuOnTargets("bulk-macro");
      const view = openView();
      if (view !== null) openMenu({ kind: "macro", tickets: [view.ticket] });
      return undefined;
    },
  },
  "ticket.bulkReply": {
    title: "actions.command.bulkReply",
    group: "commands.group.reply",
    keys: [],
    when: hasMarked,
    run: () => openMenuOnTargets("bulk-reply"),
  },
  "ticket.assignMe": {
    title: "actions.command.assignMe",
    group,
    keys: ["i"],
    when: hasTarget,
    run: async () => {
      await editTickets(await targetTickets(), { field: "assign-me" });
    },
  },
  "ticket.assign": {
    title: "actions.command.assign",
    group,
    keys: ["a"],
    when: hasTarget,
    run: () => openMenuOnTargets("assignee"),
  },
  "ticket.group": {
    title: "actions.command.group",
    group,
    keys: ["Shift+g"],
    when: hasTarget,
    run: () => openMenuOnTargets("group"),
  },
  "ticket.status": {
    title: "actions.command.status",
    group,
    keys: ["s"],
    when: hasTarget,
    run: () => openMenuOnTargets("status"),
  },
  "ticket.solve": {
    title: "actions.command.solve",
    group,
    keys: ["e"],
    when: hasTarget,
    run: () => setStatus("solved"),
  },
  "ticket.priority": {
    title: "actions.command.priority",
    group,
    keys: ["p"],
    when: hasTarget,
    run: () => openMenuOnTargets("priority"),
  },
  "ticket.tags": {
    title: "actions.command.tags",
    group,
    keys: ["t"],
    when: hasTarget,
    run: () => openMenuOnTargets("tags"),
  },
  "ticket.field": {
    title: "actions.command.field",
    group,
    keys: ["Shift+i"],
    when: hasTarget,
    run: () => openMenuOnTargets("field"),
  },
  "ticket.subject": {
    title: "actions.command.subject",
    group,
    keys: ["Shift+e"],
    when: () => hasTarget() && !hasMarked(),
    run: () => openMenuOnTargets("subject"),
  },
  "ticket.merge": {
    title: "actions.command.merge",
    group,
    keys: ["Shift+m"],
    when: hasTarget,
    run: () => openMenuOnTargets("merge"),
  },
  "ticket.people": {
    title: "actions.command.people",
    group,
    keys: ["Shift+a"],
    when: hasTarget,
    run: () => openMenuOnTargets("people"),
  },
  "ticket.links": {
    title: "actions.command.links",
    group,
    keys: ["Shift+b"],
    when: hasTarget,
    run: () => openMenuOnTargets("links"),
  },
  "ticket.remind": {
    title: "actions.command.remind",
    group,
    keys: ["b"],
    when: hasTarget,
    run: () => openMenuOnTargets("remind"),
  },
  "ticket.copyLink": {
    title: "actions.command.copyLink",
    group,
    keys: ["y"],
    when: hasOpen,
    run: copyLink,
  },
  "ticket.new": {
    title: "actions.command.newTicket",
    group,
    keys: ["c"],
    when: () => useAccounts.getState().me.length > 0,
    run: () => openMenu({ kind: "new-ticket" }),
  },
});
