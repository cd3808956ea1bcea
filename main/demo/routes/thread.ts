import { list } from "#main/demo/http/paging.ts";
import { created, invalid, notFound, ok, refuse, type Reply } from "#main/demo/http/reply.ts";
import { idParam, includes, param, type Context, type Router } from "#main/demo/http/router.ts";
import { auditJson } from "#main/demo/present/audit.ts";
import { commentJson } from "#main/demo/present/comment.ts";
import { userJson } from "#main/demo/present/people.ts";
import { metricSetJson } from "#main/demo/present/sla.ts";
import { stamp } from "#main/demo/present/time.ts";
import { apiAct, ticketInput, ticketList } from "#main/demo/routes/tickets.ts";
import type { Audit, JsonObject, Ticket } from "#main/demo/store/model.ts";
import { updateTicket } from "#main/demo/store/ticket-writes.ts";

const withTicket =
  (act: (ctx: Context, ticket: Ticket) => Reply) =>
  (ctx: Context): Reply => {
    const ticket = ctx.workspace.visible(ctx.user, idParam(ctx));
    return ticket === undefined ? notFound : act(ctx, ticket);
  };

/** Audits of a ticket; a stale read does not see the latest. */
function auditsOf(ctx: Context, ticket: Ticket): readonly Audit[] {
  const all = ctx.workspace.store.audits(ticket);
  return ctx.staleBefore === null ? all : all.filter((a) => a.at < (ctx.staleBefore ?? 0));
}

function comments(ctx: Context, ticket: Ticket): Reply {
  const { store } = ctx.workspace;
  const audits = auditsOf(ctx, ticket).filter((a) => a.comment !== null);
  const include = includes(ctx);
  return list(ctx, {
    key: "comments",
    rows: audits,
    id: (a) => a.comment?.id ?? 0,
    natural: (a) => a.at,
    cursorSorts: { created_at: (a) => a.at },
    render: (a) =>
      a.comment === null ? null : commentJson(store, a.comment, ticket.id, ctx.base, a.metadata),
    also: (page) =>
      include.has("users")
        ? {
            users: [...new Set(page.map((a) => a.comment?.authorId ?? 0))]
              .flatMap((id) => store.users.get(id) ?? [])
              .map((u) => userJson(u, ctx.base)),
          }
        : {},
  });
}

function changeTags(ctx: Context, ticket: Ticket, how: "add" | "remove" | "replace"): Reply {
  const given = ctx.body["tags"] ?? param(ctx, "tags")?.split(",") ?? [];
  const guard = {
    ...(ctx.body["safe_update"] === undefined ? {} : { safe_update: ctx.body["safe_update"] }),
    ...(ctx.body["updated_stamp"] === undefined
      ? {}
      : { updated_stamp: ctx.body["updated_stamp"] }),
  };
  const input = ticketInput({
    [how === "add" ? "additional_tags" : how === "remove" ? "remove_tags" : "tags"]: given,
    ...guard,
  });
  if (!input.ok) return input.reply;
  const result = updateTicket(ctx.workspace, ticket, input.value, apiAct(ctx));
  if (!result.ok) return result.reply;
  return how === "replace" ? created({ tags: ticket.tags }) : ok({ tags: ticket.tags });
}

function editComment(
  ctx: Context,
  ticket: Ticket,
  commentId: number,
  edit: { readonly public?: boolean; readonly body?: string },
  event: JsonObject,
): boolean {
  const known = ctx.workspace.store.comments(ticket).find((c) => c.id === commentId);
  if (known === undefined) return false;
  const id = ctx.workspace.store.nextAuditId();
  const audit: Audit = {
    id,
    authorId: ctx.user.id,
    at: ctx.now,
    via: apiAct(ctx).via,
    metadata: { system: {}, custom: {} },
    changes: [],
    comment: null,
    others: [{ comment_id: commentId, ...event }],
    creates: false,
  };
  ctx.workspace.commit({ k: "comment", id: ticket.id, commentId, edit, audit });
  return true;
}

