import { linkTo } from "#main/demo/http/paging.ts";
import { invalidParameter, ok, refuse, type Reply } from "#main/demo/http/reply.ts";
import { includes, param, type Context, type Router } from "#main/demo/http/router.ts";
import { ticketEventJson } from "#main/demo/present/audit.ts";
import { organizationJson, userJson } from "#main/demo/present/people.ts";
import { besideTickets, ticketWith } from "#main/demo/routes/sideload.ts";
import type { Audit, Json, JsonObject, Ticket } from "#main/demo/store/model.ts";
import type { ChangeLog } from "#main/demo/store/change-log.ts";

type Source = {
  readonly key: string;
  readonly log: ChangeLog;
  /** The record of an entry, or null when a later entry has taken its place. */
  readonly current: (position: number) => JsonObject | null;
  readonly also?: (rows: readonly JsonObject[]) => JsonObject;
};

const tooRecent: Reply = refuse(
  422,
  "InvalidValue",
  "Too recent start_time. Use a start_time older than 60 seconds",
);

function pageSize(ctx: Context): number {
  const asked = Number(param(ctx, "per_page") ?? "1000");
  return Number.isInteger(asked) && asked > 0 ? Math.min(1000, asked) : 1000;
}

/** `start_time` in epoch seconds, or the answer that says what is wrong with it. */
function startTime(ctx: Context): number | Reply {
  const text = param(ctx, "start_time");
  if (text === null || !/^\d+$/.test(text))
    return refuse(400, "InvalidParameter", "start_time must be an integer of Unix seconds");
  return Number(text) > ctx.now - ctx.workspace.options.lag ? tooRecent : Number(text);
}

/** Rows from `position` on that are visible by now; `end` is where the next page begins. */
function collect(
  ctx: Context,
  source: Source,
  position: number,
  size: number,
): {
  readonly rows: JsonObject[];
  readonly end: number;
  readonly lastTime: number;
  readonly done: boolean;
} {
  const visibleUntil = ctx.now - ctx.workspace.options.lag;
  const rows: JsonObject[] = [];
  let at = position;
  let lastTime = 0;
  for (; at < source.log.length && rows.length < size; at++) {
    if (source.log.timeAt(at) > visibleUntil) break;
    const row = source.current(at);
    if (row === null) continue;
    rows.push(row);
    lastTime = source.log.timeAt(at);
  }
  return {
    rows,
    end: at,
    lastTime,
    done: at >= source.log.length || source.log.timeAt(at) > visibleUntil,
  };
}

function cursorExport(ctx: Context, source: Source): Reply {
  const { fingerprint } = ctx.workspace;
  const cursor = param(ctx, "cursor");
  let position: number;
  if (cursor === null) {
    const start = startTime(ctx);
    if (typeof start !== "number") return start;
    position = source.log.positionOf(start);
  } else {
    const [mark, key, from] = Buffer.from(cursor, "base64url").toString().split("|");
    position = Number(from);
    if (
      mark !== fingerprint ||
      key !== source.key ||
      !Number.isInteger(position) ||
      position < 0 ||
      position > source.log.length
    )
      return invalidParameter("InvalidCursor", "cursor is not valid");
  }
  const { rows, end, done } = collect(ctx, source, position, pageSize(ctx));
  const next = Buffer.from(`${fingerprint}|${source.key}|${end}`).toString("base64url");
  return ok({
    [source.key]: rows,
    ...source.also?.(rows),
    after_url: linkTo(ctx, { cursor: next, start_time: null, "page[size]": null }),
    after_cursor: next,
    before_url: null,
    before_cursor: null,
    end_of_stream: done,
  });
}

function timeExport(ctx: Context, source: Source): Reply {
  const start = startTime(ctx);
  if (typeof start !== "number") return start;
  const { rows, lastTime, done } = collect(
    ctx,
    source,
    source.log.positionOf(start),
    pageSize(ctx),
  );
  const end = lastTime === 0 ? start : lastTime;
  return ok({
    [source.key]: rows,
    ...source.also?.(rows),
    next_page: linkTo(ctx, { start_time: String(end) }),
    end_time: end,
    count: rows.length,
    end_of_stream: done,
  });
}

