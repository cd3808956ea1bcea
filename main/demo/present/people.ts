import { stamp } from "#main/demo/present/time.ts";
import type {
  Group,
  Identity,
  JsonObject,
  Membership,
  Organization,
  User,
} from "#main/demo/store/model.ts";

const locales: Readonly<Record<string, readonly [number, string]>> = {
  en: [1, "en-US"],
  de: [8, "de"],
  fr: [16, "fr"],
  es: [2, "es"],
  ar: [66, "ar"],
  he: [30, "he"],
  ja: [67, "ja"],
  zh: [10, "zh-CN"],
  pt: [19, "pt-BR"],
  pl: [1207, "pl"],
};

/** A user as the remote shows it to staff. */
export function userJson(user: User, base: string): JsonObject {
  const [localeId, locale] = locales[user.locale] ?? [1, "en-US"];
  const staff = user.role !== "end-user";
  return {
    id: user.id,
    url: `${base}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    created_at: stamp(user.createdAt),
    updated_at: stamp(user.updatedAt),
    time_zone: zoneWord(user.timeZone),
    iana_time_zone: user.timeZone,
    phone: user.phone,
    shared_phone_number: user.phone === null ? null : false,
    photo: null,
    locale_id: localeId,
    locale,
    organization_id: user.organizationId,
    role: user.role,
    verified: user.identities.some((i) => i.verified),
    external_id: user.externalId,
    tags: user.tags,
    alias: user.alias ?? "",
    active: user.active,
    shared: false,
    shared_agent: false,
    last_login_at: staff ? stamp(user.updatedAt) : null,
    two_factor_auth_enabled: staff ? false : null,
    signature: user.signature === "" ? null : user.signature,
    details: user.details,
    notes: user.notes,
    role_type: user.role === "admin" ? 4 : staff ? 0 : null,
    custom_role_id: staff
      ? user.role === "admin"
        ? 360_000_000_001
        : user.lead
          ? 360_000_000_003
          : 360_000_000_002
      : null,
    moderator: staff,
    ticket_restriction: staff ? user.ticketRestriction : "requested",
    only_private_comments: false,
    restricted_agent: staff ? user.ticketRestriction !== null : true,
    suspended: user.suspended,
    default_group_id: user.defaultGroupId,
    report_csv: false,
    user_fields: user.fields,
  };
}
const zoneWord = (zone: string): string =>
  ({
    "Europe/Berlin": "Berlin",
    "Europe/London": "London",
    "America/New_York": "Eastern Time (US & Canada)",
    "Etc/UTC": "UTC",
  })[zone] ?? (zone.split("/")[1] ?? zone).replace("_", " ");

export function organizationJson(org: Organization, base: string): JsonObject {
  return {
    id: org.id,
    url: `${base}/api/v2/organizations/${org.id}.json`,
    name: org.name,
    external_id: org.externalId,
    domain_names: org.domains,
    group_id: org.groupId,
    shared_tickets: org.shared,
    shared_comments: org.shared,
    tags: org.tags,
    details: org.details,
    notes: org.notes,
    organization_fields: org.fields,
    created_at: stamp(org.createdAt),
    updated_at: stamp(org.updatedAt),
    deleted_at: null,
  };
}
export const groupJson = (group: Group, base: string): JsonObject => ({
  id: group.id,
  url: `${base}/api/v2/groups/${group.id}.json`,
  name: group.name,
  description: group.description,
  default: group.default,
  deleted: false,
  is_public: true,
  created_at: stamp(group.createdAt),
  updated_at: stamp(group.createdAt),
});
export const membershipJson = (m: Membership, base: string): JsonObject => ({
  id: m.id,
  url: `${base}/api/v2/group_memberships/${m.id}.json`,
  user_id: m.userId,
  group_id: m.groupId,
  default: m.default,
  created_at: stamp(m.createdAt),
  updated_at: stamp(m.createdAt),
});
export const identityJson = (i: Identity, user: User, base: string): JsonObject => ({
  id: i.id,
  url: `${base}/api/v2/users/${user.id}/identities/${i.id}.json`,
  user_id: user.id,
  type: i.type,
  value: i.value,
  primary: i.primary,
  verified: i.verified,
  verification_method: i.verified ? "full" : "none",
  verified_at: i.verified ? stamp(user.createdAt) : null,
  deliverable_state: i.type === "email" ? "deliverable" : null,
  undeliverable_count: i.type === "email" ? 0 : null,
  created_at: stamp(user.createdAt),
  updated_at: stamp(user.updatedAt),
});
