import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes, Page, SetAside, Tombstone } from "#domain/sync/page.ts";
import { readCursor } from "#main/connectors/rt/cursor.ts";
import { readFeed, readNewest } from "#main/connectors/rt/feed.ts";
import { PAGE_SIZE } from "#main/connectors/rt/list.ts";
import { ticketGone } from "#main/connectors/rt/map-ticket.ts";
import { NO_PARTS, toInteraction } from "#main/connectors/rt/map-thread.ts";
import { openTicket } from "#main/connectors/rt/read.ts";
import { readReminded } from "#main/connectors/rt/reminded.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import type { Stream } from "#main/connectors/rt/stream.ts";
import { noteAgents, partsOf } from "#main/connectors/rt/thread.ts";
import { mapContext, readTickets, whyAbsent } from "#main/connectors/rt/tickets.ts";
import type { WireTransaction } from "#main/connectors/rt/wire.ts";

/**
 * Ids are given when a transaction is inserted and seen when it is committed, so one may turn up below others that we
 * know. The last minutes are therefore read again each time. Source: rt-rest2 facts §5 Overlap.
 */
const OVERLAP_MS = 600_000;
/** At the very first look everything this young counts as new: history streams may have passed it already. */
const FIRST_LOOK_MS = 900_000;
const MAX_KNOWN = 2_000;
/** Every so many quiet rounds we look behind a short page. */
const LOOK_DEEPER_EVERY = 10;

const Place = z.object({
  /** Everything up to this transaction is done with. */
  floor: z.number().int().nonnegative(),
  /** Transactions above it that are known. */
  known: z.array(z.number()),
});
type Place = z.infer<typeof Place>;

/** Where the next round begins: what is older than the overlap need not be read again. */
export function nextPlace(
  place: Place,
  rows: readonly WireTransaction[],
  serverNow: number,
): Place {
  const known = [...new Set([...place.known, ...rows.map((one) => one.id)])].toSorted(
    (a, b) => a - b,
  );
  const old = rows
    .filter((one) => Date.parse(one.Created) < serverNow - OVERLAP_MS)
    .reduce((top, one) => Math.max(top, one.id), place.floor);
  const crowd = known.length > MAX_KNOWN ? (known.at(-MAX_KNOWN) ?? 0) : 0;
  const floor = Math.max(old, crowd);
  return { floor, known: known.filter((id) => id > floor) };
}

