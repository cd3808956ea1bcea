import { create } from "zustand";
import type { OpId } from "#domain/kernel/ids.ts";
import type { Filter } from "#renderer/features/outbox/outbox-facts.ts";

type OutboxView = {
  readonly filter: Filter;
  readonly activeId: OpId | null;
  /** Words of the entry being changed; null: none is. */
  readonly editing: { readonly opId: OpId; readonly text: string } | null;
  /** For each conflicting field of the active entry: whose value shall hold. */
  readonly choices: Readonly<Record<string, "mine" | "theirs">>;
};

/** What this window shows of the outbox. */
export const useOutboxView = create<OutboxView>()(() => ({
  filter: "unsent",
  activeId: null,
  editing: null,
  choices: {},
}));

const set = useOutboxView.setState;

export const outboxView = {
  show: (filter: Filter) => set({ filter, activeId: null, editing: null, choices: {} }),
  activate: (activeId: OpId | null) => {
    if (activeId !== useOutboxView.getState().activeId)
      set({ activeId, editing: null, choices: {} });
  },
  edit: (opId: OpId, text: string) => set({ editing: { opId, text } }),
  stopEditing: () => set({ editing: null }),
  choose: (field: string, side: "mine" | "theirs") =>
    set(({ choices }) => ({ choices: { ...choices, [field]: side } })),
} as const;
