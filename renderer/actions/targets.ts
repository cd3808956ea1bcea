import type { TicketView } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What the queue lends to commands on tickets. */
export type QueueTargets = {
  /** The ticket under the cursor. */
  readonly ticketId: () => TicketId | null;
  /** Its row; null while that is not here. */
  readonly row: () => TicketFacts | null;
  /** Tickets as they are now; those that are gone are left out. */
  readonly find: (ids: readonly TicketId[]) => Promise<readonly TicketFacts[]>;
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

/** Whether a command on tickets has anything to act on: marked ones also where the cursor has no ticket. */
export const hasTarget = (): boolean => {
  const { screen, selectedIds } = useWorkspace.getState();
  if (screen !== "queue") return false;
  if (openView() !== null) return true;
  return queueTargets !== null && (queueTargets.ticketId() !== null || selectedIds.length > 0);
};

/**
 * The tickets that a command means: the marked ones or the row under the cursor while the queue has the keyboard, the
 * open ticket otherwise.
 */
export async function targetTickets(): Promise<readonly TicketFacts[]> {
  const { selectedIds } = useWorkspace.getState();
  if (inQueue() && queueTargets !== null) {
    if (selectedIds.length > 0) return queueTargets.find(selectedIds);
    const row = queueTargets.row();
    if (row !== null) return [row];
    const id = queueTargets.ticketId();
    if (id !== null) return queueTargets.find([id]);
  }
  const open = openView();
  return open === null ? [] : [open.ticket];
}
