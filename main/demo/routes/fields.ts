import { idBase } from "#main/demo/ids.ts";
import { buildFields, customStatuses, fieldIds } from "#main/demo/seed/desk.ts";
import { list } from "#main/demo/http/paging.ts";
import { notFound, ok } from "#main/demo/http/reply.ts";
import { idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import type { JsonObject } from "#main/demo/store/model.ts";

const localeRows: readonly (readonly [number, string, string])[] = [
  [1, "en-US", "English"],
  [8, "de", "Deutsch"],
  [16, "fr", "Français"],
  [2, "es", "Español"],
  [66, "ar", "العربية"],
  [30, "he", "עברית"],
  [67, "ja", "日本語"],
  [10, "zh-CN", "简体中文"],
  [19, "pt-BR", "Português"],
  [1207, "pl", "Polski"],
];
const made = "2024-01-08T09:00:00Z";

export const brandJson = (base: string): JsonObject => ({
  url: `${base}/api/v2/brands/${idBase.brand}.json`,
  id: idBase.brand,
  name: "Nordlicht",
  brand_url: base,
  subdomain: "nordlicht",
  host_mapping: null,
  has_help_center: true,
  help_center_state: "enabled",
  active: true,
  default: true,
  is_deleted: false,
  ticket_form_ids: [idBase.form, idBase.form + 3],
  created_at: made,
  updated_at: made,
});

function forms(ctx: Context): readonly JsonObject[] {
  const ids = buildFields(false).map((f) => f.id);
  return (["Default", "Repair"] as const).map((name, n) => ({
    url: `${ctx.base}/api/v2/ticket_forms/${idBase.form + n * 3}.json`,
    id: idBase.form + n * 3,
    name,
    raw_name: name,
    display_name: name,
    raw_display_name: name,
    position: n + 1,
    active: true,
    default: n === 0,
    end_user_visible: true,
    in_all_brands: true,
    restricted_brand_ids: [],
    ticket_field_ids: n === 0 ? ids.filter((id) => id !== fieldIds.serial) : ids,
    agent_conditions: [],
    end_user_conditions: [],
    created_at: made,
    updated_at: made,
  }));
}

/** Ticket fields, forms, custom statuses, brands, locales, account settings. */
export function addFieldRoutes(router: Router): void {
  const fields = (
    ctx: Context,
  ): readonly (JsonObject & { readonly id: number; readonly position: number })[] =>
    buildFields(ctx.workspace.options.requireSerial).map((f) => ({
      url: `${ctx.base}/api/v2/ticket_fields/${f.id}.json`,
      ...f,
    }));
  router.add("GET", "ticket_fields", (ctx) =>
    list(ctx, {
      key: "ticket_fields",
      rows: fields(ctx),
      id: (f) => f.position,
      render: (f) => f,
      unpaged: true,
    }),
  );
  router.add("GET", "ticket_fields/:id", (ctx) => {
    const field = fields(ctx).find((f) => f.id === idParam(ctx));
    return field === undefined ? notFound : ok({ ticket_field: field });
  });
  router.add("GET", "ticket_forms", (ctx) =>
    list(ctx, {
      key: "ticket_forms",
      rows: forms(ctx),
      id: (f) => f["position"] as number,
      render: (f) => f,
      unpaged: true,
    }),
  );
  router.add("GET", "ticket_forms/:id", (ctx) => {
    const form = forms(ctx).find((f) => f["id"] === idParam(ctx));
    return form === undefined ? notFound : ok({ ticket_form: form });
  });
  router.add("GET", "custom_statuses", (ctx) => {
    const wanted = (param(ctx, "status_categories") ?? "").split(",").filter((s) => s !== "");
    return ok({
      custom_statuses: customStatuses
        .filter((s) => wanted.length === 0 || wanted.includes(s.status_category))
        .map((s) => ({
          url: `${ctx.base}/api/v2/custom_statuses/${s.id}.json`,
          ...s,
          raw_agent_label: s.agent_label,
          raw_end_user_label: s.end_user_label,
          description: "",
          raw_description: "",
          end_user_description: "",
          raw_end_user_description: "",
          active: true,
          created_at: made,
          updated_at: made,
        })),
    });
  });
  router.add("GET", "brands", (ctx) =>
    list(ctx, { key: "brands", rows: [brandJson(ctx.base)], id: () => 1, render: (b) => b }),
  );
  router.add("GET", "brands/:id", (ctx) =>
    idParam(ctx) === idBase.brand ? ok({ brand: brandJson(ctx.base) }) : notFound,
  );
  const locale = (base: string, [id, code, name]: (typeof localeRows)[number]): JsonObject => ({
    url: `${base}/api/v2/locales/${code}.json`,
    id,
    locale: code,
    name,
    native_name: name,
    presentation_name: name,
    rtl: code === "ar" || code === "he",
    default: id === 1,
    created_at: made,
    updated_at: made,
  });
  router.add(
    "GET",
    "locales",
    (ctx) =>
      ok({
        locales: localeRows.map((row) => locale(ctx.base, row)),
        next_page: null,
        previous_page: null,
        count: localeRows.length,
      }),
    "anyone",
  );
  router.add(
    "GET",
    "locales/current",
    (ctx) => ok({ locale: locale(ctx.base, localeRows[0] as (typeof localeRows)[number]) }),
    "anyone",
  );
  router.add("GET", "account/settings", () =>
    ok({
      settings: {
        branding: { header_color: "#143D59" },
        tickets: {
          comments_public_by_default: true,
          agent_collision: true,
          list_newest_comments_first: false,
          custom_statuses_enabled: true,
        },
        active_features: {
          customer_satisfaction: true,
          user_org_fields: true,
          business_hours: true,
        },
        statistics: { forum: true, search: true },
        lotus: { prefer_lotus: true },
        api: { accepted_api_agreement: true, api_password_access: false, api_token_access: true },
      },
    }),
  );
}
