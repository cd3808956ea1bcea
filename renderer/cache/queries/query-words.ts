import type { QueryWords } from "#domain/search/complete.ts";
import type { NamedFields } from "#domain/search/value-tests.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import type { Query } from "#renderer/cache/queries/query.ts";
import { NAMED } from "#renderer/cache/queries/queue.ts";

const MOST_TAGS = 300;
const KEPT_MS = 10_000;

/** Values of an added field that are offered; a field with more of them takes any text. */
const MOST_VALUES = 40;

/** What people and organisations are told to be, the most frequent first. */
class Tally {
  private readonly counts = new Map<string, number>();
  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }
  list(most: number): readonly string[] {
    return [...this.counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, most)
      .map(([word]) => word);
  }
  get size(): number {
    return this.counts.size;
  }
}

/** Names of added fields with the values they take. */
class FieldTally {
  private readonly values = new Map<string, Tally>();
  add(fields: NamedFields | undefined): void {
    for (const name in fields) {
      let tally = this.values.get(name);
      if (tally === undefined) this.values.set(name, (tally = new Tally()));
      const value = fields[name] ?? null;
      if (tally.size > MOST_VALUES || value === null) continue;
      for (const word of typeof value === "object" ? value : [String(value)]) tally.add(word);
    }
  }
  names(): readonly string[] {
    return [...this.values.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  }
  /** @param prefix What the names are written behind. */
  known(prefix: string): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      [...this.values].flatMap(([name, tally]) =>
        tally.size > MOST_VALUES ? [] : [[`${prefix}.${name}`, tally.list(MOST_VALUES)]],
      ),
    );
  }
}

/** Values of the fields of tickets that are chosen from a list, by what they are called. */
function fieldChoices(memory: Pick<Memory, "recordsOf">): QueryWords["values"] {
  const known: Record<string, readonly string[]> = {};
  for (const { name = "", field } of memory.recordsOf("field")) {
    if (field === undefined) continue;
    if (field.type === "checkbox") known[`cf.${name}`] = ["true", "false"];
    else if (field.type === "date") known[`cf.${name}`] = ["today", "yesterday"];
    else if (field.options.length > 0)
      known[`cf.${name}`] = [
        ...new Set([...(known[`cf.${name}`] ?? []), ...field.options.map(({ label }) => label)]),
      ];
  }
  return known;
}

const told = new WeakMap<Memory, { readonly at: number; readonly words: QueryWords }>();

/** All that completes a query, at most ten seconds old: every field that a query is typed into asks for it. */
export const listQueryWords: Query<"search.words"> = (_input, { memory, reads, now }) => {
  for (const topic of ["tickets", ...NAMED] as const) reads(topic);
  reads("customers");
  const known = told.get(memory);
  if (known !== undefined && Math.abs(now - known.at) < KEPT_MS) return known.words;
  const words = collectWords(memory);
  told.set(memory, { at: now, words });
  return words;
};

function collectWords(memory: Memory): QueryWords {
  const tags = new Tally();
  for (const { line } of memory.allShown()) for (const tag of line.tags) tags.add(tag);
  const [customerTags, languages, zones] = [new Tally(), new Tally(), new Tally()];
  const customerFields = new FieldTally();
  for (const { person } of memory.recordsOf("customer")) {
    for (const tag of person?.tags ?? []) customerTags.add(tag);
    if (typeof person?.locale === "string") languages.add(person.locale);
    if (person?.timeZone !== undefined) zones.add(person.timeZone);
    customerFields.add(person?.fields);
  }
  const organisationTags = new Tally();
  const organisationFields = new FieldTally();
  for (const organisation of memory.recordsOf("organisation")) {
    for (const tag of organisation.tags ?? []) organisationTags.add(tag);
    organisationFields.add(organisation.fields);
  }
  const names = (kind: "agent" | "group" | "organisation" | "field"): readonly string[] => [
    ...new Set([...memory.recordsOf(kind)].flatMap(({ name }) => name ?? [])),
  ];
  return {
    agents: names("agent"),
    groups: names("group"),
    organisations: names("organisation"),
    fields: names("field"),
    customerFields: customerFields.names(),
    organisationFields: organisationFields.names(),
    tags: tags.list(MOST_TAGS),
    customerTags: customerTags.list(MOST_TAGS),
    organisationTags: organisationTags.list(MOST_TAGS),
    languages: languages.list(MOST_TAGS),
    zones: zones.list(MOST_TAGS),
    values: {
      ...fieldChoices(memory),
      ...customerFields.known("customer"),
      ...organisationFields.known("org"),
    },
  };
}
