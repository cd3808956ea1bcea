import type { Board } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { AGENT_SORTS } from "#renderer/features/supervisor/board-facts.ts";
import { sortBy, useSupervisorView } from "#renderer/features/supervisor/supervisor-view.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of the board need from its screen. */
export type SupervisorContext = {
  readonly board: Board | undefined;
  readonly chosenId: TicketId | null;
  readonly moveBy: (rows: number) => void;
};

const onScreen = () => useWorkspace.getState().screen === "supervisor";
const group = "commands.group.navigation";

export const supervisorCommands = defineCommands<SupervisorContext>()({
  "supervisor.down": {
    group,
    title: "supervisor.command.down",
    keys: ["j"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(1),
  },
  "supervisor.up": {
    group,
    title: "supervisor.command.up",
    keys: ["k"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(-1),
  },
  "supervisor.open": {
    group,
    title: "supervisor.command.open",
    keys: ["o"],
    when: ({ chosenId }) => onScreen() && chosenId !== null,
    run: ({ chosenId }) => workspace.openTicket(chosenId),
  },
  "supervisor.openLongestWait": {
    group,
    title: "supervisor.command.openLongestWait",
    keys: ["w", "Shift+w"],
    when: ({ board }) => onScreen() && (board?.longestWait ?? null) !== null,
    run: ({ board }) => workspace.openTicket(board?.longestWait?.ticketId ?? null),
  },
  "supervisor.sortAgents": {
    group,
    title: "supervisor.command.sortAgents",
    keys: ["s"],
    when: onScreen,
    run: () => {
      const { sort } = useSupervisorView.getState();
      sortBy(AGENT_SORTS[(AGENT_SORTS.indexOf(sort) + 1) % AGENT_SORTS.length] ?? "open");
    },
  },
});
