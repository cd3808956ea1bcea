import type { Customer, Identity, Organisation } from "#domain/customer/customer.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { clip } from "#domain/ticket/html-text.ts";
import { isTimeZone, fromWireTime } from "#main/connectors/rt/time.ts";
import { nameOf } from "#main/connectors/rt/directory.ts";
import type { WirePerson, WireUser } from "#main/connectors/rt/wire.ts";

const given = (text: string | null | undefined): string | null =>
  text === null || text === undefined || text.trim() === "" ? null : text.trim();

/** Known only by name and address, as tickets show people: version 0, so that it never replaces a fuller record. */
export function toKnownCustomer(person: WirePerson, accountId: string): Customer {
  const email = given(person.EmailAddress) ?? (person.Name.includes("@") ? person.Name : null);
  return {
    id: globalId(accountId, person.id),
    accountId,
    name: clip(nameOf(person), 300),
    identities:
      email === null ? [] : [{ kind: "email", value: email, primary: true, verified: true }],
    organisationId: null,
    locale: null,
    timeZone: null,
    notes: "",
    details: "",
    tags: [],
    customFields: {},
    createdAt: 0,
    updatedAt: 0,
    version: 0,
  };
}

/** RT has no organisations, only a line of text per person: the same line is the same organisation. */
const organisationId = (name: string, accountId: string): string =>
  globalId(accountId, `org-${name.toLowerCase()}`);

export function toOrganisation(user: WireUser, accountId: string): Organisation | null {
  const name = given(user.Organization);
  if (name === null) return null;
  return {
    id: organisationId(name, accountId),
    accountId,
    name: clip(name, 300),
    domains: [],
    notes: "",
    details: "",
    tags: [],
    version: 1,
  };
}

/**
 * A person as far as this agent may see them: ordinary agents are told name and address, dates are unset.
 * Source: rt-rest2 facts §7.
 *
 * @param version 1 for lists; 2 where the record itself was read, which may show more.
 */
export function toCustomer(user: WireUser, accountId: string, version: 1 | 2): Customer {
  const identities: Identity[] = [];
  const add = (kind: Identity["kind"], value: string | null): void => {
    if (value === null || identities.some((one) => one.value === value)) return;
    const isFirst = !identities.some((one) => one.kind === kind);
    identities.push({ kind, value, primary: isFirst, verified: kind === "email" });
  };
  add("email", given(user.EmailAddress) ?? (user.Name.includes("@") ? user.Name : null));
  add("phone", given(user.MobilePhone));
  add("phone", given(user.WorkPhone));
  add("phone", given(user.HomePhone));
  const organisation = given(user.Organization);
  const zone = given(user.Timezone);
  const language = given(user.Lang);
  return {
    id: globalId(accountId, user.id),
    accountId,
    name: clip(nameOf(user), 300),
    identities,
    organisationId: organisation === null ? null : organisationId(organisation, accountId),
    locale: language === null ? null : language.replace("_", "-"),
    timeZone: zone !== null && isTimeZone(zone) ? zone : null,
    notes: clip(user.Comments ?? "", 10_000),
    details: [given(user.City), given(user.Country)].filter((one) => one !== null).join(", "),
    tags: [],
    customFields: {},
    createdAt: fromWireTime(user.Created) ?? 0,
    updatedAt: fromWireTime(user.LastUpdated) ?? 0,
    version: Math.max(version, fromWireTime(user.LastUpdated) ?? 0),
  };
}

/** Whether a list told that the person works here; null where it does not tell. */
export function isPrivileged(user: WireUser): boolean | null {
  const { Privileged: told } = user;
  if (told === null || told === undefined || told === "") return null;
  return told === true || Number(told) === 1;
}
