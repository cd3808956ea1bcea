import { CHANNELS, PRIORITIES, TICKET_KINDS, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

/** How a field's value is written and compared. */
export type FieldKind =
  /** One of a few words; with `ordered`, `<` and `>` follow the order of the words. */
  | { readonly is: "choice"; readonly of: readonly string[]; readonly ordered: boolean }
  /** The name or id of an agent, group or organisation; further words mean something of their own. */
  | { readonly is: "name"; readonly of: NameKind; readonly also: readonly string[] }
  /** Any text. `exact`: equal, `*` at either end stands for anything; else: contained. */
  | { readonly is: "text"; readonly exact: boolean }
  /** A length of time: `30m`, `2h`, `7d`, `4w`. */
  | { readonly is: "duration"; readonly also: readonly string[] }
  /** A point in time: an age (`7d`), a day (`2026-03-01`), `today`, `yesterday`. */
  | { readonly is: "instant" }
  /** Text, number, choice or date of a field that the account added. */
  | { readonly is: "custom" };
export type NameKind = "agent" | "group" | "organisation";

/** All that a query can ask about, by the name it is written with. */
export const FIELDS = {
  status: { is: "choice", of: TICKET_STATUSES, ordered: true },
  priority: { is: "choice", of: ["none", ...PRIORITIES], ordered: true },
  is: {
    is: "choice",
    of: ["unsolved", "solved", "mine", "unassigned", "waiting", "breached", "followup", "unsent"],
    ordered: false,
  },
  channel: { is: "choice", of: CHANNELS, ordered: false },
  kind: { is: "choice", of: ["none", ...TICKET_KINDS], ordered: false },
  assignee: { is: "name", of: "agent", also: ["me", "none"] },
  group: { is: "name", of: "group", also: ["mine", "none"] },
  org: { is: "name", of: "organisation", also: ["none"] },
  customer: { is: "text", exact: false },
  value: { is: "choice", of: ["none", "trial", "standard", "valued", "top"], ordered: true },
  lang: { is: "text", exact: true },
  tag: { is: "text", exact: true },
  customertag: { is: "text", exact: true },
  orgtag: { is: "text", exact: true },
  zone: { is: "text", exact: true },
  subject: { is: "text", exact: false },
  id: { is: "text", exact: true },
  satisfaction: { is: "choice", of: ["none", "good", "bad"], ordered: false },
  waiting: { is: "duration", also: ["none"] },
  sla: { is: "duration", also: ["none", "breached"] },
  created: { is: "instant" },
  updated: { is: "instant" },
  solved: { is: "instant" },
  due: { is: "instant" },
  cf: { is: "custom" },
} as const satisfies Readonly<Record<string, FieldKind>>;
export type Field = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];
/** Fields that hold further ones, written behind a dot: of the ticket, of who asked, of their organisation. */
export const KEYED = ["cf", "customer", "org"] as const satisfies readonly Field[];
export type KeyedField = (typeof KEYED)[number];
export const isKeyed = (field: Field): field is KeyedField =>
  KEYED.some((known) => known === field);

/** @param key What is written behind the dot; null: nothing. */
export const fieldKind = (field: Field, key: string | null = null): FieldKind =>
  key === null ? FIELDS[field] : { is: "custom" };

export const COMPARES = ["<=", ">=", "<", ">", "is"] as const;
export type Compare = (typeof COMPARES)[number];

/** What tickets are asked for. An `all` of nothing holds for every ticket. */
export type Query =
  | { readonly kind: "all"; readonly of: readonly Query[] }
  | { readonly kind: "any"; readonly of: readonly Query[] }
  | { readonly kind: "not"; readonly of: Query }
  /** Words as they stand: looked for in number, subject, customer and tags; by search also in the messages. */
  | { readonly kind: "word"; readonly text: string }
  | {
      readonly kind: "term";
      readonly field: Field;
      /** Which custom field of the ticket, customer or organisation; null for all other fields. */
      readonly key: string | null;
      readonly compare: Compare;
      /** One of these; exactly one with an ordering comparison. Never empty. */
      readonly values: readonly string[];
    };
export type Term = Extract<Query, { kind: "term" }>;

export const EVERYTHING: Query = { kind: "all", of: [] };

/** All of them hold; nested ones are joined. */
export function allOf(queries: readonly Query[]): Query {
  const flat = queries.flatMap((query) => (query.kind === "all" ? query.of : [query]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: "all", of: flat };
}

/** At least one of them holds; nested ones are joined. None at all: everything, as nothing was asked. */
export function anyOf(queries: readonly Query[]): Query {
  const flat = queries.flatMap((query) => (query.kind === "any" ? query.of : [query]));
  const [only] = flat;
  if (only === undefined) return EVERYTHING;
  return flat.length === 1 ? only : { kind: "any", of: flat };
}

export const not = (query: Query): Query => ({ kind: "not", of: query });

/** Every term and word of a query, in the order in which they are written. */
export function leavesOf(query: Query): readonly Query[] {
  switch (query.kind) {
    case "all":
    case "any":
      return query.of.flatMap(leavesOf);
    case "not":
      return leavesOf(query.of);
    case "word":
    case "term":
      return [query];
  }
}
