/** Largest text that is kept of one entry; longer ones are cut. Counts UTF-16 units. */
export const MAX_TEXT = 1_000_000;

/** Cuts absurdly long text, never inside a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const code = text.charCodeAt(max - 1);
  return `${text.slice(0, code >= 0xd800 && code <= 0xdbff ? max - 1 : max)}…`;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  euro: "€",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
};

function decodeEntity(whole: string, body: string): string {
  if (!body.startsWith("#")) return Object.hasOwn(NAMED, body) ? (NAMED[body] ?? whole) : whole;
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : whole;
}
const decodeEntities = (text: string): string =>
  text.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodeEntity);

const BREAKS = new Set([
  "br",
  "p",
  "div",
  "tr",
  "li",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "ul",
  "ol",
  "table",
  "pre",
  "hr",
]);
/** Elements whose content nobody reads. */
const SILENT = new Set(["script", "style", "head", "title", "template"]);

/** The reading text of HTML: one pass, linear in its length. Not a sanitiser: the result is text, never markup. */
export function htmlToText(html: string): string {
  const lower = html.toLowerCase();
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open === -1) {
      text += html.slice(at);
      break;
    }
    text += html.slice(at, open);
    const close = html.startsWith("<!--", open)
      ? html.indexOf("-->", open)
      : html.indexOf(">", open);
    if (close === -1) break;
    const name =
      /^<\/?([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 16))?.[1]?.toLowerCase() ?? "";
    at = html.startsWith("<!--", open) ? close + 3 : close + 1;
    if (BREAKS.has(name)) text += "\n";
    if (SILENT.has(name) && html[open + 1] !== "/") {
      const end = lower.indexOf(`</${name}`, at);
      if (end === -1) break;
      at = end;
    }
  }
  return decodeEntities(text)
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/**
 * Whether HTML says more than its text: links, images, lists, tables. The helpdesk wraps every plain message into
 * `div`, `p` and `br`; keeping those would double the cache.
 */
export const isRich = (html: string): boolean => /<(?!\/?(?:div|p|br)\b|!)[a-z/]/i.test(html);
