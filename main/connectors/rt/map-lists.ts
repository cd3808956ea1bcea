import type { Article, TicketField } from "#domain/directory/directory.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { clip, MAX_TEXT } from "#domain/ticket/html-text.ts";
import { articleAddress } from "#main/connectors/rt/links.ts";
import { fromWireTime } from "#main/connectors/rt/time.ts";
import type { WireArticle, WireCustomField } from "#main/connectors/rt/wire.ts";

function typeOf({ Type: type, MaxValues: max }: WireCustomField): TicketField["type"] {
  switch (type) {
    case "Select":
    case "Combobox":
    case "Autocomplete":
      return max === 1 ? "choice" : "multichoice";
    case "Freeform":
      return max === 1 ? "text" : "other";
    case "Text":
    case "Wikitext":
    case "HTML":
      return "multiline";
    case "Date":
    case "DateTime":
      return "date";
    default:
      return "other";
  }
}

/** @param choices Values of a choice, in the server's order. */
export const toTicketField = (
  wire: WireCustomField,
  choices: readonly string[],
  accountId: string,
): TicketField => ({
  id: globalId(accountId, wire.id),
  accountId,
  title: clip(wire.Name, 200),
  type: typeOf(wire),
  options: choices.map((value) => ({ value, label: value })),
  requiredToSolve: false,
  active: wire.Disabled !== "1",
});

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0) ?? 0};`);
const looksLikeHtml = (text: string): boolean => /<\/?[a-z][^<>]*>/i.test(text);

/**
 * An article's text lies in custom fields, whatever a site calls them. Short single values (topics) become labels, the
 * rest the body, in the server's order. The summary stands first.
 */
export function toArticle(wire: WireArticle, accountId: string, base: string): Article {
  const labels: string[] = [];
  const parts: string[] = [];
  for (const { values } of wire.CustomFields ?? []) {
    for (const value of values) {
      if (looksLikeHtml(value)) parts.push(value);
      else if (value.length <= 40 && !value.includes("\n")) labels.push(value);
      else parts.push(`<p>${escape(value).replaceAll("\n", "<br>")}</p>`);
    }
  }
  const summary = wire.Summary ?? "";
  const lead = summary === "" ? "" : `<p>${escape(summary)}</p>`;
  const kind = wire.Class?.Name;
  return {
    id: globalId(accountId, wire.id),
    accountId,
    title: clip(wire.Name ?? "", 500),
    html: clip(lead + parts.join("\n"), MAX_TEXT),
    locale: "",
    labels: kind === null || kind === undefined || kind === "" ? labels : [kind, ...labels],
    webUrl: articleAddress(base, wire.id),
    updatedAt: fromWireTime(wire.LastUpdated) ?? 0,
  };
}
