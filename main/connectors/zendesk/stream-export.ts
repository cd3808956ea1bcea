import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes, Page, SetAside } from "#domain/sync/page.ts";
import type { Answer } from "#main/connectors/zendesk/client.ts";
import { countOf } from "#main/connectors/zendesk/count.ts";
import { readCursor, writeCursor } from "#main/connectors/zendesk/cursor.ts";
import { isStaff, toCustomer, toOrganisation } from "#main/connectors/zendesk/map-people.ts";
import { fromTicketEvent, type ThreadContext } from "#main/connectors/zendesk/map-thread.ts";
import { listOf, memberOf, parseRecords, sideList } from "#main/connectors/zendesk/parse.ts";
import {
  mapContext,
  noNotes,
  setAsideContext,
  type Remote,
} from "#main/connectors/zendesk/remote.ts";
import { minutes, type Stream } from "#main/connectors/zendesk/stream.ts";
import { toBatch } from "#main/connectors/zendesk/tickets.ts";
import {
  WireIdentity,
  WireOrganization,
  WireTicketEvent,
  WireUser,
} from "#main/connectors/zendesk/wire.ts";

/** How far a restart goes back behind what it had, seconds. Source: sync-pitfalls §3. */
const OVERLAP_S = 120;
/** Exports refuse a start within the last minute. Source: zendesk-api facts §5. */
const MIN_AGE_S = 61;

/** `after` is the remote's own cursor; `time` the newest second seen; `count` rows so far; `total` rows expected. */
const Cursor = z.object({
  after: z.string().nullable(),
  time: z.number(),
  count: z.number(),
  total: z.number().nullable(),
  /** Start of the time-based exports' first row, for the estimate of their total. */
  from: z.number().nullable(),
  /** The end had been reached: the next read is a poll and overlaps. */
  ended: z.boolean(),
});
type Cursor = z.infer<typeof Cursor>;
const START: Cursor = { after: null, time: 0, count: 0, total: null, from: null, ended: false };

const rewind = (text: string): string | null => {
  const cursor = readCursor(text, Cursor);
  if (cursor === null || cursor.after === null || cursor.time === 0) return null;
  return writeCursor({ ...cursor, after: null, time: Math.max(0, cursor.time - OVERLAP_S) });
};

const numberOf = (answer: Answer, name: string): number | null => {
  const value = memberOf(answer, name);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

type Mapped = {
  readonly changes: Changes;
  readonly setAside: readonly SetAside[];
  readonly newest: number;
};

/** A cursor-based export: `start_time` once, afterwards only the cursor that came back. */
function cursorExport(
  remote: Remote,
  id: string,
  key: string,
  intervalMs: number,
  include: string,
  map: (records: readonly unknown[], answer: Answer) => Mapped,
): Stream {
  return {
    spec: { id, phase: "history", intervalMs, completesThreads: false },
    rewind,
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const at = readCursor(text, Cursor) ?? START;
      const total =
        at.total ?? (at.count === 0 ? await countOf(remote, `/${key}/count.json`, signal) : null);
      const answer = await remote.client.call(
        {
          method: "GET",
          path: `/incremental/${key}/cursor.json`,
          query:
            at.after === null ? { start_time: at.time, include } : { cursor: at.after, include },
          urgency: "prefetch",
        },
        signal,
      );
      if (!answer.ok) return answer;
      const list = listOf(answer.value, key);
      if (!list.ok) return list;
      const mapped = map(list.value, answer.value);
      const after = memberOf(answer.value, "after_cursor");
      const next: Cursor = {
        ...at,
        after: typeof after === "string" && after !== "" ? after : at.after,
        time: Math.max(at.time, Math.floor(mapped.newest / 1000)),
        count: at.count + list.value.length,
        total,
        ended: memberOf(answer.value, "end_of_stream") === true,
      };
      const isStuck = next.after === at.after && !next.ended;
      return ok({
        changes: mapped.changes,
        setAside: mapped.setAside,
        cursor: writeCursor(next),
        end: next.ended || isStuck,
        total: total === null ? null : Math.max(total, next.count),
        done: next.count,
      });
    },
  };
}