function ticketSource(ctx: Context): Source {
  const { store } = ctx.workspace;
  const include = new Set([...includes(ctx)].filter((word) => word !== "last_audits"));
  const shown: Ticket[] = [];
  const skipDeleted = param(ctx, "exclude_deleted") === "true";
  return {
    key: "tickets",
    log: store.ticketLog,
    current: (position) => {
      const ticket = store.anyTicket(store.ticketLog.refAt(position));
      if (
        ticket === undefined ||
        ticket.logSeq !== position ||
        (skipDeleted && (ticket.deletedFrom !== null || ticket.gone))
      )
        return null;
      shown.push(ticket);
      return ticketWith(ctx, include, ticket);
    },
    also: () => besideTickets(ctx, include, shown),
  };
}
const userSource = (ctx: Context): Source => {
  const { store } = ctx.workspace;
  return {
    key: "users",
    log: store.userLog,
    current: (position) => {
      const user = store.users.get(store.userLog.refAt(position));
      return user === undefined || user.logSeq !== position ? null : userJson(user, ctx.base);
    },
  };
};
const organizationSource = (ctx: Context): Source => {
  const { store } = ctx.workspace;
  return {
    key: "organizations",
    log: store.organizationLog,
    current: (position) => {
      const org = store.organizations.get(store.organizationLog.refAt(position));
      return org === undefined || org.logSeq !== position ? null : organizationJson(org, ctx.base);
    },
  };
};

function ticketEvents(ctx: Context): Reply {
  const start = startTime(ctx);
  if (typeof start !== "number") return start;
  const { store } = ctx.workspace;
  const { eventTimes, eventAudits, auditTicket } = store.population;
  const visibleUntil = ctx.now - ctx.workspace.options.lag;
  const withComments = includes(ctx).has("comment_events");
  const size = pageSize(ctx);
  const events: Json[] = [];
  let end = start;
  let done = true;
  const add = (ticket: Ticket | undefined, at: number, audit: () => Audit): boolean => {
    if (at > visibleUntil) return false;
    if (events.length >= size) {
      done = false;
      return false;
    }
    end = at;
    if (ticket === undefined || ticket.gone || ticket.deletedFrom !== null) return true;
    events.push(ticketEventJson(store, audit(), ticket.id, ctx.base, withComments));
    return true;
  };
  let low = 0;
  let high = eventTimes.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((eventTimes[mid] as number) < start) low = mid + 1;
    else high = mid;
  }
  for (; low < eventTimes.length; low++) {
    const number = eventAudits[low] as number;
    const ticket = store.tickets[auditTicket[number] as number] as Ticket;
    if (
      !add(ticket, eventTimes[low] as number, () =>
        store.history.audit(ticket, number - ticket.auditBase),
      )
    )
      break;
  }
  if (low >= eventTimes.length) {
    for (let n = firstAccepted(store.accepted, start); n < store.accepted.length; n++) {
      const entry = store.accepted[n] as (typeof store.accepted)[number];
      if (!add(store.ticket(entry.ticketId), entry.audit.at, () => store.live(entry))) break;
    }
  }
  return ok({
    ticket_events: events,
    next_page: linkTo(ctx, { start_time: String(end) }),
    end_time: end,
    count: events.length,
    end_of_stream: done,
  });
}

/** First accepted audit at or after a time; they are in order of time. */
function firstAccepted(accepted: readonly { readonly audit: Audit }[], start: number): number {
  let low = 0;
  let high = accepted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((accepted[mid]?.audit.at ?? 0) < start) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Exports for administrators: everything that changed, in order of change. */
export function addIncrementalRoutes(router: Router): void {
  router.add(
    "GET",
    "incremental/tickets/cursor",
    (ctx) => cursorExport(ctx, ticketSource(ctx)),
    "admin",
  );
  router.add("GET", "incremental/tickets", (ctx) => timeExport(ctx, ticketSource(ctx)), "admin");
  router.add(
    "GET",
    "incremental/users/cursor",
    (ctx) => cursorExport(ctx, userSource(ctx)),
    "admin",
  );
  router.add("GET", "incremental/users", (ctx) => timeExport(ctx, userSource(ctx)), "admin");
  router.add(
    "GET",
    "incremental/organizations",
    (ctx) => timeExport(ctx, organizationSource(ctx)),
    "admin",
  );
  router.add("GET", "incremental/ticket_events", ticketEvents, "admin");
}
