import { createHash } from "node:crypto";

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  nbsp: " ",
  quot: '"',
};

/**
 * Text as it is compared with what a remote shows of it: without markup, quoted lines, punctuation, space and case,
 * because a remote may turn Markdown to HTML, wrap lines or add a quote. Never empty for a text that is not blank.
 */
export function normaliseText(text: string): string {
  const plain = text
    .replace(/<(?:br|\/p|\/div|\/li|\/blockquote)[^<>]{0,200}>/giu, "\n")
    .replace(/<\/?[a-z][^<>]{0,2000}>/giu, "")
    .replace(/&(?:#(\d{1,7})|([a-z]{2,8}));/giu, (whole, code?: string, name?: string) =>
      code === undefined ? (ENTITIES[(name ?? "").toLowerCase()] ?? whole) : character(code),
    );
  const own = plain
    .split(/\r?\n/u)
    .filter((line) => !/^\s{0,20}>/u.test(line))
    .join("\n");
  const kept = own.trim() === "" ? plain : own;
  const bare = kept
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{So}\p{Sc}]+/gu, "");
  return bare === "" ? kept.replace(/\s+/gu, "") : bare;
}

const character = (code: string): string => {
  const point = Number(code);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "";
};

/** SHA-256 of the normalised text, hex; null for blank text, which identifies nothing. */
export function fingerprintOf(text: string): string | null {
  const plain = normaliseText(text);
  return plain === "" ? null : createHash("sha256").update(plain, "utf8").digest("hex");
}
