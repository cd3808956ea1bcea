import { linkTo } from "#main/demo/http/paging.ts";
import {
  badRequest,
  invalidParameter,
  ok,
  refuse,
  type Outcome,
  type Reply,
} from "#main/demo/http/reply.ts";
import { param, type Context, type Router } from "#main/demo/http/router.ts";
import { groupJson, organizationJson, userJson } from "#main/demo/present/people.ts";
import { ticketJson } from "#main/demo/present/ticket.ts";
import { findUsers } from "#main/demo/routes/users.ts";
import type { JsonObject, Ticket } from "#main/demo/store/model.ts";
import { matcher, parseQuery, sortTickets } from "#main/demo/store/query.ts";

type Row = {
  readonly kind: "ticket" | "user" | "organization" | "group";
  readonly id: number;
  readonly at: number;
  readonly json: () => JsonObject;
};

/** Everything that fits a query, best or newest first. */
function find(ctx: Context, text: string, only: string | null): Outcome<readonly Row[]> {
  const { workspace } = ctx;
  const query = parseQuery(text);
  const kind = only ?? query.type;
  const rows: Row[] = [];
  if (kind === null || kind === "ticket") {
    const fits = matcher(workspace, ctx.user, query, ctx.now);
    const found: Ticket[] = [];
    for (let n = workspace.store.tickets.length - 1; n >= 0; n--) {
      const ticket = workspace.store.tickets[n] as Ticket;
      if (
        !ticket.gone &&
        ticket.deletedFrom === null &&
        workspace.canSee(ctx.user, ticket) &&
        fits(ticket)
      )
        found.push(ticket);
    }
    const sortBy = param(ctx, "sort_by") ?? query.orderBy;
    for (const ticket of sortTickets(
      found,
      sortBy,
      (param(ctx, "sort_order") ?? query.sort ?? "desc") === "asc",
    ))
      rows.push({
        kind: "ticket",
        id: ticket.id,
        at: ticket.createdAt,
        json: () => ({ ...ticketJson(workspace.store, ticket, ctx.base), result_type: "ticket" }),
      });
  }
  const words = query.words.join(" ");
  if (kind === "user" || (kind === null && words !== "" && query.filters.length === 0))
    for (const user of findUsers(
      workspace.store.users.values(),
      kind === "user" ? text.replace(/type:user/i, "") : words,
    ))
      rows.push({
        kind: "user",
        id: user.id,
        at: user.createdAt,
        json: () => ({ ...userJson(user, ctx.base), result_type: "user" }),
      });
  if (kind === "organization" || (kind === null && words !== "" && query.filters.length === 0))
    for (const org of workspace.store.organizations.values())
      if (
        query.words.every((w) =>
          `${org.name} ${org.notes} ${org.domains.join(" ")} ${org.tags.join(" ")}`
            .toLowerCase()
            .includes(w),
        )
      )
        rows.push({
          kind: "organization",
          id: org.id,
          at: org.createdAt,
          json: () => ({ ...organizationJson(org, ctx.base), result_type: "organization" }),
        });
  if (kind === "group")
    for (const group of workspace.store.groups.values())
      if (query.words.every((w) => group.name.toLowerCase().includes(w)))
        rows.push({
          kind: "group",
          id: group.id,
          at: group.createdAt,
          json: () => ({ ...groupJson(group, ctx.base), result_type: "group" }),
        });
  return { ok: true, value: rows };
}

function search(ctx: Context): Reply {
  if (ctx.query.has("page[size]")) return badRequest("page must be an integer");
  const text = param(ctx, "query");
  if (text === null) return refuse(422, "invalid", "Invalid search: query is missing");
  const page = Number(param(ctx, "page") ?? "1");
  const size = Math.min(100, Number(param(ctx, "per_page") ?? "100"));
  if (!Number.isInteger(page) || page < 1 || !Number.isInteger(size) || size < 1)
    return badRequest("page must be an integer");
  if (page * size > 1000)
    return refuse(
      422,
      "invalid",
      "Invalid search: Requested response size was greater than Search Response Limits",
    );
  const rows = find(ctx, text, null);
  if (!rows.ok) return rows.reply;
  const all = rows.value;
  return ok({
    results: all.slice((page - 1) * size, page * size).map((r) => r.json()),
    facets: null,
    count: all.length,
    next_page: page * size < all.length ? linkTo(ctx, { page: String(page + 1) }) : null,
    previous_page: page > 1 ? linkTo(ctx, { page: String(page - 1) }) : null,
  });
}

function exportResults(ctx: Context): Reply {
  const text = param(ctx, "query") ?? "";
  const kind = param(ctx, "filter[type]");
  if (kind === null || !["ticket", "user", "organization", "group"].includes(kind))
    return badRequest("filter[type] is missing or invalid");
  if (/\btype:/.test(text))
    return badRequest("type: is not allowed in the query, use filter[type]");
  const size = Math.min(1000, Number(param(ctx, "page[size]") ?? "100") || 100);
  const after = param(ctx, "page[after]");
  const [mark, from] =
    after === null ? [String(ctx.now), "0"] : Buffer.from(after, "base64url").toString().split("|");
  if (!/^\d+$/.test(mark ?? "") || !/^\d+$/.test(from ?? ""))
    return invalidParameter("InvalidPaginationParameter", "page[after] is not a valid cursor");
  if (ctx.now - Number(mark) > 3600)
    return invalidParameter("InvalidPaginationParameter", "The cursor has expired");
  const rows = find(ctx, text, kind);
  if (!rows.ok) return rows.reply;
  const all = rows.value.toSorted((a, b) => b.at - a.at || b.id - a.id);
  const start = Number(from);
  const more = start + size < all.length;
  const cursor = Buffer.from(`${mark ?? ""}|${start + size}`).toString("base64url");
  return ok({
    results: all.slice(start, start + size).map((r) => r.json()),
    facets: null,
    meta: { has_more: more, after_cursor: more ? cursor : null, before_cursor: null },
    links: { prev: null, next: more ? linkTo(ctx, { "page[after]": cursor }) : null },
  });
}

/** Search, its count and its export. */
export function addSearchRoutes(router: Router): void {
  router.add("GET", "search", search);
  router.add("GET", "search/count", (ctx) => {
    const rows = find(ctx, param(ctx, "query") ?? "", null);
    return rows.ok ? ok({ count: rows.value.length }) : rows.reply;
  });
  router.add("GET", "search/export", exportResults);
}
