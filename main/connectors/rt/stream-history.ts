import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Page, SetAside } from "#domain/sync/page.ts";
import { readCursor } from "#main/connectors/rt/cursor.ts";
import { readFeed } from "#main/connectors/rt/feed.ts";
import { PAGE_SIZE, readAll, readPage } from "#main/connectors/rt/list.ts";
import { NO_PARTS, toInteraction } from "#main/connectors/rt/map-thread.ts";
import { isPrivileged, toCustomer, toOrganisation } from "#main/connectors/rt/map-people.ts";
import { parseRecords } from "#main/connectors/rt/parse.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { minutes, type Stream } from "#main/connectors/rt/stream.ts";
import { noteAgents, partsOf } from "#main/connectors/rt/thread.ts";
import { mapContext, searchTickets } from "#main/connectors/rt/tickets.ts";
import { WireId, WireUser, type WireTransaction } from "#main/connectors/rt/wire.ts";

const After = z.object({
  after: z.number().int().nonnegative(),
  /** Rows so far, for progress only. */
  done: z.number().int().nonnegative(),
});

/** Every ticket this agent may see, by number; afterwards the new ones. */
export function createTicketStream(remote: Remote): Stream {
  return {
    spec: { id: "tickets", phase: "history", intervalMs: minutes(60), completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const ready = await remote.directory.ensure("prefetch", signal);
      if (!ready.ok) return ready;
      const { after, done } = readCursor(text, After) ?? { after: 0, done: 0 };
      const page = await searchTickets(remote, { query: `id > ${after}` }, "prefetch", signal);
      if (!page.ok) return page;
      const { tickets, customers, agents, wire, setAside, count, total } = page.value;
      const ids = [...wire.map((one) => one.id), ...setAside.map((one) => Number(one.remoteId))];
      const last = Math.max(after, ...ids.filter((id) => id > after));
      return ok({
        changes: { tickets, customers, agents },
        setAside,
        cursor: JSON.stringify({ after: last, done: done + count }),
        end: count < PAGE_SIZE || last === after,
        total: total === null ? null : done + total,
        done: done + count,
      });
    },
  };
}

/** Deleted tickets keep their transactions, reminders and approvals have some: nobody will read them. */
const LIVING = "TicketStatus != 'deleted' AND TicketType = 'ticket'";
/** One thread costs three or four calls, a page of this stream a dozen for all. */
const SINGLE_THREADS = 5;
/** Transactions of one page of threads: their texts then come in a few full requests. */
const THREAD_PAGE = 500;

/**
 * Every entry of every thread, by transaction; once at its end, all threads are whole. Entries of tickets that were merged
 * away go to the ticket they are part of now.
 */
export function createThreadStream(remote: Remote): Stream {
  const { accountId } = remote;
  let merged: ReadonlyMap<number, number> | null = null;

  async function readMerged(
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<number, number>, AppError>> {
    if (merged !== null) return ok(merged);
    const listed = await readAll(
      remote.client,
      {
        path: "/tickets",
        query: { query: "EffectiveId != id", fields: "EffectiveId" },
        urgency: "prefetch",
      },
      signal,
    );
    if (!listed.ok) return listed;
    const Pair = z.object({ id: WireId, EffectiveId: WireId });
    const { items, suspicious } = listed.value;
    const pairs = parseRecords(items, Pair, "merged ticket", suspicious, notesFor(remote));
    merged = new Map(pairs.map((one) => [one.id, one.EffectiveId]));
    return ok(merged);
  }

  const homeOf = (ticket: number, map: ReadonlyMap<number, number>): number => {
    let at = ticket;
    for (let steps = 0; steps < 20; steps += 1) {
      const next = map.get(at);
      if (next === undefined || next === at) return at;
      at = next;
    }
    return at;
  };

  return {
    spec: {
      id: "threads",
      phase: "history",
      intervalMs: minutes(60),
      completesThreads: true,
      singleThreads: SINGLE_THREADS,
    },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const ready = await remote.directory.ensure("prefetch", signal);
      if (!ready.ok) return ready;
      const start = readCursor(text, After) ?? { after: 0, done: 0 };
      const home = await readMerged(signal);
      if (!home.ok) return home;
      const setAside: SetAside[] = [];
      const notes = notesFor(remote, setAside);
      const rows: WireTransaction[] = [];
      let end = false;
      let total: number | null = null;
      let { after } = start;
      while (!end && rows.length < THREAD_PAGE) {
        const feed = await readFeed(remote, after, true, "prefetch", notes, signal, LIVING);
        if (!feed.ok) return feed;
        rows.push(...feed.value.rows);
        total ??= feed.value.total;
        end = feed.value.end;
        const next = feed.value.rows.at(-1)?.id ?? after;
        if (next === after && !end) end = true; // a full page of unreadable rows: never for ever
        after = next;
      }
      const isNewAgent = noteAgents(remote, rows);
      const parts = await partsOf(remote, rows, "prefetch", notes, signal);
      if (!parts.ok) return parts;
      const context = mapContext(remote);
      const interactions = rows.flatMap((one) => {
        const ticketId = globalId(accountId, homeOf(one.ObjectId, home.value));
        return toInteraction(one, ticketId, parts.value.get(one.id) ?? NO_PARTS, context) ?? [];
      });
      const done = start.done + rows.length;
      return ok({
        changes: { interactions, ...(isNewAgent ? { agents: remote.directory.agents() } : {}) },
        setAside,
        cursor: JSON.stringify({ after, done }),
        end,
        total: total === null ? null : start.done + total,
        done,
      });
    },
  };
}

const USER_FIELDS =
  "id,Name,RealName,EmailAddress,NickName,Organization,Lang,Timezone,MobilePhone,WorkPhone,City,Country,LastUpdated,Privileged";
const PageNumber = z.object({ page: z.number().int().positive() });

/** Everybody the agent may see, by page: users can't be searched by change or by number. */
export function createCustomerStream(remote: Remote): Stream {
  const { accountId, directory } = remote;
  return {
    spec: { id: "customers", phase: "history", intervalMs: minutes(360), completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const ready = await directory.ensure("prefetch", signal);
      if (!ready.ok) return ready;
      const { page } = readCursor(text, PageNumber) ?? { page: 1 };
      const listed = await readPage(
        remote.client,
        { path: "/users", query: { fields: USER_FIELDS, page }, urgency: "prefetch" },
        signal,
      );
      if (!listed.ok) return listed;
      const { items, suspicious, total } = listed.value;
      const isRepeat = listed.value.page !== page;
      const notes = notesFor(remote);
      const users = isRepeat ? [] : parseRecords(items, WireUser, "customer", suspicious, notes);
      const isNews = users
        .map((user) => isPrivileged(user) === true && directory.noteAgent(user))
        .some((isNew) => isNew);
      const end =
        isRepeat || (total === null ? items.length < PAGE_SIZE : page * PAGE_SIZE >= total);
      return ok({
        changes: {
          customers: users.map((user) => toCustomer(user, accountId, 1)),
          organisations: users.flatMap((user) => toOrganisation(user, accountId) ?? []),
          ...(isNews ? { agents: directory.agents() } : {}),
        },
        setAside: notes.setAside,
        cursor: JSON.stringify({ page: end ? 1 : page + 1 }),
        end,
        total,
      });
    },
  };
}
