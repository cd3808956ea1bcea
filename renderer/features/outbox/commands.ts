import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { outboxActions } from "#renderer/features/outbox/outbox-actions.ts";
import {
  FILTERS,
  type Names,
  type Step,
  stepsFor,
} from "#renderer/features/outbox/outbox-facts.ts";
import { outboxView, useOutboxView } from "#renderer/features/outbox/outbox-view.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of the outbox need from its screen. */
export type OutboxContext = {
  readonly active: OutboxEntry | null;
  readonly unsent: readonly OutboxEntry[];
  readonly names: Names;
  readonly moveBy: (rows: number) => void;
};

const onScreen = () => useWorkspace.getState().screen === "outbox";
const can =
  (step: Step) =>
  ({ active }: OutboxContext) =>
    onScreen() && active !== null && stepsFor(active).includes(step);
const isEditing = ({ active }: OutboxContext) =>
  onScreen() && active !== null && useOutboxView.getState().editing !== null;
const on =
  (act: (entry: OutboxEntry) => void | Promise<void>) =>
  ({ active }: OutboxContext) =>
    active === null ? undefined : act(active);

const group = "commands.group.outbox";

export const outboxCommands = defineCommands<OutboxContext>()({
  "outbox.down": {
    group,
    title: "outbox.command.down",
    keys: ["j"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(1),
  },
  "outbox.up": {
    group,
    title: "outbox.command.up",
    keys: ["k"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(-1),
  },
  "outbox.filter": {
    group,
    title: "outbox.command.filter",
    keys: ["f"],
    when: onScreen,
    run: () => {
      const at = FILTERS.indexOf(useOutboxView.getState().filter);
      outboxView.show(FILTERS[(at + 1) % FILTERS.length] ?? "unsent");
    },
  },
  "outbox.edit": {
    group,
    title: "outbox.command.edit",
    keys: ["e"],
    when: can("edit"),
    run: on(outboxActions.edit),
  },
  "outbox.saveText": {
    group,
    title: "outbox.command.saveText",
    keys: ["Mod+Enter", "Mod+s"],
    inText: true,
    when: isEditing,
    run: on(outboxActions.saveText),
  },
  "outbox.stopEditing": {
    group,
    title: "outbox.command.stopEditing",
    keys: ["Escape"],
    inText: true,
    hidden: true,
    when: isEditing,
    run: outboxView.stopEditing,
  },
  "outbox.cancel": {
    group,
    title: "outbox.command.cancel",
    keys: ["x"],
    when: can("cancel"),
    run: on(outboxActions.cancel),
  },
  "outbox.retry": {
    group,
    title: "outbox.command.retry",
    keys: ["r"],
    when: can("retry"),
    run: on(outboxActions.retry),
  },
  "outbox.confirm": {
    group,
    title: "outbox.command.confirm",
    keys: ["Shift+s"],
    when: can("confirm"),
    run: on(outboxActions.confirm),
  },
  "outbox.followUp": {
    group,
    title: "outbox.command.followUp",
    keys: ["u"],
    when: can("followUp"),
    run: on(outboxActions.move),
  },
  "outbox.toMerged": {
    group,
    title: "outbox.command.toMerged",
    keys: ["m"],
    when: can("toMerged"),
    run: on(outboxActions.move),
  },
  "outbox.discard": {
    group,
    title: "outbox.command.discard",
    keys: ["d"],
    when: can("discard"),
    run: on(outboxActions.discard),
  },
  "outbox.copy": {
    group,
    title: "outbox.command.copy",
    keys: ["c"],
    when: can("copy"),
    run: on(outboxActions.copy),
  },
  "outbox.open": {
    group,
    title: "outbox.command.open",
    keys: ["o"],
    when: can("open"),
    run: on(outboxActions.open),
  },
  "outbox.copyAll": {
    group,
    title: "outbox.command.copyAll",
    keys: ["Shift+c", "y"],
    when: ({ unsent }) => onScreen() && unsent.length > 0,
    run: ({ unsent, names }) => outboxActions.copyAll(unsent, names),
  },
});
