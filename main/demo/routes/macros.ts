import { words } from "#main/demo/store/words.ts";
import { z } from "zod";
import { idBase } from "#main/demo/ids.ts";
import { list } from "#main/demo/http/paging.ts";
import {
  badRequest,
  forbidden,
  invalid,
  noContent,
  notFound,
  ok,
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
import { paragraphs } from "#main/demo/seed/html.ts";
import { ticketJson } from "#main/demo/present/ticket.ts";
import { stamp } from "#main/demo/present/time.ts";
import type { Json, JsonObject, Macro, Ticket } from "#main/demo/store/model.ts";
import { resolvePlaceholders } from "#main/demo/store/placeholders.ts";

const categoryOf = (macro: Macro): string | null =>
  macro.title.includes("::") ? (macro.title.split("::")[0] ?? null) : null;

function usage(ctx: Context, macro: Macro): number {
  let count = 0;
  for (const { audit } of ctx.workspace.store.accepted)
    if (audit.others.some((o) => o["macro_id"] === String(macro.id))) count += 1;
  return count;
}

function macroJson(ctx: Context, macro: Macro): JsonObject {
  const include = includes(ctx);
  const used = ["usage_1h", "usage_24h", "usage_7d", "usage_30d"].filter((word) =>
    include.has(word),
  );
  return {
    url: `${ctx.base}/api/v2/macros/${macro.id}.json`,
    id: macro.id,
    title: macro.title,
    raw_title: macro.title,
    active: macro.active,
    default: false,
    position: macro.position,
    description: macro.description,
    actions: macro.actions,
    restriction: macro.restriction,
    created_at: stamp(macro.createdAt),
    updated_at: stamp(macro.updatedAt),
    ...Object.fromEntries(used.map((word) => [word, usage(ctx, macro)])),
    ...(include.has("permissions") ? { permissions: { can_edit: mayEdit(ctx, macro) } } : {}),
  };
}

const mayUse = (ctx: Context, macro: Macro): boolean => {
  if (macro.restriction === null || ctx.user.role === "admin" || ctx.user.lead)
    return (
      macro.restriction?.type !== "User" ||
      macro.restriction.id === ctx.user.id ||
      ctx.user.role === "admin"
    );
  const ids = macro.restriction.ids ?? [macro.restriction.id];
  return macro.restriction.type === "User"
    ? ids.includes(ctx.user.id)
    : ids.some((id) => ctx.workspace.store.groupsOf(ctx.user.id).includes(id));
};
const mayEdit = (ctx: Context, macro: Macro): boolean =>
  ctx.user.role === "admin" ||
  ctx.user.lead ||
  (macro.restriction?.type === "User" && macro.restriction.id === ctx.user.id);
const usable = (ctx: Context): readonly Macro[] =>
  [...ctx.workspace.store.macros.values()].filter((m) => mayUse(ctx, m));
const withMacro =
  (act: (ctx: Context, macro: Macro) => Reply) =>
  (ctx: Context): Reply => {
    const macro = ctx.workspace.store.macros.get(idParam(ctx));
    return macro === undefined || !mayUse(ctx, macro) ? notFound : act(ctx, macro);
  };

function macroList(ctx: Context, rows: readonly Macro[]): Reply {
  const access = param(ctx, "access");
  const active = param(ctx, "active");
  const category = param(ctx, "category");
  const group = param(ctx, "group_id");
  const kept = rows.filter(
    (m) =>
      (active === null || String(m.active) === active) &&
      (category === null || categoryOf(m) === category) &&
      (group === null ||
        String(m.restriction?.type === "Group" ? m.restriction.id : "") === group) &&
      (access === null ||
        (access === "personal"
          ? m.restriction?.type === "User"
          : access === "account"
            ? m.restriction === null
            : m.restriction?.type !== "User")),
  );
  return list(ctx, {
    key: "macros",
    rows: kept,
    id: (m) => m.id,
    natural: (m) => m.position,
    render: (m) => macroJson(ctx, m),
    cursorSorts: {
      id: (m) => m.id,
      created_at: (m) => m.createdAt,
      updated_at: (m) => m.updatedAt,
    },
    offsetSorts: {
      position: (m) => m.position,
      alphabetical: (m) => m.title,
      created_at: (m) => m.createdAt,
      updated_at: (m) => m.updatedAt,
      usage_7d: (m) => usage(ctx, m),
      usage_30d: (m) => usage(ctx, m),
      usage_24h: (m) => usage(ctx, m),
      usage_1h: (m) => usage(ctx, m),
    },
    also: () => (includes(ctx).has("categories") ? { categories: categories(ctx) } : {}),
  });
}
const categories = (ctx: Context): readonly string[] =>
  [...new Set(usable(ctx).flatMap((m) => categoryOf(m) ?? []))].sort();

/** What a macro would make of a ticket. @param ticket null = no ticket is given: only what the macro sets */
function applied(ctx: Context, macro: Macro, ticket: Ticket | null): JsonObject {
  const { store } = ctx.workspace;
  const out: Record<string, Json> =
    ticket === null ? {} : { ...ticketJson(store, ticket, ctx.base) };
  let isPublic: boolean | null = null;
  let tags = ticket?.tags ?? [];
  let tagged = false;
  const fields = new Map<number, Json>();
  let comment: JsonObject | null = null;
  for (const { field, value } of macro.actions) {
    const text = String(Array.isArray(value) ? value[value.length - 1] : (value ?? ""));
    const words = text.split(/\s+/).filter((w) => w !== "");
    if (field === "comment_value") {
      const body = resolvePlaceholders(store, text, ticket, ctx.user, ctx.base);
      comment = {
        body,
        html_body: paragraphs(body),
        scoped_body: [[Array.isArray(value) ? String(value[0]) : "channel:all", body]],
      };
    } else if (field === "comment_value_html") {
      const html = resolvePlaceholders(store, text, ticket, ctx.user, ctx.base);
      comment = {
        body: html.replace(/<[^>]*>/g, ""),
        html_body: html,
        scoped_body: [["channel:all", html]],
      };
    } else if (field === "comment_mode_is_public") isPublic = text === "true";
    else if (field === "current_tags" || field === "remove_tags" || field === "set_tags") {
      tagged = true;
      tags =
        field === "set_tags"
          ? words
          : field === "current_tags"
            ? [...new Set([...tags, ...words])]
            : tags.filter((t) => !words.includes(t));
    } else if (field === "assignee_id")
      out["assignee_id"] =
        text === "current_user" ? ctx.user.id : text === "" ? null : Number(text);
    else if (field === "group_id")
      out["group_id"] =
        text === "current_groups" ? ctx.user.defaultGroupId : text === "" ? null : Number(text);
    else if (field.startsWith("custom_fields_")) fields.set(Number(field.slice(14)), value);
    else if (field === "subject")
      out["subject"] = resolvePlaceholders(store, text, ticket, ctx.user, ctx.base);
    else if (
      field === "status" ||
      field === "priority" ||
      field === "type" ||
      field === "custom_status_id" ||
      field === "ticket_form_id" ||
      field === "brand_id"
    )
      out[field] = field.endsWith("_id") ? Number(text) : text;
  }
  if (tagged) out["tags"] = tags;
  if (fields.size > 0) out["fields"] = [...fields].map(([id, value]) => ({ id, value }));
  if (comment !== null)
    out["comment"] = { ...comment, ...(isPublic === null ? {} : { public: isPublic }) };
  else if (isPublic !== null) out["comment"] = { public: isPublic };
  return { result: { ticket: out } };
}

const MacroInput = z.object({
  title: z.string().min(1).optional(),
  description: z.string().nullable().optional(),
  active: z.boolean().optional(),
  position: z.number().optional(),
  actions: z.array(z.object({ field: z.string().min(1), value: z.json() })).optional(),
  restriction: z
    .object({
      type: z.enum(["Group", "User"]),
      id: z.number().optional(),
      ids: z.array(z.number()).optional(),
    })
    .nullable()
    .optional(),
});

function write(ctx: Context, before: Macro | null): Reply {
  if (before !== null && !mayEdit(ctx, before)) return forbidden;
  const input = MacroInput.safeParse(ctx.body["macro"]);
  if (!input.success)
    return invalid(
      Object.fromEntries(
        input.error.issues.map((i) => [
          String(i.path[0] ?? "base"),
          [{ description: `${i.path.join(".")}: ${i.message}`, error: "InvalidValue" }],
        ]),
      ),
    );
  const m = input.data;
  if (before === null && m.title === undefined)
    return invalid({ title: [{ description: "Title: cannot be blank", error: "BlankValue" }] });
  const actions = (m.actions as Macro["actions"] | undefined) ?? before?.actions ?? [];
  if (actions.length === 0)
    return invalid({
      base: [{ description: "Macro must have at least one action", error: "BlankValue" }],
    });
  const status = actions.find((a) => a.field === "status");
  if (status !== undefined && !["open", "pending", "hold", "solved"].includes(words(status.value)))
    return invalid({
      actions: [
        {
          description: `Status: ${words(status.value)} is not allowed in a macro`,
          error: "InvalidValue",
        },
      ],
    });
  const asked =
    m.restriction === undefined || m.restriction === null
      ? m.restriction
      : {
          type: m.restriction.type,
          id: m.restriction.id ?? m.restriction.ids?.[0] ?? 0,
          ids: m.restriction.ids ?? [m.restriction.id ?? 0],
        };
  const shared = ctx.user.role === "admin" || ctx.user.lead;
  const macro: Macro = {
    id: before?.id ?? ctx.workspace.store.nextMadeId(idBase.macro),
    title: m.title ?? before?.title ?? "",
    description: m.description === undefined ? (before?.description ?? null) : m.description,
    active: m.active ?? before?.active ?? true,
    position: m.position ?? before?.position ?? 10_000 + ctx.workspace.store.macros.size,
    actions,
    restriction: shared
      ? asked === undefined
        ? (before?.restriction ?? null)
        : asked
      : { type: "User", id: ctx.user.id },
    createdAt: before?.createdAt ?? ctx.now,
    updatedAt: ctx.now,
  };
  ctx.workspace.commit({ k: "macro", macro, gone: false });
  return ok({ macro: macroJson(ctx, macro) });
}

/** Macros: lists, changes, order, and what they would do to a ticket. */
export function addMacroRoutes(router: Router): void {
  router.add("GET", "macros", (ctx) => macroList(ctx, usable(ctx)));
  router.add("GET", "macros/active", (ctx) =>
    macroList(
      ctx,
      usable(ctx).filter((m) => m.active),
    ),
  );
  router.add("GET", "macros/search", (ctx) =>
    macroList(
      ctx,
      usable(ctx).filter((m) =>
        m.title.toLowerCase().includes((param(ctx, "query") ?? "").toLowerCase()),
      ),
    ),
  );
  router.add("GET", "macros/categories", (ctx) => ok({ categories: categories(ctx) }));
  router.add("GET", "macros/actions", () =>
    ok({
      actions: [
        "status",
        "priority",
        "type",
        "assignee_id",
        "group_id",
        "subject",
        "set_tags",
        "current_tags",
        "remove_tags",
        "comment_value",
        "comment_value_html",
        "comment_mode_is_public",
      ].map((value) => ({
        value,
        title: value,
        title_for_field: value,
        type: value.startsWith("comment_value") ? "text" : "list",
        group: "ticket",
        nullable: false,
        repeatable: false,
        operators: [{ value: "is", title: "Is", terminal: false }],
      })),
    }),
  );
  router.add("GET", "macros/new", (ctx) => {
    const source = ctx.workspace.store.macros.get(Number(param(ctx, "macro_id") ?? "0"));
    return ok({
      macro:
        source === undefined
          ? { title: "", active: true, actions: [], restriction: null }
          : {
              title: `${source.title} (copy)`,
              active: true,
              actions: source.actions,
              restriction: source.restriction,
            },
    });
  });
  router.add(
    "GET",
    "macros/:id",
    withMacro((ctx, macro) => ok({ macro: macroJson(ctx, macro) })),
  );
  router.add(
    "GET",
    "macros/:id/apply",
    withMacro((ctx, macro) => ok(applied(ctx, macro, null))),
  );
  router.add(
    "GET",
    "tickets/:ticket_id/macros/:id/apply",
    withMacro((ctx, macro) => {
      const ticket = ctx.workspace.visible(ctx.user, idParam(ctx, "ticket_id"));
      return ticket === undefined ? notFound : ok(applied(ctx, macro, ticket));
    }),
  );
  router.add("POST", "macros", (ctx) => write(ctx, null));
  router.add("PUT", "macros/update_many", (ctx) => {
    const input = z
      .array(
        z.object({
          id: z.number(),
          position: z.number().optional(),
          active: z.boolean().optional(),
        }),
      )
      .safeParse(ctx.body["macros"]);
    if (!input.success) return badRequest("macros is missing");
    const changed: Macro[] = [];
    for (const { id, position, active } of input.data) {
      const before = ctx.workspace.store.macros.get(id);
      if (before === undefined) continue;
      if (!mayEdit(ctx, before)) return forbidden;
      changed.push({
        ...before,
        position: position ?? before.position,
        active: active ?? before.active,
        updatedAt: ctx.now,
      });
    }
    for (const macro of changed) ctx.workspace.commit({ k: "macro", macro, gone: false });
    return ok({ macros: changed.map((m) => macroJson(ctx, m)) });
  });
  router.add("PUT", "macros/:id", withMacro(write));
  const remove = (ctx: Context, macro: Macro): boolean => {
    if (!mayEdit(ctx, macro)) return false;
    ctx.workspace.commit({ k: "macro", macro, gone: true });
    return true;
  };
  router.add("DELETE", "macros/destroy_many", (ctx) =>
    idList(ctx)
      .flatMap((id) => ctx.workspace.store.macros.get(id) ?? [])
      .every((m) => remove(ctx, m))
      ? noContent
      : forbidden,
  );
  router.add(
    "DELETE",
    "macros/:id",
    withMacro((ctx, macro) => (remove(ctx, macro) ? noContent : forbidden)),
  );
}
