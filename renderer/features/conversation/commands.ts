import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

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
