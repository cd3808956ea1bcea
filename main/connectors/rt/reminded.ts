import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes, Page, SetAside } from "#domain/sync/page.ts";
import type { Urgency } from "#main/net/limiter.ts";
import { readCursor } from "#main/connectors/rt/cursor.ts";
import { PAGE_SIZE } from "#main/connectors/rt/list.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { minutes, type Stream } from "#main/connectors/rt/stream.ts";
import { readTickets } from "#main/connectors/rt/tickets.ts";

type Rows = { readonly changes: Changes; readonly setAside: readonly SetAside[] };

/** Tickets by number, as they are now: a reminder moves no date of its ticket, so no other stream would bring them. */
async function readThese(
  remote: Remote,
  numbers: readonly number[],
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<Rows, AppError>> {
  const pages: Changes[] = [];
  const setAside: SetAside[] = [];
  const ids = numbers.map((id) => globalId(remote.accountId, id));
  for (let at = 0; at < ids.length; at += PAGE_SIZE) {
    const read = await readTickets(remote, ids.slice(at, at + PAGE_SIZE), urgency, signal);
    if (!read.ok) return read;
    pages.push(read.value);
    setAside.push(...read.value.setAside);
  }
  return ok({
    changes: {
      tickets: pages.flatMap((one) => one.tickets ?? []),
      customers: pages.flatMap((one) => one.customers ?? []),
      agents: pages.findLast((one) => (one.agents ?? []).length > 0)?.agents ?? [],
    },
    setAside,
  });
}

/** Reads our reminders afresh, and the tickets whose reminder is another one than before. */
export async function readReminded(
  remote: Remote,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<Rows, AppError>> {
  const moved = await remote.reminders.take(urgency, signal);
  return moved.ok ? readThese(remote, moved.value, urgency, signal) : moved;
}

/** Ticket number → reminder and time, as the rows that were stored show them. */
const Told = z.record(z.string(), z.string());

/** Our reminders, compared with those told last: what was made or ended while nobody looked is found too. */
export function createReminderStream(remote: Remote): Stream {
  return {
    spec: { id: "reminders", phase: "lists", intervalMs: minutes(10), completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const ready = await remote.directory.ensure("profiles", signal);
      if (!ready.ok) return ready;
      const taken = await remote.reminders.take("profiles", signal);
      if (!taken.ok) return taken;
      const told = readCursor(text, Told) ?? {};
      const now = Object.fromEntries(
        remote.reminders.firsts().map((one) => [String(one.ticket), `${one.id}@${one.at}`]),
      );
      const tickets = new Set([...Object.keys(told), ...Object.keys(now)]);
      const moved = [...tickets].filter((id) => told[id] !== now[id]).map(Number);
      const rows = await readThese(remote, moved, "profiles", signal);
      if (!rows.ok) return rows;
      return ok({ ...rows.value, cursor: JSON.stringify(now), end: true, total: null });
    },
  };
}
