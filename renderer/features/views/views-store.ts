import { create } from "zustand";
import type { ViewId } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { targetTickets } from "#renderer/actions/targets.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** The dialog about views that is open. */
export type ViewsDialog =
  | { readonly kind: "edit" }
  | { readonly kind: "why"; readonly ticketId: TicketId; readonly viewId: ViewId };

export const useViewsDialog = create<{ readonly dialog: ViewsDialog | null }>()(() => ({
  dialog: null,
}));

export const openViewEditor = (): void => useViewsDialog.setState({ dialog: { kind: "edit" } });
export const closeViewsDialog = (): void => useViewsDialog.setState({ dialog: null });

/** Asks about the ticket that commands mean now and the view that is shown. */
export async function openWhyInView(): Promise<void> {
  const [ticket] = await targetTickets();
  if (ticket === undefined) return;
  const { viewId } = useWorkspace.getState();
  useViewsDialog.setState({ dialog: { kind: "why", ticketId: ticket.id, viewId } });
}
