import { list } from "#main/demo/http/paging.ts";
import { notFound, ok, type Reply } from "#main/demo/http/reply.ts";
import { idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { stamp } from "#main/demo/present/time.ts";
import type { JsonObject, Rating, Ticket } from "#main/demo/store/model.ts";

type Rated = { readonly ticket: Ticket; readonly rating: Rating };
const json = ({ ticket, rating }: Rated, base: string): JsonObject => ({
  url: `${base}/api/v2/satisfaction_ratings/${rating.id}.json`,
  id: rating.id,
  assignee_id: ticket.assigneeId,
  group_id: ticket.groupId,
  requester_id: ticket.requesterId,
  ticket_id: ticket.id,
  score: rating.score,
  comment: rating.comment,
  reason: rating.reason,
  reason_id: rating.reasonId,
  reason_code: rating.reasonId,
  created_at: stamp(rating.createdAt),
  updated_at: stamp(rating.createdAt),
});

function fits(score: string | null, rating: Rating): boolean {
  if (score === null) return true;
  const [word = "", ...rest] = score.split("_");
  const comment = rest.join("_");
  const of = word === "received" ? rating.score !== "offered" : rating.score === word;
  return of && (comment === "" || (comment === "with_comment") === (rating.comment !== null));
}

function ratings(ctx: Context, score: string | null): Reply {
  const from = Number(param(ctx, "start_time") ?? "0");
  const to = Number(param(ctx, "end_time") ?? "9999999999");
  const rows: Rated[] = [];
  for (const ticket of ctx.workspace.store.tickets)
    if (
      !ticket.gone &&
      ticket.rating !== null &&
      fits(score, ticket.rating) &&
      ticket.rating.createdAt >= from &&
      ticket.rating.createdAt <= to
    )
      rows.push({ ticket, rating: ticket.rating });
  return list(ctx, {
    key: "satisfaction_ratings",
    rows,
    id: (r) => r.rating.id,
    natural: (r) => r.rating.createdAt,
    naturalDescending: param(ctx, "sort_order") === "desc",
    render: (r) => json(r, ctx.base),
    cursorSorts: { created_at: (r) => r.rating.createdAt, id: (r) => r.rating.id },
  });
}

/** Satisfaction ratings; for administrators, as in the real product. */
export function addRatingRoutes(router: Router): void {
  router.add("GET", "satisfaction_ratings", (ctx) => ratings(ctx, param(ctx, "score")), "admin");
  router.add("GET", "satisfaction_ratings/received", (ctx) => ratings(ctx, "received"), "admin");
  router.add(
    "GET",
    "satisfaction_ratings/:id",
    (ctx) => {
      const ticket = ctx.workspace.store.tickets.find((t) => t.rating?.id === idParam(ctx));
      return ticket?.rating === null || ticket === undefined
        ? notFound
        : ok({ satisfaction_rating: json({ ticket, rating: ticket.rating }, ctx.base) });
    },
    "admin",
  );
  router.add(
    "GET",
    "satisfaction_reasons",
    () =>
      ok({
        reasons: [
          "The issue took too long to resolve",
          "The issue was not resolved",
          "The agent's knowledge is unsatisfactory",
        ].map((value, n) => ({ id: 1001 + n, reason_code: 1001 + n, value, raw_value: value })),
      }),
    "admin",
  );
}
