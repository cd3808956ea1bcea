import { z } from "zod";
import { idBase } from "#main/demo/ids.ts";
import { list } from "#main/demo/http/paging.ts";
import {
  badRequest,
  created,
  fail,
  forbidden,
  invalid,
  notFound,
  ok,
  pass,
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
import { groupJson, identityJson, organizationJson, userJson } from "#main/demo/present/people.ts";
import { stamp } from "#main/demo/present/time.ts";
import { blankUser } from "#main/demo/seed/people.ts";
import { languages, type Language } from "#main/demo/seed/texts.ts";
import type { Identity, JsonObject, User } from "#main/demo/store/model.ts";

const UserInput = z.object({
  id: z.number().optional(),
  name: z.string().min(1).optional(),
  email: z.string().nullable().optional(),
  phone: z.string().nullable().optional(),
  role: z.enum(["end-user", "agent", "admin"]).optional(),
  alias: z.string().nullable().optional(),
  locale: z.string().optional(),
  time_zone: z.string().optional(),
  organization_id: z.number().nullable().optional(),
  external_id: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  notes: z.string().nullable().optional(),
  details: z.string().nullable().optional(),
  signature: z.string().nullable().optional(),
  suspended: z.boolean().optional(),
  user_fields: z.record(z.string(), z.json()).optional(),
  identities: z
    .array(
      z.object({
        type: z.enum(["email", "phone_number", "twitter", "facebook", "messaging"]),
        value: z.string().min(1),
      }),
    )
    .optional(),
});
type UserInput = z.infer<typeof UserInput>;

function besideUsers(ctx: Context, rows: readonly User[]): JsonObject {
  const include = includes(ctx);
  const { store } = ctx.workspace;
  return {
    ...(include.has("organizations")
      ? {
          organizations: [...new Set(rows.map((u) => u.organizationId))]
            .flatMap((id) => (id === null ? [] : (store.organizations.get(id) ?? [])))
            .map((o) => organizationJson(o, ctx.base)),
        }
      : {}),
    ...(include.has("groups")
      ? { groups: [...store.groups.values()].map((g) => groupJson(g, ctx.base)) }
      : {}),
    ...(include.has("identities")
      ? { identities: rows.flatMap((u) => u.identities.map((i) => identityJson(i, u, ctx.base))) }
      : {}),
  };
}
/** Answers a list of users with sideloads. */
export const userList = (ctx: Context, rows: Iterable<User>): Reply =>
  list(ctx, {
    key: "users",
    rows,
    id: (u) => u.id,
    render: (u) => userJson(u, ctx.base),
    also: (page) => besideUsers(ctx, page),
    cursorSorts: {
      id: (u) => u.id,
      name: (u) => u.name,
      created_at: (u) => u.createdAt,
      updated_at: (u) => u.updatedAt,
    },
  });

/** Users whose name, address, number or notes hold every word. */
export function findUsers(users: Iterable<User>, query: string): readonly User[] {
  const words = query
    .toLowerCase()
    .replace(/^type:user\s*/, "")
    .split(/\s+/)
    .filter((w) => w !== "");
  const found: User[] = [];
  for (const user of users) {
    const text =
      `${user.name} ${user.email ?? ""} ${user.phone ?? ""} ${user.phone?.replace(/\D/g, "") ?? ""} ${user.notes} ${user.externalId ?? ""} ${user.tags.join(" ")} ${user.identities.map((i) => i.value).join(" ")} ${user.id}`.toLowerCase();
    if (
      words.every((word) => {
        const [field, ...rest] = word.split(":");
        const value = rest.join(":").replaceAll('"', "");
        if (rest.length === 0) return text.includes(word.replaceAll('"', "").replace(/\*$/, ""));
        if (field === "email")
          return user.identities.some(
            (i) => i.type === "email" && i.value.toLowerCase().includes(value),
          );
        if (field === "role") return user.role === value;
        if (field === "external_id") return user.externalId?.toLowerCase() === value;
        if (field === "phone")
          return user.phone?.replace(/\D/g, "").includes(value.replace(/\D/g, "")) ?? false;
        if (field === "tags") return user.tags.includes(value);
        return text.includes(value);
      })
    )
      found.push(user);
  }
  return found;
}

function parse(value: unknown): Outcome<UserInput> {
  const parsed = UserInput.safeParse(value);
  if (parsed.success) return pass(parsed.data);
  const details: Record<string, { description: string; error: string }[]> = {};
  for (const issue of parsed.error.issues)
    (details[String(issue.path[0] ?? "base")] ??= []).push({
      description: `${issue.path.join(".")}: ${issue.message}`,
      error: "InvalidValue",
    });
  return fail(invalid(details));
}

/** A user with what was asked for put in; addresses become further identities. */
export function merged(ctx: Context, user: User, input: UserInput): User {
  const { store } = ctx.workspace;
  const identities: Identity[] = [...user.identities];
  const add = (type: Identity["type"], value: string, verified: boolean): void => {
    if (identities.some((i) => i.type === type && i.value.toLowerCase() === value.toLowerCase()))
      return;
    identities.push({
      id: store.nextMadeId(idBase.identity) + identities.length,
      type,
      value,
      primary: !identities.some((i) => i.type === type),
      verified,
    });
  };
  if (typeof input.email === "string") add("email", input.email, false);
  if (typeof input.phone === "string") add("phone_number", input.phone, false);
  for (const identity of input.identities ?? []) add(identity.type, identity.value, false);
  const language = languages.find((l) => input.locale?.toLowerCase().startsWith(l)) as
    | Language
    | undefined;
  return {
    ...user,
    name: input.name ?? user.name,
    email: user.email ?? input.email ?? null,
    phone: input.phone === undefined ? user.phone : input.phone,
    role: input.role ?? user.role,
    alias: input.alias === undefined ? user.alias : input.alias,
    locale: language ?? user.locale,
    timeZone: input.time_zone ?? user.timeZone,
    organizationId:
      input.organization_id === undefined ? user.organizationId : input.organization_id,
    externalId: input.external_id === undefined ? user.externalId : input.external_id,
    tags: input.tags ?? user.tags,
    notes: input.notes === undefined ? user.notes : (input.notes ?? ""),
    details: input.details === undefined ? user.details : (input.details ?? ""),
    signature: input.signature === undefined ? user.signature : (input.signature ?? ""),
    suspended: input.suspended ?? user.suspended,
    fields: { ...user.fields, ...input.user_fields },
    identities,
    updatedAt: ctx.now,
  };
}

function byEmail(ctx: Context, email: string): User | undefined {
  for (const user of ctx.workspace.store.users.values())
    if (
      user.identities.some(
        (i) => i.type === "email" && i.value.toLowerCase() === email.toLowerCase(),
      )
    )
      return user;
  return undefined;
}

/** Accepts a user. */
export function save(ctx: Context, user: User): User {
  ctx.workspace.commit({ k: "user", user, at: ctx.now });
  return ctx.workspace.store.users.get(user.id) ?? user;
}

function write(ctx: Context, how: "create" | "upsert"): Reply {
  const input = parse(ctx.body["user"]);
  if (!input.ok) return input.reply;
  const { email, external_id: external, name } = input.value;
  const known =
    typeof email === "string"
      ? byEmail(ctx, email)
      : typeof external === "string"
        ? [...ctx.workspace.store.users.values()].find(
            (u) => u.externalId?.toLowerCase() === external.toLowerCase(),
          )
        : undefined;
  if (known !== undefined) {
    if (how === "create")
      return invalid({
        email: [
          {
            description: `Email: ${email ?? ""} is already being used by another user`,
            error: "DuplicateValue",
          },
        ],
      });
    return ok({ user: userJson(save(ctx, merged(ctx, known, input.value)), ctx.base) });
  }
  if (name === undefined)
    return invalid({ name: [{ description: "Name: cannot be blank", error: "BlankValue" }] });
  if (
    input.value.role !== undefined &&
    input.value.role !== "end-user" &&
    ctx.user.role !== "admin"
  )
    return forbidden;
  const user = save(
    ctx,
    merged(ctx, blankUser(ctx.workspace.store.nextUserId(), name, ctx.now), input.value),
  );
  return created(
    { user: userJson(user, ctx.base) },
    { Location: `${ctx.base}/api/v2/users/${user.id}.json` },
  );
}

/** A route of one user. */
export const withUser =
  (act: (ctx: Context, user: User) => Reply) =>
  (ctx: Context): Reply => {
    const user = ctx.workspace.store.users.get(idParam(ctx));
    return user === undefined ? notFound : act(ctx, user);
  };

/** Users, their identities, groups, memberships and organisations. */
export function addPeopleRoutes(router: Router): void {
  router.add(
    "GET",
    "users/me",
    (ctx) =>
      ok({
        user:
          ctx.user.id === 0
            ? {
                ...userJson(ctx.user, ctx.base),
                id: null,
                email: "invalid@example.com",
                url: null,
                role: "end-user",
              }
            : { ...userJson(ctx.user, ctx.base), authenticity_token: null },
      }),
    "anyone",
  );
  router.add("GET", "users", (ctx) => {
    const roles = new Set([...ctx.query.getAll("role"), ...ctx.query.getAll("role[]")]);
    const external = param(ctx, "external_id");
    return userList(
      ctx,
      [...ctx.workspace.store.users.values()].filter(
        (u) =>
          (roles.size === 0 || roles.has(u.role)) &&
          (external === null || u.externalId === external),
      ),
    );
  });
  router.add("POST", "users", (ctx) => write(ctx, "create"));
  router.add("POST", "users/create_or_update", (ctx) => write(ctx, "upsert"));
  router.add("GET", "users/count", (ctx) =>
    ok({ count: { value: ctx.workspace.store.users.size, refreshed_at: stamp(ctx.now) } }),
  );
  router.add("GET", "users/show_many", (ctx) => {
    const ids = idList(ctx);
    const external = (param(ctx, "external_ids") ?? "").split(",").filter((s) => s !== "");
    if (ids.length > 100) return badRequest("ids: at most 100");
    const rows = [
      ...ids.flatMap((id) => ctx.workspace.store.users.get(id) ?? []),
      ...(external.length === 0
        ? []
        : [...ctx.workspace.store.users.values()].filter(
            (u) => u.externalId !== null && external.includes(u.externalId),
          )),
    ];
    return ok({
      users: rows.map((u) => userJson(u, ctx.base)),
      ...besideUsers(ctx, rows),
      count: rows.length,
      next_page: null,
      previous_page: null,
    });
  });
  const search = (ctx: Context): Reply => {
    if (ctx.query.has("page[size]")) return badRequest("page must be an integer");
    const external = param(ctx, "external_id");
    const all = ctx.workspace.store.users.values();
    return userList(
      ctx,
      external !== null
        ? [...all].filter((u) => u.externalId?.toLowerCase() === external.toLowerCase())
        : findUsers(all, param(ctx, "query") ?? param(ctx, "name") ?? ""),
    );
  };
  router.add("GET", "users/search", search);
  router.add("GET", "users/autocomplete", search);
  router.add(
    "GET",
    "users/:id",
    withUser((ctx, user) => ok({ user: userJson(user, ctx.base), ...besideUsers(ctx, [user]) })),
  );
  router.add(
    "PUT",
    "users/:id",
    withUser((ctx, user) => {
      const input = parse(ctx.body["user"]);
      if (!input.ok) return input.reply;
      if (user.role !== "end-user" && user.id !== ctx.user.id && ctx.user.role !== "admin")
        return forbidden;
      if (
        input.value.role !== undefined &&
        input.value.role !== user.role &&
        ctx.user.role !== "admin"
      )
        return forbidden;
      return ok({ user: userJson(save(ctx, merged(ctx, user, input.value)), ctx.base) });
    }),
  );
  router.add(
    "DELETE",
    "users/:id",
    withUser((ctx, user) =>
      user.role !== "end-user"
        ? forbidden
        : ok({
            user: userJson(save(ctx, { ...user, active: false, updatedAt: ctx.now }), ctx.base),
          }),
    ),
    "admin",
  );
  router.add(
    "GET",
    "users/:id/related",
    withUser((ctx, user) => {
      let [requested, assigned, ccd] = [0, 0, 0];
      for (const t of ctx.workspace.visibleTickets(ctx.user)) {
        if (t.requesterId === user.id) requested += 1;
        if (t.assigneeId === user.id) assigned += 1;
        if (t.ccIds.includes(user.id)) ccd += 1;
      }
      return ok({
        user_related: {
          assigned_tickets: assigned,
          requested_tickets: requested,
          ccd_tickets: ccd,
          organization_subscriptions: 0,
          topics: 0,
          topic_comments: 0,
          votes: 0,
          subscriptions: 0,
          entry_subscriptions: 0,
          forum_subscriptions: 0,
        },
      });
    }),
  );
}
