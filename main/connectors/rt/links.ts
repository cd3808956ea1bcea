import type { FieldChange } from "#domain/ticket/interaction.ts";
import { linkChange, type LinkRelation } from "#domain/ticket/links.ts";
import type { WireTransaction } from "#main/connectors/rt/wire.ts";

/** The server's word for a link as its history tells it, ours, and the word that `_hyperlinks` use for it. */
const WORDS: readonly (readonly [word: string, relation: LinkRelation, ref: string])[] = [
  ["RefersTo", "refers-to", "refers-to"],
  ["ReferredToBy", "referred-by", "referred-to-by"],
  ["DependsOn", "depends-on", "depends-on"],
  ["DependedOnBy", "depended-by", "depended-on-by"],
  ["MemberOf", "parent", "parent"],
  ["HasMember", "child", "child"],
];

/** @returns Word to write the relation with; null where there are no such links. */
export const linkWord = (relation: LinkRelation): string | null =>
  WORDS.find(([, own]) => own === relation)?.[0] ?? null;
export const linkRef = (relation: LinkRelation): string | null =>
  WORDS.find(([, own]) => own === relation)?.[2] ?? null;

/** Number of a ticket in `fsck.com-rt://organisation/ticket/26`; null for anything else. */
const numberIn = (uri: string | null | undefined): string | null =>
  /^fsck\.com-rt:\/\/[^/]{1,200}\/ticket\/(\d{1,15})$/.exec(uri ?? "")?.[1] ?? null;

/** Longest address that is shown, characters. */
const MAX_ADDRESS = 2_000;
/** Address of a page, or of an article of this desk; null for anything else. */
function addressIn(uri: string | null | undefined, base: string): string | null {
  const text = uri ?? "";
  const article = /^fsck\.com-article:\/\/[^/]{1,200}\/article\/(\d{1,15})$/.exec(text)?.[1];
  if (article !== undefined) return articleAddress(base, article);
  return /^https?:\/\//i.test(text) && text.length <= MAX_ADDRESS && URL.canParse(text)
    ? text
    : null;
}
/** Page of an article on the server. */
export const articleAddress = (base: string, id: number | string): string =>
  `${base}/Articles/Article/Display.html?id=${id}`;

/**
 * Links that a transaction made or took away; empty when it is about something that cannot be shown: neither a ticket, an article
 * nor a web page. A merge stands in the history of the ticket that stays, under the number of the one that went.
 *
 * @param base Root of the server, without a slash at its end.
 */
export function linkChanges(wire: WireTransaction, base: string): readonly FieldChange[] {
  const { Type: type, Field: field } = wire;
  if (type !== "AddLink" && type !== "DeleteLink") return [];
  if (field === "MergedInto") {
    return type === "AddLink" ? [linkChange("merged-here", null, String(wire.ObjectId))] : [];
  }
  const relation = WORDS.find(([word]) => word === field)?.[1];
  const uri = type === "AddLink" ? wire.NewValue : wire.OldValue;
  const other = numberIn(uri) ?? addressIn(uri, base);
  if (relation === undefined || other === null) return [];
  return [
    type === "AddLink" ? linkChange(relation, null, other) : linkChange(relation, other, null),
  ];
}
