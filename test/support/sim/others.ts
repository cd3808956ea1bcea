import { globalId } from "#domain/kernel/ids.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";

// What everybody else does at the helpdesk while the agent works.

/** The colleague's id there. */
export const COLLEAGUE_NUMBER = 3;
const colleague = (server: ModelServer): string => globalId(server.accountId, COLLEAGUE_NUMBER);

/** Nobody changes a closed ticket, where it is merged least of all. */
function isOver(server: ModelServer, id: string): boolean {
  const kept = server.tickets.get(id);
  return kept === undefined || kept.gone || kept.ticket.status === "closed";
}

export function customerWrites(server: ModelServer, id: string, text: string): void {
  if (isOver(server, id)) return;
  server.write(
    id,
    {},
    {
      author: server.tickets.get(id)?.ticket.requesterId ?? "",
      authorKind: "customer",
      kind: "message",
      text,
      op: null,
      fields: [],
    },
  );
}

export function colleagueActs(server: ModelServer, id: string, what: number): void {
  if (isOver(server, id)) return;
  const author = colleague(server);
  if (what === 0) {
    const entry = { author, authorKind: "agent", kind: "message", op: null, fields: [] } as const;
    server.write(id, {}, { ...entry, text: "Thanks!" });
    return;
  }
  const entry = { author, authorKind: "agent", kind: "change", text: "", op: null } as const;
  if (what === 1)
    server.write(
      id,
      { status: "on-hold" },
      { ...entry, fields: [{ field: "status", from: null, to: "on-hold" }] },
    );
  else server.write(id, { tags: [`t${what}`] }, { ...entry, fields: [] });
}

/** @param later Runs something so many ms from now. */
export function colleagueChangesMacro(
  server: ModelServer,
  what: number,
  later: (ms: number, act: () => void) => void,
): void {
  const { macros } = server;
  const [first] = macros.macros.values();
  if (first === undefined) return;
  const { id, title } = first;
  if (what === 0) macros.remove(id, colleague(server));
  else if (what === 1) macros.change(id, { active: false }, colleague(server));
  else macros.change(id, { title: `Theirs ${what}` }, colleague(server));
  // Thinks better of it: the same words as before, and yet theirs.
  if (what === 4) later(2_000, () => macros.change(id, { title }, colleague(server)));
}

export function closeOrRemove(server: ModelServer, id: string, what: number): void {
  const kept = server.tickets.get(id);
  if (kept === undefined) return;
  const author = colleague(server);
  if (what === 0) {
    const entry = { author, authorKind: "agent", kind: "change", text: "", op: null } as const;
    server.write(
      id,
      { status: "closed" },
      { ...entry, fields: [{ field: "status", from: null, to: "closed" }] },
    );
  } else if (what === 1) server.remove(id);
  else if (what === 2) server.merge(id, colleague(server));
  else server.hide(id);
}