/** What belongs to one ticket: comments, audits, tags, metrics, relations. */
export function addThreadRoutes(router: Router): void {
  router.add("GET", "tickets/:id/comments", withTicket(comments));
  router.add(
    "GET",
    "tickets/:id/comments/count",
    withTicket((ctx, ticket) =>
      ok({ count: { value: ticket.commentCount, refreshed_at: stamp(ctx.now) } }),
    ),
  );
  router.add(
    "GET",
    "tickets/:id/audits",
    withTicket((ctx, ticket) => {
      const include = includes(ctx);
      const { store } = ctx.workspace;
      return list(ctx, {
        key: "audits",
        rows: auditsOf(ctx, ticket),
        id: (a) => a.id,
        natural: (a) => a.at,
        cursorSorts: { created_at: (a) => a.at, id: (a) => a.id },
        render: (a) => auditJson(store, a, ticket.id, ctx.base),
        also: (page) =>
          include.has("users")
            ? {
                users: [...new Set(page.map((a) => a.authorId))]
                  .flatMap((id) => store.users.get(id) ?? [])
                  .map((u) => userJson(u, ctx.base)),
              }
            : {},
      });
    }),
  );
  router.add(
    "GET",
    "tickets/:id/audits/:audit_id",
    withTicket((ctx, ticket) => {
      const audit = ctx.workspace.store
        .audits(ticket)
        .find((a) => a.id === idParam(ctx, "audit_id"));
      return audit === undefined
        ? notFound
        : ok({ audit: auditJson(ctx.workspace.store, audit, ticket.id, ctx.base) });
    }),
  );
  router.add(
    "GET",
    "tickets/:id/audits/count",
    withTicket((ctx, ticket) =>
      ok({
        count: {
          value: ticket.seedAudits + (ticket.live?.length ?? 0),
          refreshed_at: stamp(ctx.now),
        },
      }),
    ),
  );
  router.add(
    "PUT",
    "tickets/:id/comments/:comment_id/make_private",
    withTicket((ctx, ticket) =>
      editComment(
        ctx,
        ticket,
        idParam(ctx, "comment_id"),
        { public: false },
        { type: "CommentPrivacyChange", public: false },
      )
        ? ok({})
        : notFound,
    ),
  );
  router.add(
    "PUT",
    "tickets/:id/comments/:comment_id/redact",
    withTicket((ctx, ticket) => {
      const id = idParam(ctx, "comment_id");
      const text = ctx.body["text"];
      const comment = ctx.workspace.store.comments(ticket).find((c) => c.id === id);
      if (comment === undefined) return notFound;
      if (typeof text !== "string" || text === "" || !comment.body.includes(text))
        return invalid({
          text: [{ description: "Text: is not part of the comment", error: "InvalidValue" }],
        });
      const body = comment.body.replaceAll(text, "▇".repeat(text.length));
      editComment(ctx, ticket, id, { body }, { type: "CommentRedactionEvent" });
      return ok({
        comment: commentJson(
          ctx.workspace.store,
          { ...comment, body, html: null },
          ticket.id,
          ctx.base,
          {},
        ),
      });
    }),
  );
  router.add(
    "GET",
    "tickets/:id/tags",
    withTicket((_, ticket) => ok({ tags: ticket.tags })),
  );
  router.add(
    "PUT",
    "tickets/:id/tags",
    withTicket((ctx, ticket) => changeTags(ctx, ticket, "add")),
  );
  router.add(
    "POST",
    "tickets/:id/tags",
    withTicket((ctx, ticket) => changeTags(ctx, ticket, "replace")),
  );
  router.add(
    "DELETE",
    "tickets/:id/tags",
    withTicket((ctx, ticket) => changeTags(ctx, ticket, "remove")),
  );
  router.add(
    "GET",
    "tickets/:id/metrics",
    withTicket((ctx, ticket) => ok({ ticket_metric: metricSetJson(ticket, ctx.base, ctx.now) })),
  );
  router.add("GET", "ticket_metrics", (ctx) =>
    list(ctx, {
      key: "ticket_metrics",
      rows: ctx.workspace.visibleTickets(ctx.user),
      id: (t) => t.id,
      render: (t) => metricSetJson(t, ctx.base, ctx.now),
    }),
  );
  router.add(
    "GET",
    "tickets/:id/related",
    withTicket((_, ticket) =>
      ok({
        ticket_related: {
          followup_source_ids: ticket.followupIds,
          from_archive: false,
          incidents: 0,
          jira_issue_ids: [],
          topic_id: null,
          twitter: null,
          url: null,
        },
      }),
    ),
  );
  router.add(
    "GET",
    "tickets/:id/incidents",
    withTicket((ctx, ticket) =>
      ticketList(
        ctx,
        [...ctx.workspace.visibleTickets(ctx.user)].filter((t) => t.problemId === ticket.id),
      ),
    ),
  );
  router.add(
    "PUT",
    "tickets/:id/mark_as_spam",
    withTicket((ctx, ticket) => {
      ctx.workspace.commit({ k: "delete", id: ticket.id, by: ctx.user.id, at: ctx.now });
      return ok({});
    }),
  );
  router.add(
    "GET",
    "tickets/:id/collaborators",
    withTicket((ctx, ticket) =>
      ok({
        users: [...ticket.ccIds, ...ticket.followerIds]
          .flatMap((id) => ctx.workspace.store.users.get(id) ?? [])
          .map((u) => userJson(u, ctx.base)),
      }),
    ),
  );
  router.add(
    "GET",
    "ticket_audits",
    (ctx) => {
      const { store } = ctx.workspace;
      const rows = store.accepted.slice(-1000).toReversed();
      if (rows.length === 0)
        return ok({
          audits: [],
          after_url: null,
          before_url: null,
          after_cursor: null,
          before_cursor: null,
        });
      return ok({
        audits: rows.slice(0, 100).map((a) => auditJson(store, a.audit, a.ticketId, ctx.base)),
        after_url: null,
        before_url: null,
        after_cursor: null,
        before_cursor: null,
      });
    },
    "admin",
  );
  router.add("POST", "tickets/:id/satisfaction_rating", () =>
    refuse(403, "Forbidden", "Only the requester of the ticket may rate it"),
  );
}
