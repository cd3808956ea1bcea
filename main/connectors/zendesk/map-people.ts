import type { Customer, Identity, Organisation } from "#domain/customer/customer.ts";
import type { Agent } from "#domain/directory/directory.ts";
import { globalId } from "#domain/kernel/ids.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import { clip } from "#domain/ticket/html-text.ts";
import { toFieldValue, type MapContext } from "#main/connectors/zendesk/map-ticket.ts";
import type {
  WireIdentity,
  WireMe,
  WireOrganization,
  WireUser,
} from "#main/connectors/zendesk/wire.ts";

const KIND_OF: Readonly<Record<string, Identity["kind"]>> = {
  email: "email",
  phone_number: "phone",
  twitter: "social",
  facebook: "social",
  messaging: "social",
  any_channel: "social",
};

export const isStaff = (role: string): boolean => role === "agent" || role === "admin";

function listIdentities(user: WireUser, rich: readonly WireIdentity[]): readonly Identity[] {
  const found: Identity[] = [];
  const add = (identity: Identity): void => {
    const isKnown = found.some(
      (other) => other.kind === identity.kind && other.value === identity.value,
    );
    if (identity.value !== "" && !isKnown) found.push(identity);
  };
  if (user.email !== null && user.email !== undefined) {
    add({ kind: "email", value: user.email, primary: true, verified: true });
  }
  for (const { type, value, primary, verified } of rich) {
    const kind = Object.hasOwn(KIND_OF, type) ? (KIND_OF[type] ?? "other") : "other";
    add({ kind, value, primary: primary === true, verified: verified === true });
  }
  if (user.phone !== null && user.phone !== undefined) {
    add({ kind: "phone", value: user.phone, primary: false, verified: false });
  }
  if (user.external_id !== null && user.external_id !== undefined) {
    add({ kind: "external", value: user.external_id, primary: false, verified: false });
  }
  return found;
}

/**
 * A remote user as a customer.
 *
 * @param rich All identities of this user where the answer had them; null where it had only the user. The same
 *             second's rich record wins over the poor one: its version is one ms higher.
 */
export function toCustomer(
  user: WireUser,
  context: MapContext,
  rich: readonly WireIdentity[] | null,
): Customer {
  const { accountId } = context;
  const updatedAt = Date.parse(user.updated_at);
  const zone = user.iana_time_zone ?? user.time_zone ?? null;
  return {
    id: globalId(accountId, user.id),
    accountId,
    name: clip(user.name, 1000),
    identities: listIdentities(user, rich ?? []),
    organisationId:
      typeof user.organization_id === "number" ? globalId(accountId, user.organization_id) : null,
    locale: user.locale ?? null,
    timeZone: zone !== null && zone.includes("/") ? zone : null,
    notes: clip(user.notes ?? "", 100_000),
    details: clip(user.details ?? "", 100_000),
    tags: user.tags ?? [],
    customFields: toFields(user.user_fields, accountId),
    createdAt: Date.parse(user.created_at),
    updatedAt,
    version: updatedAt + (rich === null ? 0 : 1),
  };
}

/** @param groupIds Remote ids of the groups the agent belongs to. */
export function toAgent(
  user: WireUser | (WireMe & { readonly id: number }),
  accountId: string,
  groupIds: readonly number[],
): Agent {
  return {
    id: globalId(accountId, user.id),
    accountId,
    name: clip(user.name, 1000),
    email: user.email ?? null,
    phone: user.phone ?? null,
    role: user.role === "admin" ? "admin" : "agent",
    active: user.active !== false && !("suspended" in user && user.suspended === true),
    groupIds: groupIds.map((id) => globalId(accountId, id)),
    signature: clip(user.signature ?? "", 20_000),
  };
}

/** Added fields by id; those without a value are left out. */
function toFields(
  wire: Readonly<Record<string, unknown>> | null | undefined,
  accountId: string,
): Readonly<Record<string, FieldValue>> {
  const fields: Record<string, FieldValue> = {};
  for (const [key, value] of Object.entries(wire ?? {})) {
    const ours = toFieldValue(value);
    if (ours !== null) fields[globalId(accountId, key)] = ours;
  }
  return fields;
}

export function toOrganisation(wire: WireOrganization, accountId: string): Organisation {
  const at = Date.parse(wire.updated_at ?? wire.created_at ?? "");
  return {
    id: globalId(accountId, wire.id),
    accountId,
    name: clip(wire.name, 1000),
    domains: wire.domain_names ?? [],
    notes: clip(wire.notes ?? "", 100_000),
    details: clip(wire.details ?? "", 100_000),
    tags: wire.tags ?? [],
    customFields: toFields(wire.organization_fields, accountId),
    version: Number.isNaN(at) ? 0 : at,
  };
}