/** A time-based export: goes on from `end_time`; polls overlap, because its boundary is a whole second. */
function timeExport(
  remote: Remote,
  id: string,
  key: string,
  intervalMs: number,
  include: string | undefined,
  completesThreads: boolean,
  prepare: (signal: AbortSignal) => Promise<Result<null, AppError>>,
  map: (records: readonly unknown[], answer: Answer) => Mapped & { readonly oldest: number | null },
): Stream {
  return {
    spec: { id, phase: "history", intervalMs, completesThreads },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const at = readCursor(text, Cursor) ?? START;
      const ready = await prepare(signal);
      if (!ready.ok) return ready;
      const nowS = Math.floor(remote.client.serverNow() / 1000);
      const wanted = at.ended ? at.time - OVERLAP_S : at.time;
      const start = Math.max(0, Math.min(wanted, nowS - MIN_AGE_S));
      const answer = await remote.client.call(
        {
          method: "GET",
          path: `/incremental/${key}.json`,
          query: { start_time: start, include },
          urgency: "prefetch",
        },
        signal,
      );
      if (!answer.ok) return answer;
      const list = listOf(answer.value, key);
      if (!list.ok) return list;
      const mapped = map(list.value, answer.value);
      const setAside = [...mapped.setAside];
      const endTime = numberOf(answer.value, "end_time");
      const told = memberOf(answer.value, "end_of_stream");
      const size = list.value.length;
      const ended = typeof told === "boolean" ? told : size < 1000;
      let time = endTime ?? Math.floor(mapped.newest / 1000);
      if (!ended && time <= start) {
        time = start + 1; // more rows in one second than a page holds: the rest of that second can't be reached
        setAside.push({
          accountId: remote.accountId,
          kind: key,
          remoteId: null,
          field: "end_time",
          reason: `more than ${size} entries in one second; some may be missing until their tickets are opened`,
          at: remote.clock.now(),
        });
      }
      const from = at.from ?? (mapped.oldest === null ? null : Math.floor(mapped.oldest / 1000));
      const count = at.count + (at.ended ? 0 : size);
      const reached =
        from === null || nowS <= from ? 1 : Math.min(1, (time - from) / (nowS - from));
      const next: Cursor = {
        ...at,
        time: Math.max(time, at.ended ? 0 : at.time),
        count,
        from,
        ended,
      };
      return ok({
        changes: mapped.changes,
        setAside,
        cursor: writeCursor(next),
        end: ended,
        total: ended ? count : reached > 0.001 ? Math.round(count / reached) : null,
        done: count,
      });
    },
  };
}

const newestOf = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), 0);

/**
 * History and its continuation for admins: the same cursors, followed for ever. Ten calls a minute for the whole
 * account, and nothing of the last minute: the live stream covers that.
 * Source: zendesk-api facts §5.
 */
export function createExportStreams(remote: Remote): readonly Stream[] {
  const { accountId, directory } = remote;
  const nothing = async (): Promise<Result<null, AppError>> => Promise.resolve(ok(null));
  const tickets = cursorExport(
    remote,
    "tickets",
    "tickets",
    minutes(1),
    "metric_sets,slas",
    (records, answer) => {
      const batch = toBatch(records, answer, remote);
      const newest = newestOf(batch.wire.map((one) => (one.generated_timestamp ?? 0) * 1000));
      return { ...batch, newest };
    },
  );
  const users = cursorExport(
    remote,
    "users",
    "users",
    minutes(3),
    "identities",
    (records, answer) => {
      const setAside = noNotes();
      const notes = setAsideContext(remote);
      const context = mapContext(remote);
      const wire = parseRecords(records, WireUser, "customer", answer.suspicious, notes, setAside);
      const loose = sideList(answer, "identities");
      const identities = parseRecords(
        loose,
        WireIdentity,
        "identity",
        answer.suspicious,
        notes,
        setAside,
      );
      const richOf = new Map<number, WireIdentity[]>();
      for (const one of identities)
        richOf.set(one.user_id, [...(richOf.get(one.user_id) ?? []), one]);
      const customers = wire
        .filter((user) => !isStaff(user.role))
        .map((user) =>
          toCustomer(user, context, loose.length === 0 ? null : (richOf.get(user.id) ?? [])),
        );
      return {
        changes: { customers },
        setAside,
        newest: newestOf(customers.map((one) => one.updatedAt)),
      };
    },
  );
  const organisations = timeExport(
    remote,
    "organisations",
    "organizations",
    minutes(10),
    undefined,
    false,
    nothing,
    (records, answer) => {
      const setAside = noNotes();
      const wire = parseRecords(
        records,
        WireOrganization,
        "organisation",
        answer.suspicious,
        setAsideContext(remote),
        setAside,
      );
      const mapped = wire.map((one) => toOrganisation(one, accountId));
      const times = mapped.map((one) => one.version);
      return {
        changes: { organisations: mapped },
        setAside,
        newest: newestOf(times),
        oldest: times[0] ?? null,
      };
    },
  );
  const events = timeExport(
    remote,
    "events",
    "ticket_events",
    minutes(1),
    "comment_events",
    true,
    (signal) => directory.ensure("profiles", signal),
    (records, answer) => {
      const context: ThreadContext = {
        ...mapContext(remote),
        setAsideContext: setAsideContext(remote),
        setAside: noNotes(),
        agentName: directory.agentName,
      };
      const wire = parseRecords(
        records,
        WireTicketEvent,
        "ticket event",
        answer.suspicious,
        context.setAsideContext,
        context.setAside,
      );
      const times = wire.map((one) => Date.parse(one.created_at));
      return {
        changes: {
          interactions: wire.flatMap((one) => fromTicketEvent(one, answer.suspicious, context)),
        },
        setAside: context.setAside,
        newest: newestOf(times),
        oldest: times[0] ?? null,
      };
    },
  );
  return [tickets, users, organisations, events];
}
