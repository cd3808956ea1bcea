import { z } from "zod";
import { idBase } from "#main/demo/ids.ts";
import { linkTo, list } from "#main/demo/http/paging.ts";
import {
  badRequest,
  created,
  forbidden,
  invalid,
  noContent,
  notFound,
  ok,
  type Reply,
} from "#main/demo/http/reply.ts";
import { idList, idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { groupJson, userJson } from "#main/demo/present/people.ts";
import { stamp } from "#main/demo/present/time.ts";
import { offsetSorts, ticketList } from "#main/demo/routes/tickets.ts";
import { inView } from "#main/demo/store/conditions.ts";
import type { Json, JsonObject, Ticket, View } from "#main/demo/store/model.ts";

const columnTitles: Readonly<Record<string, string>> = {
  status: "Status",
  description: "Subject",
  requester: "Requester",
  created: "Requested",
  updated: "Updated",
  group: "Group",
  assignee: "Assignee",
  priority: "Priority",
  nice_id: "ID",
  type: "Type",
  organization: "Organization",
};

function viewJson(view: View, base: string): JsonObject {
  const columns = view.columns.map((id) => ({ id, title: columnTitles[id] ?? id }));
  const at = (id: string, order: string) => ({ id, title: columnTitles[id] ?? id, order });
  return {
    url: `${base}/api/v2/views/${view.id}.json`,
    id: view.id,
    title: view.title,
    raw_title: view.title,
    description: view.description,
    active: view.active,
    default: false,
    position: view.position,
    restriction: view.restriction,
    conditions: { all: view.all, any: view.any },
    execution: {
      group_by: view.groupBy,
      group_order: view.groupOrder,
      sort_by: view.sortBy,
      sort_order: view.sortOrder,
      group: view.groupBy === null ? null : at(view.groupBy, view.groupOrder),
      sort: at(view.sortBy, view.sortOrder),
      columns,
      fields: columns,
      custom_fields: [],
    },
    watchable: true,
    created_at: stamp(view.createdAt),
    updated_at: stamp(view.updatedAt),
  };
}

const mayUse = (ctx: Context, view: View): boolean => {
  if (view.restriction === null || ctx.user.role === "admin") return true;
  const ids = view.restriction.ids ?? [view.restriction.id];
  return view.restriction.type === "User"
    ? ids.includes(ctx.user.id)
    : ids.some((id) => ctx.workspace.store.groupsOf(ctx.user.id).includes(id)) || ctx.user.lead;
};
const usable = (ctx: Context): readonly View[] =>
  [...ctx.workspace.store.views.values()].filter((v) => mayUse(ctx, v));
const withView =
  (act: (ctx: Context, view: View) => Reply) =>
  (ctx: Context): Reply => {
    const view = ctx.workspace.store.views.get(idParam(ctx));
    return view === undefined || !mayUse(ctx, view) ? notFound : act(ctx, view);
  };

function* ticketsOf(ctx: Context, view: View): Iterable<Ticket> {
  for (const ticket of ctx.workspace.visibleTickets(ctx.user))
    if (inView(ctx.workspace, ctx.user, view, ticket, ctx.now)) yield ticket;
}
const orderOf = (ctx: Context, view: View) => {
  const sorts: Readonly<Record<string, (t: Ticket) => number | string>> = offsetSorts(ctx);
  return {
    natural: sorts[view.sortBy] ?? ((t: Ticket) => t.updatedAt),
    descending: view.sortOrder === "desc",
  };
};

function countJson(ctx: Context, view: View): JsonObject {
  if (ctx.countsLoading)
    return {
      view_id: view.id,
      url: `${ctx.base}/api/v2/views/${view.id}/count.json`,
      value: null,
      pretty: "...",
      fresh: false,
      active: view.active,
    };
  let value = 0;
  for (const _ of ticketsOf(ctx, view)) value += 1;
  return {
    view_id: view.id,
    url: `${ctx.base}/api/v2/views/${view.id}/count.json`,
    value,
    pretty: value > 1000 ? `~${Math.round(value / 100) * 100}` : String(value),
    fresh: true,
    active: view.active,
  };
}

function execute(ctx: Context, view: View): Reply {
  const { store } = ctx.workspace;
  const { natural, descending } = orderOf(ctx, view);
  const sign = descending ? -1 : 1;
  const all = [...ticketsOf(ctx, view)].sort((a, b) => {
    const [x, y] = [natural(a), natural(b)];
    return sign * (x < y ? -1 : x > y ? 1 : a.id - b.id);
  });
  const page = Math.max(1, Number(param(ctx, "page") ?? "1") || 1);
  const size = Math.min(100, Math.max(1, Number(param(ctx, "per_page") ?? "100") || 100));
  const rows = all.slice((page - 1) * size, page * size);
  const cell = (ticket: Ticket, column: string): Json =>
    column === "description"
      ? ticket.subject
      : column === "status"
        ? ticket.status
        : column === "priority"
          ? ticket.priority
          : column === "created"
            ? stamp(ticket.createdAt)
            : column === "updated"
              ? stamp(ticket.updatedAt)
              : column === "requester"
                ? ticket.requesterId
                : column === "assignee"
                  ? ticket.assigneeId
                  : column === "group"
                    ? ticket.groupId
                    : column === "type"
                      ? ticket.type
                      : column === "nice_id"
                        ? ticket.id
                        : null;
  return ok({
    rows: rows.map((ticket) => {
      const last = store.comments(ticket).at(-1);
      return {
        ...Object.fromEntries(
          view.columns.map((c) => [
            c === "description"
              ? "subject"
              : c === "requester" || c === "assignee" || c === "group"
                ? `${c}_id`
                : c,
            cell(ticket, c),
          ]),
        ),
        ticket: {
          id: ticket.id,
          subject: ticket.subject,
          description: store.description(ticket),
          status: ticket.status,
          type: ticket.type,
          priority: ticket.priority,
          url: `${ctx.base}/api/v2/tickets/${ticket.id}.json`,
          last_comment:
            last === undefined
              ? null
              : {
                  id: last.id,
                  body: last.body,
                  created_at: stamp(last.createdAt),
                  author_id: last.authorId,
                  public: last.public,
                },
        },
      };
    }),
    columns: view.columns.map((id) => ({ id, title: columnTitles[id] ?? id })),
    groups: [...store.groups.values()].map((g) => groupJson(g, ctx.base)),
    users: [...new Set(rows.flatMap((t) => [t.requesterId, t.assigneeId]))]
      .flatMap((id) => (id === null ? [] : (store.users.get(id) ?? [])))
      .map((u) => userJson(u, ctx.base)),
    view: { id: view.id, url: `${ctx.base}/api/v2/views/${view.id}.json`, title: view.title },
    count: all.length,
    next_page: page * size < all.length ? linkTo(ctx, { page: String(page + 1) }) : null,
    previous_page: page > 1 ? linkTo(ctx, { page: String(page - 1) }) : null,
  });
}

const Condition = z.object({
  field: z.string(),
  operator: z.string().default("is"),
  value: z.json().default(""),
});
const ViewInput = z.object({
  title: z.string().min(1).optional(),
  description: z.string().nullable().optional(),
  active: z.boolean().optional(),
  position: z.number().optional(),
  all: z.array(Condition).optional(),
  any: z.array(Condition).optional(),
  restriction: z
    .object({ type: z.enum(["Group", "User"]), id: z.number() })
    .nullable()
    .optional(),
  output: z
    .object({
      columns: z
        .array(z.union([z.string(), z.number().transform(String)]))
        .max(10)
        .optional(),
      group_by: z.string().nullable().optional(),
      group_order: z.enum(["asc", "desc"]).optional(),
      sort_by: z.string().optional(),
      sort_order: z.enum(["asc", "desc"]).optional(),
    })
    .optional(),
});
const needed = new Set(["status", "type", "group_id", "assignee_id", "requester_id"]);

function write(ctx: Context, before: View | null): Reply {
  const input = ViewInput.safeParse(ctx.body["view"]);
  if (!input.success)
    return invalid({
      base: [
        {
          description: input.error.issues
            .map((i) => `${i.path.join(".")}: ${i.message}`)
            .join("; "),
        },
      ],
    });
  const v = input.data;
  if (before === null && v.title === undefined)
    return invalid({ title: [{ description: "Title: cannot be blank", error: "BlankValue" }] });
  const all = (v.all as View["all"] | undefined) ?? before?.all ?? [];
  if (!all.some((c) => needed.has(c.field)))
    return invalid({
      base: [
        {
          description:
            "Conditions must check for at least one of: Status, Type, Group, Assignee, Requester",
        },
      ],
    });
  const personal = { type: "User", id: ctx.user.id } as const;
  if (
    before !== null &&
    ctx.user.role !== "admin" &&
    !ctx.user.lead &&
    !(before.restriction?.type === "User" && before.restriction.id === ctx.user.id)
  )
    return forbidden;
  const out = v.output;
  const view: View = {
    id: before?.id ?? ctx.workspace.store.nextMadeId(idBase.view),
    title: v.title ?? before?.title ?? "",
    description: v.description === undefined ? (before?.description ?? null) : v.description,
    active: v.active ?? before?.active ?? true,
    position: v.position ?? before?.position ?? ctx.workspace.store.views.size,
    all,
    any: (v.any as View["any"] | undefined) ?? before?.any ?? [],
    columns: out?.columns ?? before?.columns ?? ["status", "description", "requester", "created"],
    groupBy: out?.group_by === undefined ? (before?.groupBy ?? null) : out.group_by,
    groupOrder: out?.group_order ?? before?.groupOrder ?? "asc",
    sortBy: out?.sort_by ?? before?.sortBy ?? "updated",
    sortOrder: out?.sort_order ?? before?.sortOrder ?? "desc",
    restriction:
      ctx.user.role === "admin" || ctx.user.lead
        ? v.restriction === undefined
          ? (before?.restriction ?? null)
          : v.restriction
        : personal,
    createdAt: before?.createdAt ?? ctx.now,
    updatedAt: ctx.now,
  };
  ctx.workspace.commit({ k: "view", view, gone: false });
  return before === null
    ? created({ view: viewJson(view, ctx.base) })
    : ok({ view: viewJson(view, ctx.base) });
}

/** Views: lists, their tickets, counts, execution, and changes to them. */
export function addViewRoutes(router: Router): void {
  const views = (ctx: Context, rows: readonly View[]): Reply =>
    list(ctx, {
      key: "views",
      rows,
      id: (v) => v.id,
      natural: (v) => v.position,
      render: (v) => viewJson(v, ctx.base),
      cursorSorts: { created_at: (v) => v.createdAt },
      offsetSorts: {
        position: (v) => v.position,
        created_at: (v) => v.createdAt,
        alphabetical: (v) => v.title,
        title: (v) => v.title,
      },
    });
  router.add("GET", "views", (ctx) => {
    const access = param(ctx, "access");
    const active = param(ctx, "active");
    return views(
      ctx,
      usable(ctx).filter(
        (v) =>
          (active === null || String(v.active) === active) &&
          (access === null ||
            (access === "personal"
              ? v.restriction?.type === "User"
              : access === "account"
                ? v.restriction === null
                : v.restriction?.type !== "User")),
      ),
    );
  });
  router.add("GET", "views/active", (ctx) =>
    views(
      ctx,
      usable(ctx).filter((v) => v.active),
    ),
  );
  router.add("GET", "views/compact", (ctx) =>
    ok({
      views: usable(ctx)
        .slice(0, 32)
        .map((v) => viewJson(v, ctx.base)),
      count: usable(ctx).length,
      next_page: null,
      previous_page: null,
    }),
  );
  router.add("GET", "views/search", (ctx) =>
    views(
      ctx,
      usable(ctx).filter((v) =>
        v.title.toLowerCase().includes((param(ctx, "query") ?? "").toLowerCase()),
      ),
    ),
  );
  router.add("GET", "views/show_many", (ctx) =>
    views(
      ctx,
      usable(ctx).filter((v) => idList(ctx).includes(v.id)),
    ),
  );
  router.add("GET", "views/count_many", (ctx) => {
    const ids = idList(ctx);
    if (ids.length > 20) return badRequest("ids: at most 20");
    return ok({
      view_counts: ids
        .flatMap((id) => usable(ctx).find((v) => v.id === id) ?? [])
        .map((v) => countJson(ctx, v)),
    });
  });
  router.add(
    "GET",
    "views/:id",
    withView((ctx, view) => ok({ view: viewJson(view, ctx.base) })),
  );
  router.add(
    "GET",
    "views/:id/tickets",
    withView((ctx, view) => ticketList(ctx, ticketsOf(ctx, view), orderOf(ctx, view))),
  );
  router.add(
    "GET",
    "views/:id/count",
    withView((ctx, view) => ok({ view_count: countJson(ctx, view) })),
  );
  router.add("GET", "views/:id/execute", withView(execute));
  router.add("POST", "views", (ctx) => write(ctx, null));
  router.add("PUT", "views/update_many", (ctx) => {
    const input = z
      .array(
        z.object({
          id: z.number(),
          position: z.number().optional(),
          active: z.boolean().optional(),
        }),
      )
      .safeParse(ctx.body["views"]);
    if (!input.success) return badRequest("views is missing");
    const changed = input.data.flatMap(({ id, position, active }) => {
      const before = ctx.workspace.store.views.get(id);
      return before === undefined
        ? []
        : [
            {
              ...before,
              position: position ?? before.position,
              active: active ?? before.active,
              updatedAt: ctx.now,
            },
          ];
    });
    for (const view of changed) ctx.workspace.commit({ k: "view", view, gone: false });
    return ok({ views: changed.map((v) => viewJson(v, ctx.base)) });
  });
  router.add("PUT", "views/:id", withView(write));
  router.add(
    "DELETE",
    "views/:id",
    withView((ctx, view) => {
      if (
        ctx.user.role !== "admin" &&
        !ctx.user.lead &&
        !(view.restriction?.type === "User" && view.restriction.id === ctx.user.id)
      )
        return forbidden;
      ctx.workspace.commit({ k: "view", view, gone: true });
      return noContent;
    }),
  );
}
