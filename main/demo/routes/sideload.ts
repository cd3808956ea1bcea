import { customStatuses } from "#main/demo/seed/desk.ts";
import { groupJson, organizationJson, userJson } from "#main/demo/present/people.ts";
import { metricSetJson, slasJson } from "#main/demo/present/sla.ts";
import { ticketJson } from "#main/demo/present/ticket.ts";
import { brandJson } from "#main/demo/routes/fields.ts";
import type { Context } from "#main/demo/http/router.ts";
import type { Json, JsonObject, Ticket } from "#main/demo/store/model.ts";

/** Distinct values that are not null. */
function distinct(values: Iterable<number | null>): readonly number[] {
  const set = new Set<number>();
  for (const value of values) if (value !== null) set.add(value);
  return [...set];
}

/** A ticket with the per-record sideloads asked for. */
export function ticketWith(ctx: Context, include: ReadonlySet<string>, ticket: Ticket): JsonObject {
  const json = ticketJson(ctx.workspace.store, ticket, ctx.base);
  if (include.size === 0) return json;
  if (include.has("metric_sets")) json["metric_set"] = metricSetJson(ticket, ctx.base, ctx.now);
  if (include.has("slas")) json["slas"] = slasJson(ticket, ctx.now);
  if (include.has("comment_count")) json["comment_count"] = ticket.commentCount;
  if (include.has("incident_counts")) json["incident_count"] = 0;
  return json;
}

/** Top-level sideloads (`users`, `groups`, `organizations`, `brands`, `custom_statuses`) for some tickets. */
export function besideTickets(
  ctx: Context,
  include: ReadonlySet<string>,
  tickets: readonly Ticket[],
): JsonObject {
  const { store } = ctx.workspace;
  const out: Record<string, Json> = {};
  if (include.has("users")) {
    const ids = distinct(
      tickets.flatMap((t) => [t.requesterId, t.submitterId, t.assigneeId, ...t.ccIds]),
    );
    out["users"] = ids.flatMap((id) => store.users.get(id) ?? []).map((u) => userJson(u, ctx.base));
  }
  if (include.has("groups"))
    out["groups"] = distinct(tickets.map((t) => t.groupId))
      .flatMap((id) => store.groups.get(id) ?? [])
      .map((g) => groupJson(g, ctx.base));
  if (include.has("organizations"))
    out["organizations"] = distinct(tickets.map((t) => t.organizationId))
      .flatMap((id) => store.organizations.get(id) ?? [])
      .map((o) => organizationJson(o, ctx.base));
  if (include.has("brands")) out["brands"] = [brandJson(ctx.base)];
  if (include.has("custom_statuses")) out["custom_statuses"] = customStatuses;
  return out;
}
