import { instantRange } from "#domain/search/instant-range.ts";
import { printQuery } from "#domain/search/print-query.ts";
import type { Query, Term } from "#domain/search/query.ts";

/** A query in the remote's search language, or the parts of it that have no words there. */
export type SearchText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly parts: readonly string[] };

const CHANNELS: Readonly<Record<string, string>> = {
  email: "mail",
  phone: "phone",
  chat: "chat",
  sms: "sms",
  form: "web",
};
const STATES: Readonly<Record<string, string>> = {
  unsolved: "status<solved",
  solved: "status>=solved",
  mine: "assignee:me",
  unassigned: "assignee:none",
};
const INSTANTS: Readonly<Record<string, string>> = {
  created: "created",
  updated: "updated",
  solved: "solved",
  due: "due_date",
};

/** Quotes cannot be written inside quotes there. */
const quote = (text: string): string => `"${text.replaceAll('"', " ").trim()}"`;
const value = (text: string): string => (/^[\p{L}\p{N}_.@+-]+$/u.test(text) ? text : quote(text));
const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * Writes a query for `GET /search`. Conditions of different fields all hold, the same field twice means either; there
 * are no brackets. Source: zendesk-api facts §7 and the search reference of Zendesk Support.
 *
 * @param now ms epoch, server time: ages become instants.
 */
export function toSearchText(query: Query, now: number): SearchText {
  const parts: string[] = [];
  const written: string[] = ["type:ticket"];
  for (const part of query.kind === "all" ? query.of : [query]) {
    const text = write(part, now);
    if (text === null) parts.push(printQuery(part));
    else written.push(...text);
  }
  return parts.length > 0 ? { ok: false, parts } : { ok: true, text: written.join(" ") };
}

/** Conditions that must all hold; null: it cannot be said there. */
function write(query: Query, now: number): readonly string[] | null {
  switch (query.kind) {
    case "all": {
      const all = query.of.map((part) => write(part, now));
      return all.includes(null) ? null : all.flatMap((one) => one ?? []);
    }
    case "any":
      return writeEither(query.of, now);
    case "not":
      return negate(query.of, now);
    case "word":
      return [/^#?\d+$/.test(query.text) ? query.text.replace("#", "") : value(query.text)];
    case "term":
      return writeTerm(query, now);
  }
}

/** Either of several values of one field; anything else needs brackets. */
function writeEither(parts: readonly Query[], now: number): readonly string[] | null {
  const [first] = parts;
  if (first?.kind !== "term" || first.compare !== "is") return null;
  const texts: string[] = [];
  for (const part of parts) {
    if (part.kind !== "term" || part.field !== first.field || part.compare !== "is") return null;
    const text = writeTerm(part, now);
    if (text === null || text.some((one) => !one.includes(":"))) return null;
    texts.push(...text);
  }
  const fields = new Set(texts.map((text) => text.slice(0, text.indexOf(":"))));
  return fields.size === 1 ? texts : null;
}

/** Not one of these: each with a minus. Of conditions that hold together only one alone can be turned around. */
function negate(query: Query, now: number): readonly string[] | null {
  if (query.kind === "not") return write(query.of, now);
  const isEither = query.kind === "any" || (query.kind === "term" && query.compare === "is");
  const all = query.kind === "any" ? query.of.map((part) => write(part, now)) : [write(query, now)];
  const written: string[] = [];
  for (const one of all) {
    if (one === null || (one.length !== 1 && !isEither)) return null;
    written.push(...one);
  }
  const isRange = query.kind === "term" && Object.hasOwn(INSTANTS, query.field);
  if (isRange && written.length > 1) return null;
  return written.some((one) => one.startsWith("-")) ? null : written.map((one) => `-${one}`);
}

function writeTerm(term: Term, now: number): readonly string[] | null {
  const { field, compare, values } = term;
  const each = (write: (text: string) => string | null): readonly string[] | null => {
    const texts = values.map(write);
    return texts.includes(null) ? null : texts.flatMap((text) => text ?? []);
  };
  const operator = compare === "is" ? ":" : compare;
  switch (field) {
    case "status":
      return each((text) => `status${operator}${text === "on-hold" ? "hold" : text}`);
    case "priority":
      return each((text) =>
        text === "none" && compare !== "is" ? null : `priority${operator}${text}`,
      );
    case "is":
      return values.length > 1 ? null : each((text) => STATES[text] ?? null);
    case "channel":
      return each((text) => (CHANNELS[text] === undefined ? null : `via:${CHANNELS[text]}`));
    case "kind":
      return each((text) => `ticket_type:${text}`);
    case "assignee":
      return each((text) => `assignee:${value(text)}`);
    case "group":
      return each((text) => (text === "mine" ? null : `group:${value(text)}`));
    case "org":
      if (term.key !== null) return null;
      return each((text) => `organization:${value(text)}`);
    case "customer":
      if (term.key !== null) return null;
      return each((text) => `requester:${value(text)}`);
    case "tag":
      return each((text) => (text.startsWith("*") ? null : `tags:${text}`));
    case "subject":
      return each((text) => `subject:${value(text)}`);
    case "id":
      return values.length > 1
        ? null
        : each((text) => (/^#?\d+$/.test(text) ? text.replace("#", "") : null));
    case "satisfaction":
      return each((text) => (text === "none" ? null : `satisfaction:${text}`));
    case "created":
    case "updated":
    case "solved":
    case "due":
      return writeInstant(term, now);
    case "lang":
    case "customertag":
    case "orgtag":
    case "zone":
    case "value":
    case "waiting":
    case "sla":
    case "cf":
      return null;
  }
}

function writeInstant({ field, compare, values }: Term, now: number): readonly string[] | null {
  const [only] = values;
  if (only === undefined || values.length > 1) return null;
  const range = instantRange(compare, only, now);
  if (range === null) return null;
  const name = INSTANTS[field] ?? field;
  return [
    ...(range.from === null ? [] : [`${name}>=${iso(range.from)}`]),
    ...(range.to === null ? [] : [`${name}<${iso(range.to)}`]),
  ];
}
