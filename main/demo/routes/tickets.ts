import { createHash } from "node:crypto";
import { list } from "#main/demo/http/paging.ts";
import {
  badRequest,
  created,
  fail,
  invalid,
  noContent,
  notFound,
  ok,
  pass,
  refuse,
  type Outcome,
  type Reply,
} from "#main/demo/http/reply.ts";
import {
  idList,
  idParam,
  includes,
  param,
  type Context,
  type Router,
} from "#main/demo/http/router.ts";
import { auditJson } from "#main/demo/present/audit.ts";
import { stamp } from "#main/demo/present/time.ts";
import { ticketJson } from "#main/demo/present/ticket.ts";
import { besideTickets, ticketWith } from "#main/demo/routes/sideload.ts";
import { statusOrder, type Ticket } from "#main/demo/store/model.ts";
import { TicketInput } from "#main/demo/store/ticket-input.ts";
import type { Act, Written } from "#main/demo/store/ticket-changes.ts";
import { createTicket } from "#main/demo/store/ticket-create.ts";
import { updateTicket } from "#main/demo/store/ticket-writes.ts";

/** The act of an API call: who, when, by which client. */
export const apiAct = (ctx: Context): Act => ({
  actor: ctx.user,
  via: { channel: "api", source: { from: {}, to: {}, rel: null } },
  channel: "api",
  base: ctx.base,
  at: ctx.now,
  client: String(ctx.headers["user-agent"] ?? ""),
});

/** The `ticket` member of a body, checked. */
export function ticketInput(value: unknown): Outcome<TicketInput> {
  if (typeof value !== "object" || value === null) return fail(badRequest("ticket is missing"));
  const parsed = TicketInput.safeParse(value);
  if (parsed.success) return pass(parsed.data);
  const details: Record<string, { description: string; error: string }[]> = {};
  for (const issue of parsed.error.issues)
    (details[String(issue.path[0] ?? "base")] ??= []).push({
      description: `${issue.path.join(".")}: ${issue.message}`,
      error: "InvalidValue",
    });
  return fail(invalid(details));
}

export const writtenJson = (ctx: Context, { ticket, audit }: Written) => ({
  ticket: ticketJson(ctx.workspace.store, ticket, ctx.base),
  audit: auditJson(ctx.workspace.store, audit, ticket.id, ctx.base),
});

const cursorSorts = {
  id: (t: Ticket) => t.id,
  updated_at: (t: Ticket) => t.updatedAt,
  status: (t: Ticket) => statusOrder.indexOf(t.status),
};
const priorityRank = (t: Ticket): number =>
  t.priority === null ? 0 : ["low", "normal", "high", "urgent"].indexOf(t.priority) + 1;

/** Sort columns of ticket lists in offset paging. */
export const offsetSorts = (ctx: Context) => {
  const name = (id: number | null): string =>
    id === null ? "" : (ctx.workspace.store.users.get(id)?.name ?? "");
  return {
    ...cursorSorts,
    created_at: (t: Ticket) => t.createdAt,
    subject: (t: Ticket) => t.subject,
    requester: (t: Ticket) => t.requesterId,
    "requester.name": (t: Ticket) => name(t.requesterId),
    assignee: (t: Ticket) => t.assigneeId ?? 0,
    "assignee.name": (t: Ticket) => name(t.assigneeId),
    group: (t: Ticket) => t.groupId ?? 0,
    priority: priorityRank,
    updated: (t: Ticket) => t.updatedAt,
    created: (t: Ticket) => t.createdAt,
  };
};

/** A list of tickets with sideloads, in either dialect. */
export function ticketList(
  ctx: Context,
  rows: Iterable<Ticket>,
  order?: { readonly natural: (t: Ticket) => number | string; readonly descending: boolean },
): Reply {
  const include = includes(ctx);
  return list(ctx, {
    key: "tickets",
    rows,
    id: (t) => t.id,
    render: (t) => ticketWith(ctx, include, t),
    also: (page) => besideTickets(ctx, include, page),
    cursorSorts,
    offsetSorts: offsetSorts(ctx),
    ...(order === undefined ? {} : { natural: order.natural, naturalDescending: order.descending }),
  });
}

