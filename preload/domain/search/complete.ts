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
};

/** A way to go on: replaces the text from `from` to `to` by `insert`. */
export type Completion = {
  readonly insert: string;
  readonly label: string;
  readonly from: number;
  readonly to: number;
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
  const field = FIELD_NAMES.find((known) => known === name.toLowerCase().split(".")[0]);
  if (field === undefined) return [];
  const comma = rest.lastIndexOf(",");
  const typed = rest.slice(comma + 1).replace(/^"/, "");
  const valueAt = caret - (rest.length - comma - 1);
  return fitting(valuesFor(field, sign, words), typed).map((value) => ({
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
    if (field === "cf") {
      return words.fields.map(
        (title) => `cf.${/^[\p{L}\p{N}_-]+$/u.test(title) ? title : `"${title}"`}:`,
      );
    }
    return [
      kind.is === "duration" ? `${field}>` : kind.is === "instant" ? `${field}<` : `${field}:`,
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

function valuesFor(field: Field, sign: string, words: QueryWords): readonly string[] {
  const kind = fieldKind(field);
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
      return field === "tag" ? words.tags : [];
    case "custom":
      return ["none"];
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
