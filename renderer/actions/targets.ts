import type { TicketView } from "#contract/asks.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What the queue lends to commands on tickets. */
export type QueueTargets = {
  /** The row under the cursor. */
  readonly row: () => TicketFacts | null;
  /** All marked tickets, as they are now. */
  readonly marked: () => Promise<readonly TicketFacts[]>;
};

let queueTargets: QueueTargets | null = null;
let openTicket: (() => TicketView | null) | null = null;

/** @returns Takes it away again. */
export function lendQueue(targets: QueueTargets): () => void {
  queueTargets = targets;
  return () => {
    if (queueTargets === targets) queueTargets = null;
  };
}

/** @returns Takes it away again. */
export function lendOpenTicket(view: () => TicketView | null): () => void {
  openTicket = view;
  return () => {
    if (openTicket === view) openTicket = null;
  };
}

export const openView = (): TicketView | null => openTicket?.() ?? null;

const inQueue = (): boolean => {
  const pane = useWorkspace.getState().focusedPane;
  return pane === "queue" || pane === null;
};

/** Whether a command on tickets has anything to act on. */
export const hasTarget = (): boolean =>
  useWorkspace.getState().screen === "queue" &&
  (openView() !== null || (queueTargets?.row() ?? null) !== null);

/**
 * The tickets that a command means: the marked ones or the row under the cursor while the queue has the keyboard, the
 * open ticket otherwise.
 */
export async function targetTickets(): Promise<readonly TicketFacts[]> {
  const { selectedIds } = useWorkspace.getState();
  if (inQueue() && queueTargets !== null) {
    if (selectedIds.length > 0) return queueTargets.marked();
    const row = queueTargets.row();
    if (row !== null) return [row];
  }
  const open = openView();
  return open === null ? [] : [open.ticket];
}
