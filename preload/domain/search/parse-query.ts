import {
  allOf,
  anyOf,
  type Compare,
  type Field,
  FIELD_NAMES,
  fieldKind,
  isKeyed,
  not,
  type Query,
} from "#domain/search/query.ts";
import { readDuration, readInstant } from "#domain/search/values.ts";

/** What is wrong with a query, where. `values` are what the words of the message name. */
export type QueryError = {
  readonly code: QueryErrorCode;
  /** First character and length in the text. */
  readonly at: number;
  readonly length: number;
  readonly values: Readonly<Record<string, string | number>>;
};
export type QueryErrorCode =
  | "too-long"
  | "too-many"
  | "too-deep"
  | "unknown-field"
  | "missing-value"
  | "missing-key"
  | "bad-choice"
  | "bad-duration"
  | "bad-date"
  | "bad-compare"
  | "unclosed-quote"
  | "unclosed-group"
  | "stray-close"
  | "stray-or";

export type ParsedQuery = {
  /** All that could be read; what is wrong is left out. */
  readonly query: Query;
  /** Empty when the whole text was read, in the order of the text. */
  readonly errors: readonly QueryError[];
};

/** Longest query that is read, characters. */
export const MAX_QUERY = 2000;
const MAX_TERMS = 200;
const MAX_DEPTH = 20;

const FIELD =
  /([\p{L}][\p{L}\p{N}_-]*)(?:\.("(?:[^"\\]|\\.)*"|[\p{L}\p{N}_-]+))?(:?(?:<=|>=|<|>|=)|:)/uy;
const BARE_VALUE = /[^\s,()"]+/uy;
const BARE_WORD = /[^\s()"]+/uy;
const QUOTED = /"((?:[^"\\]|\\.)*)"/uy;
const SPACE = /\s*/uy;

export const unquote = (text: string): string => text.replace(/\\(.)/gu, "$1");

/**
 * Reads a one-line query: terms (`status:open`, `priority>=high`, `group:"Billing",Returns`), words, `-` for "not",
 * `OR`, and round brackets. Terms beside each other must all hold. A text of any length and content gives an answer.
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > MAX_QUERY) {
    const values = { length: text.length, limit: MAX_QUERY };
    return {
      query: { kind: "all", of: [] },
      errors: [{ code: "too-long", at: 0, length: text.length, values }],
    };
  }
  return new Reader(text).read();
}

class Reader {
  private at = 0;
  private terms = 0;
  /** The rest of the text is not read. */
  private hasStopped = false;
  private readonly errors: QueryError[] = [];
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  read(): ParsedQuery {
    const parts: Query[] = [];
    for (;;) {
      parts.push(this.alternatives(0));
      if (this.at >= this.text.length) break;
      this.fail("stray-close", this.at, 1);
      this.at += 1;
    }
    return { query: allOf(parts), errors: this.errors.toSorted((a, b) => a.at - b.at) };
  }

  private fail(
    code: QueryErrorCode,
    at: number,
    length: number,
    values: QueryError["values"] = {},
  ): null {
    this.errors.push({ code, at, length: Math.max(1, length), values });
    return null;
  }
  private stop(): void {
    this.at = this.text.length;
    this.hasStopped = true;
  }
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }
  private isOr(): boolean {
    return /^OR(?![^\s()])/u.test(this.text.slice(this.at, this.at + 3));
  }

  /** Groups of terms parted by OR, up to the end or a closing bracket. */
  private alternatives(depth: number): Query {
    const groups: Query[] = [];
    let terms: Query[] = [];
    let orAt = -1;
    for (;;) {
      this.match(SPACE);
      const isEnd = this.at >= this.text.length || this.text[this.at] === ")";
      if (!isEnd && !this.isOr()) {
        const one = this.term(depth);
        if (one !== null) terms.push(one);
        continue;
      }
      if (terms.length > 0) groups.push(allOf(terms));
      // Nothing before, or nothing after: the word stands for no choice.
      else if (orAt >= 0) this.fail("stray-or", orAt, 2);
      else if (!isEnd) this.fail("stray-or", this.at, 2);
      terms = [];
      if (isEnd) return anyOf(groups);
      orAt = this.at;
      this.at += 2;
    }
  }

  private term(depth: number): Query | null {
    const start = this.at;
    if (this.text[this.at] === "-" && /[^\s)]/u.test(this.text[this.at + 1] ?? " ")) {
      this.at += 1;
      if (depth >= MAX_DEPTH) return this.tooDeep(start);
      const inner = this.term(depth + 1);
      return inner === null || (inner.kind === "all" && inner.of.length === 0) ? null : not(inner);
    }
    if (this.text[this.at] === "(") {
      if (depth >= MAX_DEPTH) return this.tooDeep(start);
      this.at += 1;
      const inner = this.alternatives(depth + 1);
      if (this.text[this.at] === ")") this.at += 1;
      else if (!this.hasStopped) this.fail("unclosed-group", start, 1);
      return inner.kind === "all" && inner.of.length === 0 ? null : inner;
    }
    this.terms += 1;
    if (this.terms > MAX_TERMS) {
      this.stop();
      return this.fail("too-many", start, this.text.length - start, { limit: MAX_TERMS });
    }
    return this.text[this.at] === '"' ? this.phrase() : (this.fieldTerm() ?? null);
  }
  private tooDeep(start: number): null {
    this.stop();
    return this.fail("too-deep", start, this.text.length - start, { limit: MAX_DEPTH });
  }

  private phrase(): Query | null {
    const text = this.quoted();
    return text.trim() === "" ? null : { kind: "word", text };
  }
  /** A quoted text; one that does not end goes to the end of the query. */
  private quoted(): string {
    const start = this.at;
    const found = this.match(QUOTED);
    if (found !== null) return unquote(found[1] ?? "");
    this.at = this.text.length;
    this.fail("unclosed-quote", start, this.text.length - start);
    return unquote(this.text.slice(start + 1));
  }

  private fieldTerm(): Query | null {
    const start = this.at;
    const head = this.match(FIELD);
    const isAddress = head?.[3] === ":" && this.text.startsWith("//", this.at);
    if (head === null || isAddress) {
      this.at = start;
      return this.word();
    }
    const [written = "", name = "", writtenKey, sign = ":"] = head;
    const field = FIELD_NAMES.find((known) => known === name.toLowerCase());
    const hasValue = /[^\s,()]/u.test(this.text[this.at] ?? " ");
    if (field === undefined) {
      if (!hasValue) {
        this.at = start;
        return this.word();
      }
      this.values();
      const near = nearest(name.toLowerCase(), FIELD_NAMES) ?? "";
      return this.fail("unknown-field", start, written.length, { field: name, near });
    }
    if (!hasValue) return this.fail("missing-value", start, written.length, { field });
    const valuesAt = this.at;
    const values = this.values();
    const length = this.at - start;
    const key =
      writtenKey === undefined
        ? null
        : unquote(writtenKey.startsWith('"') ? writtenKey.slice(1, -1) : writtenKey).trim();
    const hasKey = key !== null && key !== "";
    if (hasKey ? !isKeyed(field) : field === "cf" || key !== null) {
      return this.fail("missing-key", start, length, { field });
    }
    const compare = toCompare(sign);
    if (values.length === 0) return this.fail("missing-value", start, length, { field });
    if (compare !== "is" && (values.length > 1 || !isOrdered(field, key))) {
      return this.fail("bad-compare", start, length, { field });
    }
    const checked: string[] = [];
    for (const value of values) {
      const wrong = checkValue(field, key, compare, value);
      if (wrong !== null) {
        this.fail(wrong.code, valuesAt, this.at - valuesAt, { field, value, ...wrong.values });
        return null;
      }
      checked.push(canonical(field, key, value));
    }
    return { kind: "term", field, key, compare, values: checked };
  }
  private word(): Query | null {
    const found = this.match(BARE_WORD);
    return found === null ? null : { kind: "word", text: found[0] };
  }
  /** Values parted by commas, without spaces between. */
  private values(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const value =
        this.text[this.at] === '"' ? this.quoted() : (this.match(BARE_VALUE)?.[0] ?? "");
      if (value.trim() !== "") values.push(value.trim());
      if (this.text[this.at] !== ",") return values;
      this.at += 1;
    }
  }
}

