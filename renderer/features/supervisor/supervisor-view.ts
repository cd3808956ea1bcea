import { create } from "zustand";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { AgentSort } from "#renderer/features/supervisor/board-facts.ts";

type SupervisorView = {
  readonly sort: AgentSort;
  readonly descending: boolean;
  /** Chosen line of the list of tickets about to breach. */
  readonly chosenId: TicketId | null;
};

export const useSupervisorView = create<SupervisorView>()(() => ({
  sort: "open",
  descending: true,
  chosenId: null,
}));

/** The same column again turns the order around; a new one starts with the most, names from A. */
export const sortBy = (sort: AgentSort): void =>
  useSupervisorView.setState((view) => ({
    sort,
    descending: view.sort === sort ? !view.descending : sort !== "name",
  }));
