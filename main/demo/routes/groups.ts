import { merged, save, userList, withUser } from "#main/demo/routes/users.ts";
import { z } from "zod";
import { list } from "#main/demo/http/paging.ts";
import { created, invalid, notFound, ok, type Reply } from "#main/demo/http/reply.ts";
import { idParam, includes, type Context, type Router } from "#main/demo/http/router.ts";
import { groupJson, identityJson, membershipJson, userJson } from "#main/demo/present/people.ts";
import type { Group, Membership } from "#main/demo/store/model.ts";

/** Identities of users, groups and memberships. */
export function addGroupRoutes(router: Router): void {
  router.add(
    "GET",
    "users/:id/identities",
    withUser((ctx, user) =>
      list(ctx, {
        key: "identities",
        rows: user.identities,
        id: (i) => i.id,
        render: (i) => identityJson(i, user, ctx.base),
      }),
    ),
  );
  router.add(
    "POST",
    "users/:id/identities",
    withUser((ctx, user) => {
      const input = z
        .object({
          type: z.enum(["email", "phone_number", "twitter", "facebook", "messaging"]),
          value: z.string().min(1),
        })
        .safeParse(ctx.body["identity"]);
      if (!input.success)
        return invalid({
          base: [{ description: "Identity: type and value are needed", error: "BlankValue" }],
        });
      const after = save(ctx, merged(ctx, user, { identities: [input.data] }));
      const identity = after.identities.find(
        (i) => i.type === input.data.type && i.value === input.data.value,
      );
      return identity === undefined
        ? invalid({ value: [{ description: "Value: is already taken", error: "DuplicateValue" }] })
        : created({ identity: identityJson(identity, after, ctx.base) });
    }),
  );
  router.add(
    "PUT",
    "users/:id/identities/:identity_id/make_primary",
    withUser((ctx, user) => {
      const chosen = user.identities.find((i) => i.id === idParam(ctx, "identity_id"));
      if (chosen === undefined) return notFound;
      const identities = user.identities.map((i) =>
        i.type === chosen.type ? { ...i, primary: i.id === chosen.id } : i,
      );
      const after = save(ctx, {
        ...user,
        identities,
        email: chosen.type === "email" ? chosen.value : user.email,
        updatedAt: ctx.now,
      });
      return ok({
        identities: after.identities.map((i) => identityJson(i, after, ctx.base)),
        next_page: null,
        previous_page: null,
        count: after.identities.length,
      });
    }),
  );
  router.add(
    "GET",
    "users/:id/groups",
    withUser((ctx, user) =>
      list<Group>(ctx, {
        key: "groups",
        rows: ctx.workspace.store
          .groupsOf(user.id)
          .flatMap((id) => ctx.workspace.store.groups.get(id) ?? []),
        id: (g) => g.id,
        render: (g) => groupJson(g, ctx.base),
      }),
    ),
  );
  const memberships = (ctx: Context, keep: (m: Membership) => boolean): Reply =>
    list(ctx, {
      key: "group_memberships",
      rows: [...ctx.workspace.store.memberships.values()].filter(keep),
      id: (m) => m.id,
      render: (m) => membershipJson(m, ctx.base),
      also: (page) => ({
        ...(includes(ctx).has("users")
          ? {
              users: [...new Set(page.map((m) => m.userId))]
                .flatMap((id) => ctx.workspace.store.users.get(id) ?? [])
                .map((u) => userJson(u, ctx.base)),
            }
          : {}),
        ...(includes(ctx).has("groups")
          ? {
              groups: [...new Set(page.map((m) => m.groupId))]
                .flatMap((id) => ctx.workspace.store.groups.get(id) ?? [])
                .map((g) => groupJson(g, ctx.base)),
            }
          : {}),
      }),
    });
  router.add(
    "GET",
    "users/:id/group_memberships",
    withUser((ctx, user) => memberships(ctx, (m) => m.userId === user.id)),
  );
  router.add("GET", "group_memberships", (ctx) => memberships(ctx, () => true));
  router.add("GET", "group_memberships/assignable", (ctx) => memberships(ctx, () => true));
  const groups = (ctx: Context): Reply =>
    list<Group>(ctx, {
      key: "groups",
      rows: ctx.workspace.store.groups.values(),
      id: (g) => g.id,
      render: (g) => groupJson(g, ctx.base),
    });
  router.add("GET", "groups", groups);
  router.add("GET", "groups/assignable", groups);
  router.add("GET", "groups/:id", (ctx) => {
    const group = ctx.workspace.store.groups.get(idParam(ctx));
    return group === undefined ? notFound : ok({ group: groupJson(group, ctx.base) });
  });
  router.add("GET", "groups/:id/memberships", (ctx) =>
    memberships(ctx, (m) => m.groupId === idParam(ctx)),
  );
  router.add("GET", "groups/:id/users", (ctx) =>
    userList(
      ctx,
      [...ctx.workspace.store.memberships.values()]
        .filter((m) => m.groupId === idParam(ctx))
        .flatMap((m) => ctx.workspace.store.users.get(m.userId) ?? []),
    ),
  );
}
