import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import type { Answer } from "#main/connectors/zendesk/client.ts";
import { countOf } from "#main/connectors/zendesk/count.ts";
import { readCursor, writeCursor } from "#main/connectors/zendesk/cursor.ts";
import { PAGE_SIZE } from "#main/connectors/zendesk/list.ts";
import { nextAfter } from "#main/connectors/zendesk/parse.ts";
import type { Remote } from "#main/connectors/zendesk/remote.ts";
import type { Stream } from "#main/connectors/zendesk/stream.ts";
import {
  addMissingPeople,
  batchOf,
  TICKET_INCLUDE,
  type TicketBatch,
} from "#main/connectors/zendesk/tickets.ts";
import type { Urgency } from "#main/net/limiter.ts";

/** Overlap of every poll, and of each tenth one: late commits on the far side are caught by the longer one. */
const OVERLAP_MS = 15_000;
const LONG_OVERLAP_MS = 120_000;
const LONG_EVERY = 10;

const Recent = z.object({
  /** Every change up to here has been read, ms epoch server time; 0 = nothing yet. */
  mark: z.number(),
  /** Walk under way: the remote's cursor, and the newest time its first page had. */
  after: z.string().nullable(),
  newest: z.number(),
  polls: z.number(),
  /** The very first walk goes back to here, ms epoch server time; null: one page is enough. */
  floor: z.number().nullable().default(null),
});
type Recent = z.infer<typeof Recent>;

/**
 * When the walk through history began, ms epoch server time. What changes after that moves out of the walk's way, to
 * the front of the list: the first poll has to go back that far, however much has changed since.
 */
export type HistoryStart = { at: number | null };

async function readPage(
  remote: Remote,
  after: string | null,
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<{ readonly answer: Answer; readonly batch: TicketBatch }, AppError>> {
  const answer = await remote.client.call(
    {
      method: "GET",
      path: "/tickets.json",
      query: {
        sort: "-updated_at",
        include: TICKET_INCLUDE,
        "page[size]": PAGE_SIZE,
        "page[after]": after ?? undefined,
      },
      urgency,
    },
    signal,
  );
  if (!answer.ok) return answer;
  const batch = batchOf(answer.value, "tickets", remote);
  if (!batch.ok) return batch;
  const full = await addMissingPeople(batch.value, remote, urgency, signal);
  return full.ok ? ok({ answer: answer.value, batch: full.value }) : full;
}

const timesOf = (batch: TicketBatch): readonly number[] =>
  batch.wire.map((one) => Date.parse(one.updated_at));

/**
 * Recently changed tickets, newest first, walked back to where the last walk began minus an overlap. The remote's
 * own page cursor carries us through many tickets of one second. Sees no deletions and no changes that leave
 * `updated_at` alone: the sweep and, for admins, the exports do.
 */
export function createRecentStream(
  remote: Remote,
  intervalMs: number,
  history: HistoryStart,
): Stream {
  return {
    spec: { id: "recent", phase: "live", intervalMs, completesThreads: false },
    rewind: (text) => {
      const cursor = readCursor(text, Recent);
      return cursor === null ? null : writeCursor({ ...cursor, after: null, newest: 0 });
    },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const at = readCursor(text, Recent) ?? {
        mark: 0,
        after: null,
        newest: 0,
        polls: 0,
        floor: null,
      };
      const read = await readPage(remote, at.after, "changed-list", signal);
      if (!read.ok) return read;
      const { batch, answer } = read.value;
      const times = timesOf(batch);
      const newest = at.after === null ? Math.max(0, ...times) : at.newest;
      const overlap = at.polls % LONG_EVERY === 0 ? LONG_OVERLAP_MS : OVERLAP_MS;
      const oldest = times.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...times);
      const after = nextAfter(answer);
      const isFirst = at.mark === 0 && at.after === null;
      const start = history.at === null ? null : history.at - LONG_OVERLAP_MS;
      const floor = isFirst ? start : at.floor;
      const goal = at.mark === 0 ? floor : at.mark - overlap;
      const isBack = after === null || after === at.after || goal === null || oldest < goal;
      const next: Recent = isBack
        ? {
            mark: Math.max(at.mark, newest),
            after: null,
            newest: 0,
            polls: at.polls + 1,
            floor: null,
          }
        : { ...at, after, newest, floor };
      return ok({
        changes: batch.changes,
        setAside: batch.setAside,
        cursor: writeCursor(next),
        end: isBack,
        total: null,
      });
    },
  };
}

const Walk = z.object({
  after: z.string().nullable(),
  count: z.number(),
  total: z.number().nullable(),
  done: z.boolean(),
  /** Server time of its first page, ms epoch. */
  startedAt: z.number().default(0),
});

/**
 * History for agents, who may not use exports: all tickets by time of change, newest first, once.
 *
 * @param sinceMs How far back, ms before now; null: everything the list has (archived tickets are not in it).
 */
export function createWalkStream(
  remote: Remote,
  sinceMs: number | null,
  history: HistoryStart,
): Stream {
  return {
    spec: { id: "walk", phase: "history", intervalMs: 3_600_000, completesThreads: false },
    rewind: (text) => {
      const cursor = readCursor(text, Walk);
      return cursor === null ? null : writeCursor({ ...cursor, after: null, count: 0 });
    },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const at = readCursor(text, Walk) ?? {
        after: null,
        count: 0,
        total: null,
        done: false,
        startedAt: 0,
      };
      const isNew = at.after === null && !at.done;
      if (!isNew) history.at = at.startedAt;
      if (at.done) {
        const cursor = writeCursor(at);
        return ok({
          changes: {},
          setAside: [],
          cursor,
          end: true,
          total: at.count,
          done: at.count,
        });
      }
      const total = at.total ?? (await countOf(remote, "/tickets/count.json", signal));
      const read = await readPage(remote, at.after, "prefetch", signal);
      if (!read.ok) return read;
      const { batch, answer } = read.value;
      // Only with the first answer is it known what time it is there.
      const startedAt = isNew ? remote.client.serverNow() : at.startedAt;
      history.at = startedAt;
      const after = nextAfter(answer);
      const oldest = Math.min(Number.POSITIVE_INFINITY, ...timesOf(batch));
      const isFar = sinceMs !== null && oldest < remote.client.serverNow() - sinceMs;
      const done = after === null || after === at.after || isFar;
      const count = at.count + batch.wire.length;
      return ok({
        changes: batch.changes,
        setAside: batch.setAside,
        cursor: writeCursor({ after, count, total, done, startedAt }),
        end: done,
        total: done ? count : total === null ? null : Math.max(total, count),
        done: count,
      });
    },
  };
}
