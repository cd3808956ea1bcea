import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Client } from "#main/connectors/rt/client.ts";
import { readAll } from "#main/connectors/rt/list.ts";
import { fromWireTime } from "#main/connectors/rt/time.ts";
import { WireReminder } from "#main/connectors/rt/wire.ts";

/** An open reminder of ours. */
export type Reminder = {
  readonly id: number;
  /** Ticket it refers to. */
  readonly ticket: number;
  /** ms epoch. */
  readonly at: number;
  readonly status: string;
  readonly lifecycle: string;
};

/**
 * Our open reminders, all of them: few rows, one call. Request Tracker keeps each as a ticket of the type `reminder` that
 * no ordinary search finds; making one leaves neither a transaction nor a newer date on the ticket it refers to. Those
 * without a due time remind of nothing here. Source: seen on 5.0.3 (README, Reminders).
 */
export type Reminders = {
  /** Reads them unless they are known. */
  ensure(urgency: Urgency, signal: AbortSignal): Promise<Result<void, AppError>>;
  /** Reads them afresh. @returns Numbers of tickets whose reminder is another one now. */
  take(urgency: Urgency, signal: AbortSignal): Promise<Result<readonly number[], AppError>>;
  /** They may be other ones now: the next `ensure` reads them. */
  forget(): void;
  /** The earliest of a ticket. */
  of(ticket: number): Reminder | null;
  /** All of a ticket, the earliest first. */
  every(ticket: number): readonly Reminder[];
  /** Whether this number was a reminder of ours. */
  knows(id: number): boolean;
  /** The earliest of each ticket. */
  firsts(): readonly Reminder[];
};

const MINE = "Type='reminder' AND Owner='__CurrentUser__' AND Status='__Active__'";

function toReminders(items: readonly unknown[]): readonly Reminder[] {
  const found: Reminder[] = [];
  for (const item of items) {
    // What cannot be read reminds of nothing; it is no ticket that could be set aside.
    const parsed = WireReminder.safeParse(item);
    if (!parsed.success) continue;
    const { id, Status: status, Due: due, Queue: queue, _hyperlinks: links } = parsed.data;
    const at = fromWireTime(due);
    if (at === null) continue;
    for (const link of links ?? []) {
      const ticket = Number(link["id"]);
      if (link.ref !== "refers-to" || link.type !== "ticket" || !Number.isInteger(ticket)) continue;
      found.push({ id, ticket, at, status, lifecycle: queue.Lifecycle });
    }
  }
  return found.toSorted((a, b) => a.at - b.at || a.id - b.id);
}

const isSame = (a: Reminder | undefined, b: Reminder | undefined): boolean =>
  a?.id === b?.id && a?.at === b?.at;

export function createReminders(client: Client): Reminders {
  let list: readonly Reminder[] = [];
  let first: ReadonlyMap<number, Reminder> = new Map();
  let isKnown = false;
  const ids = new Set<number>();

  const take: Reminders["take"] = async (urgency, signal) => {
    const listed = await readAll(
      client,
      {
        path: "/tickets",
        query: {
          query: MINE,
          fields: "Status,Due,Queue,_hyperlinks",
          "fields[Queue]": "Lifecycle",
        },
        urgency,
      },
      signal,
      false,
    );
    if (!listed.ok) return listed;
    const before = first;
    list = toReminders(listed.value.items);
    first = new Map(list.toReversed().map((one) => [one.ticket, one]));
    isKnown = true;
    for (const one of list) ids.add(one.id);
    const tickets = new Set([...before.keys(), ...first.keys()]);
    return ok([...tickets].filter((id) => !isSame(before.get(id), first.get(id))));
  };

  return {
    take,
    ensure: async (urgency, signal) => {
      if (isKnown) return ok(undefined);
      const taken = await take(urgency, signal);
      return taken.ok ? ok(undefined) : taken;
    },
    forget: () => {
      isKnown = false;
    },
    of: (ticket) => first.get(ticket) ?? null,
    every: (ticket) => list.filter((one) => one.ticket === ticket),
    knows: (id) => ids.has(id),
    firsts: () => [...first.values()],
  };
}
