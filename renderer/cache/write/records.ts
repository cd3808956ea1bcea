import type { Customer, Organisation } from "#domain/customer/customer.ts";
import { valueOf } from "#domain/customer/value.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { NamedFields } from "#domain/search/value-tests.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import type { PersonLine, RecordLine } from "#renderer/cache/memory/index-delta.ts";
import type { SmallKind } from "#renderer/cache/memory/memory.ts";

/** A record of any kind but tickets, with what decides whether it is newer. */
export type Incoming = {
  readonly kind: SmallKind;
  readonly id: string;
  /** 0 for kinds without a version: then a different content counts as newer. */
  readonly version: number;
  readonly record: unknown;
  readonly extra: Omit<RecordLine, "kind" | "id" | "version" | "print">;
};

/** All records of a page but tickets and interactions, as one list. */
export function listIncoming(changes: Changes): readonly Incoming[] {
  const of = <T extends { readonly id: string }>(
    kind: SmallKind,
    records: readonly T[] | undefined,
    version: (record: T) => number,
    extra: (record: T) => Incoming["extra"] = () => ({}),
  ): readonly Incoming[] =>
    (records ?? []).map((record) => ({
      kind,
      id: record.id,
      version: version(record),
      record,
      extra: extra(record),
    }));
  const named = ({ name }: { readonly name: string }): Incoming["extra"] => ({ name });
  return [
    ...of("customer", changes.customers, byVersion, (customer) => ({ person: toPerson(customer) })),
    ...of("organisation", changes.organisations, byVersion, toOrganisation),
    ...of("agent", changes.agents, none, ({ name, groupIds }) => ({ name, groupIds })),
    ...of("group", changes.groups, none, named),
    ...of("macro", changes.macros, byVersion),
    ...of("article", changes.articles, ({ updatedAt }) => updatedAt),
    ...of("view", changes.views, none, (view) => ({ name: view.title, view })),
    ...of("field", changes.fields, none, ({ title, type, options }) => ({
      name: title,
      field: { type, options },
    })),
  ];
}

function toOrganisation(organisation: Organisation): Incoming["extra"] {
  const value = valueOf(organisation);
  const fields = namedFields(organisation.customFields ?? {});
  return {
    name: organisation.name,
    ...(value !== null && { value }),
    ...(organisation.tags.length > 0 && { tags: organisation.tags }),
    ...(fields !== null && { fields }),
  };
}

/** Conditions look at words and numbers, not at essays. */
const MAX_FIELD = 100;

/** @returns Those with a value, long texts cut; null for none. */
function namedFields(fields: Customer["customFields"]): NamedFields | null {
  const named = Object.entries(fields).flatMap(([id, value]): (readonly [string, FieldValue])[] =>
    value === null || value === ""
      ? []
      : [[remoteOf(id), typeof value === "string" ? value.slice(0, MAX_FIELD) : value]],
  );
  return named.length === 0 ? null : Object.fromEntries(named);
}

function toPerson(customer: Customer): PersonLine {
  const value = valueOf(customer);
  const { identities } = customer;
  const identity =
    identities.find(({ kind, primary }) => kind === "email" && primary) ??
    identities.find(({ kind }) => kind === "email") ??
    identities[0];
  const fields = namedFields(customer.customFields);
  const contacts = identities.filter((one) => one !== identity).map(({ value }) => value);
  return {
    id: customer.id,
    name: customer.name,
    identity: identity?.value ?? null,
    organisationId: customer.organisationId,
    ...(contacts.length > 0 && { contacts }),
    ...(customer.locale !== null && { locale: customer.locale }),
    ...(customer.timeZone !== null && { timeZone: customer.timeZone }),
    ...(customer.tags.length > 0 && { tags: customer.tags }),
    ...(fields !== null && { fields }),
    ...(value !== null && { value }),
  };
}

const byVersion = ({ version }: { readonly version: number }): number => version;
const none = (): number => 0;
