import { fold } from "#domain/search/fold.ts";
import { FIELD_NAMES, type Field, fieldKind } from "#domain/search/query.ts";

/** Words of the account that complete a query. */
export type QueryWords = {
  readonly agents: readonly string[];
  readonly groups: readonly string[];
  readonly organisations: readonly string[];
  readonly tags: readonly string[];
  /** Titles of custom fields. */
  readonly fields: readonly string[];
  /** Names of fields that the account added to customers and to organisations. */
  readonly customerFields: readonly string[];
  readonly organisationFields: readonly string[];
  readonly customerTags: readonly string[];
  readonly organisationTags: readonly string[];
  readonly languages: readonly string[];
  readonly zones: readonly string[];
  /** Values of added fields, by `cf.Title`, `customer.name`, `org.name`; absent where any text can stand. */
  readonly values: Readonly<Record<string, readonly string[]>>;
};
/** Nothing is known of the account yet. */
export const NO_WORDS: QueryWords = {
  agents: [],
  groups: [],
  organisations: [],
  tags: [],
  fields: [],
  customerFields: [],
  organisationFields: [],
  customerTags: [],
  organisationTags: [],
  languages: [],
  zones: [],
  values: {},
};

/** A way to go on: replaces the text from `from` to `to` by `insert`. */
export type Completion = {
  readonly insert: string;
  readonly label: string;
  readonly from: number;
  readonly to: number;
};

/** What is known of fields that take any text. */
const TEXTS: Partial<Readonly<Record<Field, (words: QueryWords) => readonly string[]>>> = {
  tag: ({ tags }) => tags,
  customertag: ({ customerTags }) => customerTags,
  orgtag: ({ organisationTags }) => organisationTags,
  lang: ({ languages }) => languages,
  zone: ({ zones }) => zones,
};
const MOST = 8;
const AGES = ["1h", "4h", "1d", "7d", "30d"];
const LENGTHS = ["30m", "1h", "2h", "4h", "1d"];

/** What may stand at the caret: names of fields, or values of the field that is being written. Best first. */
export function completeQuery(
  text: string,
  caret: number,
  words: QueryWords,
): readonly Completion[] {
  const before = text.slice(0, caret);
  const start = Math.max(before.search(/[^\s()]*$/u), 0);
  const open = openQuote(before);
  const from = open ?? start;
  const piece = before.slice(from).replace(/^-/, "");
  const at = caret - piece.length;
  const head = /^([\p{L}]+(?:\.(?:"[^"]*"|[\p{L}\p{N}_-]+))?)(:?(?:<=|>=|<|>|=)|:)(.*)$/u.exec(
    piece,
  );
  if (head === null) return piece === "" ? [] : completeField(piece, at, caret, words);
  const [, name = "", sign = ":", rest = ""] = head;
  const dot = name.indexOf(".");
  const written = (dot === -1 ? name : name.slice(0, dot)).toLowerCase();
  const field = FIELD_NAMES.find((known) => known === written);
  if (field === undefined) return [];
  const key = dot === -1 ? null : name.slice(dot + 1).replaceAll('"', "");
  const comma = rest.lastIndexOf(",");
  const typed = rest.slice(comma + 1).replace(/^"/, "");
  const valueAt = caret - (rest.length - comma - 1);
  return fitting(valuesFor(field, key, sign, words), typed).map((value) => ({
    insert: /[\s,()"]/u.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value,
    label: value,
    from: valueAt,
    to: caret,
  }));
}

/** Where the term begins whose quoted value is still open; null when none is. */
function openQuote(before: string): number | null {
  const quotes = before.replace(/\\./gu, "__").split('"').length - 1;
  if (quotes % 2 === 0) return null;
  const at = before.lastIndexOf('"');
  return before.slice(0, at).search(/[^\s()]*$/u);
}

function completeField(
  piece: string,
  at: number,
  caret: number,
  words: QueryWords,
): readonly Completion[] {
  const names: string[] = FIELD_NAMES.flatMap((field) => {
    const kind = fieldKind(field);
    const keyed = keysOf(field, words).map(
      (key) => `${field}.${/^[\p{L}\p{N}_-]+$/u.test(key) ? key : `"${key}"`}:`,
    );
    if (field === "cf") return keyed;
    return [
      kind.is === "duration" ? `${field}>` : kind.is === "instant" ? `${field}<` : `${field}:`,
      ...keyed,
    ];
  });
  const typed = fold(piece);
  const starting = names.filter(
    (name) => fold(name.replaceAll('"', "")).startsWith(typed) && fold(name) !== typed,
  );
  return [...new Set(starting)].slice(0, MOST).map((name) => ({
    insert: name,
    label: name,
    from: at,
    to: caret,
  }));
}

function keysOf(field: Field, words: QueryWords): readonly string[] {
  if (field === "cf") return words.fields;
  if (field === "customer") return words.customerFields;
  return field === "org" ? words.organisationFields : [];
}

function valuesFor(
  field: Field,
  key: string | null,
  sign: string,
  words: QueryWords,
): readonly string[] {
  const kind = fieldKind(field, key);
  switch (kind.is) {
    case "choice":
      return kind.of;
    case "name": {
      const names =
        kind.of === "agent"
          ? words.agents
          : kind.of === "group"
            ? words.groups
            : words.organisations;
      return [...kind.also, ...names];
    }
    case "duration":
      return sign.endsWith(":") ? kind.also : LENGTHS;
    case "instant":
      return sign.endsWith(":") ? ["today", "yesterday", ...AGES] : AGES;
    case "text":
      return TEXTS[field]?.(words) ?? [];
    case "custom": {
      const wanted = fold(`${field}.${key ?? ""}`);
      const known = Object.entries(words.values).find(([name]) => fold(name) === wanted);
      return sign.endsWith(":") ? [...(known?.[1] ?? []), "none"] : [];
    }
  }
}

function fitting(values: readonly string[], typed: string): readonly string[] {
  const wanted = fold(typed);
  const starts = values.filter((value) => fold(value).startsWith(wanted) && value !== typed);
  const holds = values.filter(
    (value) =>
      wanted.length > 1 &&
      !starts.includes(value) &&
      fold(value).includes(wanted) &&
      value !== typed,
  );
  return [...starts, ...holds].slice(0, MOST);
}
