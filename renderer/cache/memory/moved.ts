import type { TicketId } from "#domain/kernel/ids.ts";
import type { Memory, ShownChange } from "#renderer/cache/memory/memory.ts";

/** Tickets in which something happened since an instant: few of all, and asked for with every change. */
export interface Moved {
  /** @param since ms epoch, server time. Looks at all tickets only when it is another one than the last time. */
  readonly since: (since: number) => Iterable<TicketId>;
  readonly changed: (changes: readonly ShownChange[]) => void;
}

export function createMoved(memory: () => Memory): Moved {
  let known: { readonly since: number; readonly ids: Set<TicketId> } | null = null;

  /** By what the helpdesk said, without what is only on its way there. */
  function hasMoved(id: TicketId, since: number): boolean {
    const updatedAt = memory().line(id)?.updatedAt;
    if (updatedAt === undefined) return false;
    return updatedAt > since || (memory().thread(id)?.summary.lastCustomerAt ?? -Infinity) > since;
  }

  return {
    since: (since) => {
      if (known?.since !== since) {
        const ids = new Set<TicketId>();
        for (const id of memory().ticketIds()) if (hasMoved(id, since)) ids.add(id);
        known = { since, ids };
      }
      return known.ids;
    },
    changed: (changes) => {
      if (known === null) return;
      const { since, ids } = known;
      for (const { before, after } of changes) {
        const id = (after ?? before)?.id;
        if (id === undefined) continue;
        if (hasMoved(id, since)) ids.add(id);
        else ids.delete(id);
      }
    },
  };
}