function toCompare(sign: string): Compare {
  const bare = sign.replace(/^:/, "");
  return bare === "<" || bare === "<=" || bare === ">" || bare === ">=" ? bare : "is";
}

function isOrdered(field: Field, key: string | null): boolean {
  const kind = fieldKind(field, key);
  if (kind.is === "choice") return kind.ordered;
  return kind.is === "duration" || kind.is === "instant" || kind.is === "custom";
}

type Wrong = { readonly code: QueryErrorCode; readonly values: QueryError["values"] };

function checkValue(
  field: Field,
  key: string | null,
  compare: Compare,
  value: string,
): Wrong | null {
  const kind = fieldKind(field, key);
  const word = value.toLowerCase();
  switch (kind.is) {
    case "choice":
      return kind.of.includes(word)
        ? null
        : { code: "bad-choice", values: { choices: kind.of.join(", ") } };
    case "duration":
      if (compare === "is") {
        return kind.also.includes(word)
          ? null
          : { code: "bad-choice", values: { choices: `${kind.also.join(", ")}, <2h, >30m` } };
      }
      return readDuration(word) === null ? { code: "bad-duration", values: {} } : null;
    case "instant":
      if (compare === "is" && word === "none") return null;
      return readInstant(word) === null ? { code: "bad-date", values: {} } : null;
    case "name":
    case "text":
    case "custom":
      return null;
  }
}

/** Words with a fixed meaning are kept in lower case, all else as it was typed. */
function canonical(field: Field, key: string | null, value: string): string {
  const kind = fieldKind(field, key);
  if (kind.is === "text" || kind.is === "custom") return value;
  const word = value.toLowerCase();
  return kind.is !== "name" || kind.also.includes(word) ? word : value;
}

/** The known name that is one or two letters away. */
export function nearest(name: string, known: readonly string[]): string | null {
  const [best] = known
    .map((other) => ({ other, distance: distance(name, other) }))
    .filter((one) => one.distance <= Math.min(2, one.other.length - 2))
    .toSorted((a, b) => a.distance - b.distance);
  return best?.other ?? null;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