function* filtered(rows: Iterable<Ticket>, keep: (t: Ticket) => boolean): Iterable<Ticket> {
  for (const row of rows) if (keep(row)) yield row;
}

function index(ctx: Context): Reply {
  const rows = [...ctx.workspace.visibleTickets(ctx.user)];
  const external = param(ctx, "external_id");
  if (external !== null)
    return ticketList(
      ctx,
      rows.filter((t) => t.externalId === external),
    );
  return ticketList(ctx, rows);
}

function create(ctx: Context): Reply {
  const { workspace } = ctx;
  const header = ctx.headers["idempotency-key"];
  const key = typeof header === "string" && header !== "" ? header : null;
  if (key !== null && key.length > 255)
    return refuse(400, "IdempotentRequestError", "Idempotency key is too long");
  const hash = createHash("sha256").update(ctx.raw).digest("hex");
  if (key !== null) {
    const known = workspace.store.idempotency.get(key);
    if (known !== undefined && ctx.now - known.at < 7200) {
      if (known.hash !== hash)
        return refuse(
          400,
          "IdempotentRequestError",
          "Request parameters don't match the given idempotency key",
        );
      const ticket = workspace.store.ticket(known.ticketId);
      const audit = ticket?.live?.find((a) => a.id === known.auditId);
      if (ticket !== undefined && audit !== undefined)
        return created(writtenJson(ctx, { ticket, audit }), {
          "x-idempotency-lookup": "hit",
          Location: `${ctx.base}/api/v2/tickets/${ticket.id}.json`,
        });
    }
  }
  const input = ticketInput(ctx.body["ticket"]);
  if (!input.ok) return input.reply;
  const result = createTicket(workspace, input.value, apiAct(ctx));
  if (!result.ok) return result.reply;
  const { ticket, audit } = result.value;
  if (key !== null)
    workspace.commit({
      k: "idempotency",
      key,
      hash,
      at: ctx.now,
      ticketId: ticket.id,
      auditId: audit.id,
    });
  return created(writtenJson(ctx, result.value), {
    Location: `${ctx.base}/api/v2/tickets/${ticket.id}.json`,
    ...(key === null ? {} : { "x-idempotency-lookup": "miss" }),
  });
}

function update(ctx: Context): Reply {
  const ticket = ctx.workspace.visible(ctx.user, idParam(ctx));
  if (ticket === undefined) return notFound;
  const input = ticketInput(ctx.body["ticket"]);
  if (!input.ok) return input.reply;
  const result = updateTicket(ctx.workspace, ticket, input.value, apiAct(ctx));
  return result.ok ? ok(writtenJson(ctx, result.value)) : result.reply;
}

const count = (ctx: Context, value: number): Reply =>
  ok({ count: { value, refreshed_at: stamp(ctx.now) } });
const size = (rows: Iterable<unknown>): number => [...rows].length;

