import { userList } from "#main/demo/routes/users.ts";
import { z } from "zod";
import { idBase } from "#main/demo/ids.ts";
import { list } from "#main/demo/http/paging.ts";
import { created, invalid, notFound, ok, type Reply } from "#main/demo/http/reply.ts";
import { idList, idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { organizationJson } from "#main/demo/present/people.ts";
import type { Organization } from "#main/demo/store/model.ts";

const OrganizationInput = z.object({
  name: z.string().min(1).optional(),
  external_id: z.string().nullable().optional(),
  domain_names: z.array(z.string()).optional(),
  notes: z.string().nullable().optional(),
  details: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  organization_fields: z.record(z.string(), z.json()).optional(),
});

/** Organisations: list, show, find, write. */
export function addOrganizationRoutes(router: Router): void {
  const organizations = (ctx: Context, rows: Iterable<Organization>): Reply =>
    list(ctx, {
      key: "organizations",
      rows,
      id: (o) => o.id,
      render: (o) => organizationJson(o, ctx.base),
    });
  const all = (ctx: Context): readonly Organization[] => [
    ...ctx.workspace.store.organizations.values(),
  ];
  router.add("GET", "organizations", (ctx) => organizations(ctx, all(ctx)));
  router.add("GET", "organizations/show_many", (ctx) =>
    organizations(
      ctx,
      idList(ctx).flatMap((id) => ctx.workspace.store.organizations.get(id) ?? []),
    ),
  );
  router.add("GET", "organizations/autocomplete", (ctx) =>
    organizations(
      ctx,
      all(ctx).filter((o) =>
        o.name.toLowerCase().startsWith((param(ctx, "name") ?? "").toLowerCase()),
      ),
    ),
  );
  router.add("GET", "organizations/search", (ctx) =>
    organizations(
      ctx,
      all(ctx).filter(
        (o) =>
          o.externalId === param(ctx, "external_id") ||
          o.name.toLowerCase() === param(ctx, "name")?.toLowerCase(),
      ),
    ),
  );
  router.add("GET", "organizations/:id", (ctx) => {
    const org = ctx.workspace.store.organizations.get(idParam(ctx));
    return org === undefined ? notFound : ok({ organization: organizationJson(org, ctx.base) });
  });
  router.add("GET", "organizations/:id/related", (ctx) =>
    ok({
      organization_related: {
        tickets_count: [...ctx.workspace.visibleTickets(ctx.user)].filter(
          (t) => t.organizationId === idParam(ctx),
        ).length,
        users_count: [...ctx.workspace.store.users.values()].filter(
          (u) => u.organizationId === idParam(ctx),
        ).length,
      },
    }),
  );
  router.add("GET", "organizations/:id/users", (ctx) =>
    userList(
      ctx,
      [...ctx.workspace.store.users.values()].filter((u) => u.organizationId === idParam(ctx)),
    ),
  );
  const write = (ctx: Context, before: Organization | null): Reply => {
    const input = OrganizationInput.safeParse(ctx.body["organization"]);
    if (!input.success || (before === null && input.data.name === undefined))
      return invalid({ name: [{ description: "Name: cannot be blank", error: "BlankValue" }] });
    const {
      name,
      external_id: externalId,
      domain_names: domains,
      organization_fields: fields,
      ...rest
    } = input.data;
    if (
      name !== undefined &&
      all(ctx).some((o) => o.id !== before?.id && o.name.toLowerCase() === name.toLowerCase())
    )
      return invalid({
        name: [{ description: `Name: ${name} has already been taken`, error: "DuplicateValue" }],
      });
    const from: Organization = before ?? {
      id: ctx.workspace.store.nextMadeId(idBase.organization),
      name: "",
      externalId: null,
      domains: [],
      groupId: null,
      shared: false,
      tags: [],
      notes: "",
      details: "",
      fields: {},
      createdAt: ctx.now,
      updatedAt: ctx.now,
      logSeq: -1,
    };
    const organization: Organization = {
      ...from,
      name: name ?? from.name,
      externalId: externalId === undefined ? from.externalId : externalId,
      domains: domains ?? from.domains,
      notes: rest.notes ?? from.notes,
      details: rest.details ?? from.details,
      tags: rest.tags ?? from.tags,
      fields: { ...from.fields, ...fields },
      updatedAt: ctx.now,
    };
    ctx.workspace.commit({ k: "organization", organization, at: ctx.now });
    return before === null
      ? created({ organization: organizationJson(organization, ctx.base) })
      : ok({ organization: organizationJson(organization, ctx.base) });
  };
  router.add("POST", "organizations", (ctx) => write(ctx, null));
  router.add("PUT", "organizations/:id", (ctx) => {
    const org = ctx.workspace.store.organizations.get(idParam(ctx));
    return org === undefined ? notFound : write(ctx, org);
  });
}
