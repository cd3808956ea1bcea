import { create } from "zustand";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { targetTickets } from "#renderer/actions/targets.ts";

/** What the agent is choosing from. Those about tickets act on the tickets as they were when the menu opened. */
export type MenuKind =
  | "status"
  | "priority"
  | "assignee"
  | "group"
  | "tags"
  | "subject"
  | "field"
  | "macro"
  | "bulk-macro"
  | "bulk-reply"
  | "merge"
  | "people"
  | "links"
  | "remind"
  | "new-ticket";
export type ActionMenu = {
  readonly kind: MenuKind;
  readonly tickets: readonly TicketFacts[];
  /** Where in a menu of several steps it stands; "": at its beginning. */
  readonly step: string;
};

export const useActionMenu = create<{ readonly menu: ActionMenu | null }>()(() => ({ menu: null }));

export const closeMenu = (): void => useActionMenu.setState({ menu: null });

export function openMenu(menu: {
  readonly kind: MenuKind;
  readonly tickets?: readonly TicketFacts[];
  readonly step?: string;
}): void {
  const { kind, tickets = [], step = "" } = menu;
  useActionMenu.setState({ menu: { kind, tickets, step } });
}

/** Opens a menu on the tickets that commands mean now; does nothing when there are none. */
export async function openMenuOnTargets(kind: MenuKind): Promise<void> {
  const tickets = await targetTickets();
  if (tickets.length > 0) openMenu({ kind, tickets });
}