/** What changed on any ticket, as it happens: transactions tell which, the tickets themselves are then read afresh. */
export function createChangesStream(remote: Remote, everyMs: number): Stream {
  let quietRounds = 0;
  const { accountId } = remote;

  async function firstPlace(signal: AbortSignal): Promise<Result<Place, AppError>> {
    const rows = await readNewest(remote, "changed-list", notesFor(remote), signal);
    if (!rows.ok) return rows;
    const since = remote.client.serverNow() - FIRST_LOOK_MS;
    const old = rows.value.filter((one) => Date.parse(one.Created) < since);
    const floor = old.at(-1)?.id ?? (rows.value.length < PAGE_SIZE ? 0 : (rows.value[0]?.id ?? 0));
    return ok({ floor, known: [] });
  }

  /** Rows of what these transactions touched. */
  async function follow(
    rows: readonly WireTransaction[],
    setAside: SetAside[],
    signal: AbortSignal,
  ): Promise<Result<Changes, AppError>> {
    const touched = [...new Set(rows.map((one) => globalId(accountId, one.ObjectId)))];
    const tombstones: Tombstone[] = [];
    const merged = new Map<TicketId, TicketId>();
    const found: Changes[] = [];
    const missing: TicketId[] = [];
    const reminders = new Set<TicketId>();
    for (let at = 0; at < touched.length; at += PAGE_SIZE) {
      const read = await readTickets(
        remote,
        touched.slice(at, at + PAGE_SIZE),
        "changed-list",
        signal,
      );
      if (!read.ok) return read;
      const { tickets, customers, agents } = read.value;
      found.push({ tickets, customers, agents });
      setAside.push(...read.value.setAside);
      missing.push(...read.value.missing);
    }
    const goneAt = Math.round(remote.client.serverNow());
    for (const id of missing) {
      if (remote.reminders.knows(Number(remoteOf(id)))) {
        reminders.add(id);
        continue;
      }
      const absent = await whyAbsent(remote, id, "changed-list", signal);
      if (!absent.ok) {
        const { kind } = absent.error;
        if (kind === "not-found") tombstones.push(ticketGone(id, "deleted", goneAt));
        else if (kind === "no-access") tombstones.push(ticketGone(id, "no-access", goneAt));
        else return absent;
      } else if (absent.value.kind === "deleted") {
        tombstones.push(ticketGone(id, "deleted", goneAt));
      } else if (absent.value.kind === "reminder") {
        reminders.add(id);
      } else if (absent.value.kind === "merged") {
        merged.set(id, absent.value.into);
        tombstones.push(ticketGone(id, "merged", goneAt, absent.value.into));
      }
    }
    if (reminders.size > 0) {
      const moved = await readReminded(remote, "changed-list", signal);
      if (!moved.ok) return moved;
      found.push(moved.value.changes);
      setAside.push(...moved.value.setAside);
    }
    // What was merged away brings its entries along: the whole thread of the target is another one now.
    const whole: TicketId[] = [];
    for (const into of new Set(merged.values())) {
      const opened = await openTicket(remote, into, "soon", signal);
      if (!opened.ok) continue; // its own version tells the thread filler
      found.push(opened.value.changes);
      setAside.push(...(opened.value.setAside ?? []));
      whole.push(into);
    }
    const gone = new Set(tombstones.map((one) => one.id));
    const own = rows.filter((one) => {
      const id = globalId(accountId, one.ObjectId);
      return !gone.has(id) && !reminders.has(id) && !whole.includes(id);
    });
    const notes = notesFor(remote, setAside);
    const parts = await partsOf(remote, own, "changed-list", notes, signal);
    if (!parts.ok) return parts;
    const context = mapContext(remote);
    const interactions = own.flatMap(
      (one) =>
        toInteraction(
          one,
          globalId(accountId, one.ObjectId),
          parts.value.get(one.id) ?? NO_PARTS,
          context,
        ) ?? [],
    );
    return ok({
      tickets: found.flatMap((one) => one.tickets ?? []),
      customers: found.flatMap((one) => one.customers ?? []),
      organisations: found.flatMap((one) => one.organisations ?? []),
      agents: found.flatMap((one) => one.agents ?? []),
      interactions: [...found.flatMap((one) => one.interactions ?? []), ...interactions],
      tombstones,
      wholeThreads: whole,
    });
  }

  return {
    spec: { id: "changes", phase: "live", intervalMs: everyMs, completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const ready = await remote.directory.ensure("changed-list", signal);
      if (!ready.ok) return ready;
      const stored = readCursor(text, Place);
      const start = stored === null ? await firstPlace(signal) : ok(stored);
      if (!start.ok) return start;
      const setAside: SetAside[] = [];
      const isDeep = quietRounds % LOOK_DEEPER_EVERY === LOOK_DEEPER_EVERY - 1;
      const rows: WireTransaction[] = [];
      let end = false;
      for (let after = start.value.floor; !end && rows.length < MAX_KNOWN;) {
        const feed = await readFeed(
          remote,
          after,
          isDeep,
          "changed-list",
          notesFor(remote, setAside),
          signal,
        );
        if (!feed.ok) return feed;
        rows.push(...feed.value.rows);
        after = rows.at(-1)?.id ?? after;
        end = feed.value.end;
      }
      const known = new Set(start.value.known);
      const news = rows.filter((one) => !known.has(one.id));
      quietRounds = news.length === 0 ? quietRounds + 1 : LOOK_DEEPER_EVERY - 1;
      const isNewAgent = noteAgents(remote, news);
      const changes = news.length === 0 ? ok<Changes>({}) : await follow(news, setAside, signal);
      if (!changes.ok) return changes;
      const place = nextPlace(start.value, rows, remote.client.serverNow());
      return ok({
        changes: isNewAgent
          ? { ...changes.value, agents: remote.directory.agents() }
          : changes.value,
        setAside,
        cursor: JSON.stringify(place),
        end,
        total: null,
      });
    },
  };
}