/** Tickets: list, show, create, update, delete, restore, and lists by person or organisation. */
export function addTicketRoutes(router: Router): void {
  router.add("GET", "tickets", index);
  router.add("POST", "tickets", create);
  router.add("GET", "tickets/count", (ctx) =>
    count(ctx, size(ctx.workspace.visibleTickets(ctx.user))),
  );
  router.add("GET", "tickets/recent", (ctx) =>
    ticketList(
      ctx,
      [
        ...filtered(ctx.workspace.visibleTickets(ctx.user), (t) => t.assigneeId === ctx.user.id),
      ].slice(-50),
    ),
  );
  router.add("GET", "tickets/show_many", (ctx) => {
    const ids = idList(ctx);
    if (ids.length > 100) return badRequest("ids: at most 100");
    const include = includes(ctx);
    const rows = ids.flatMap((id) => ctx.workspace.visible(ctx.user, id) ?? []);
    return ok({
      tickets: rows.map((t) => ticketWith(ctx, include, t)),
      ...besideTickets(ctx, include, rows),
      count: rows.length,
      next_page: null,
      previous_page: null,
    });
  });
  router.add("GET", "tickets/:id", (ctx) => {
    const ticket = ctx.workspace.visible(ctx.user, idParam(ctx));
    if (ticket === undefined) return notFound;
    const include = includes(ctx);
    return ok({
      ticket: ticketWith(ctx, include, ticket),
      ...besideTickets(ctx, include, [ticket]),
    });
  });
  router.add("PUT", "tickets/:id", update);
  router.add("DELETE", "tickets/:id", (ctx) => {
    const ticket = ctx.workspace.visible(ctx.user, idParam(ctx));
    if (ticket === undefined) return notFound;
    ctx.workspace.commit({ k: "delete", id: ticket.id, by: ctx.user.id, at: ctx.now });
    return noContent;
  });
  router.add("GET", "deleted_tickets", (ctx) =>
    list(ctx, {
      key: "deleted_tickets",
      rows: filtered(
        ctx.workspace.store.tickets,
        (t) => !t.gone && t.deletedFrom !== null && ctx.now - t.updatedAt < 30 * 86_400,
      ),
      id: (t) => t.id,
      render: (t) => ({
        id: t.id,
        subject: t.subject,
        description: null,
        actor: { id: t.deletedBy, name: ctx.workspace.store.users.get(t.deletedBy)?.name ?? "" },
        deleted_at: stamp(t.updatedAt),
        previous_state: t.deletedFrom,
      }),
    }),
  );
  router.add("PUT", "deleted_tickets/:id/restore", (ctx) => {
    const ticket = ctx.workspace.store.ticket(idParam(ctx));
    if (ticket === undefined || ticket.deletedFrom === null) return notFound;
    ctx.workspace.commit({ k: "restore", id: ticket.id, at: ctx.now });
    return ok({});
  });
  router.add("DELETE", "deleted_tickets/:id", (ctx) => {
    const ticket = ctx.workspace.store.ticket(idParam(ctx));
    if (ticket === undefined || ticket.deletedFrom === null) return notFound;
    ctx.workspace.commit({ k: "erase", id: ticket.id, at: ctx.now });
    return noContent;
  });
  const byUser: Readonly<Record<string, (t: Ticket, id: number) => boolean>> = {
    requested: (t, id) => t.requesterId === id,
    assigned: (t, id) => t.assigneeId === id,
    ccd: (t, id) => t.ccIds.includes(id),
    followed: (t, id) => t.followerIds.includes(id),
  };
  for (const [word, keep] of Object.entries(byUser)) {
    const rows = (ctx: Context): Iterable<Ticket> =>
      filtered(ctx.workspace.visibleTickets(ctx.user), (t) => keep(t, idParam(ctx)));
    router.add("GET", `users/:id/tickets/${word}`, (ctx) =>
      ctx.workspace.store.users.has(idParam(ctx)) ? ticketList(ctx, rows(ctx)) : notFound,
    );
    router.add("GET", `users/:id/tickets/${word}/count`, (ctx) => count(ctx, size(rows(ctx))));
  }
  const ofOrganization = (ctx: Context): Iterable<Ticket> =>
    filtered(ctx.workspace.visibleTickets(ctx.user), (t) => t.organizationId === idParam(ctx));
  router.add("GET", "organizations/:id/tickets", (ctx) =>
    ctx.workspace.store.organizations.has(idParam(ctx))
      ? ticketList(ctx, ofOrganization(ctx))
      : notFound,
  );
  router.add("GET", "organizations/:id/tickets/count", (ctx) =>
    count(ctx, size(ofOrganization(ctx))),
  );
  router.add("GET", "problems", (ctx) =>
    ticketList(
      ctx,
      filtered(
        ctx.workspace.visibleTickets(ctx.user),
        (t) => t.type === "problem" && t.status !== "closed",
      ),
    ),
  );
}
