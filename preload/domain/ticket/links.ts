import { accountOf, globalId, type GlobalId, type TicketId } from "#domain/kernel/ids.ts";
import type { FieldChange, Interaction } from "#domain/ticket/interaction.ts";

/**
 * A person on a ticket: the id of a known one, or an e-mail address. Ids hold a colon, addresses an at sign and no
 * colon.
 */
export type PersonRef = GlobalId;
export const isAddress = (person: PersonRef): boolean =>
  person.includes("@") && !person.includes(":");

/**
 * How one ticket stands to another. `merged-into` and `follow-up-of` are told, never written as links; `incident-of`
 * and `problem-of` exist where the helpdesk has problems and incidents, the others where it has links.
 */
export const LINK_RELATIONS = [
  "refers-to",
  "referred-by",
  "depends-on",
  "depended-by",
  "parent",
  "child",
  "incident-of",
  "problem-of",
  "follow-up-of",
  "followed-up-by",
  "merged-into",
  "merged-here",
] as const;
export type LinkRelation = (typeof LINK_RELATIONS)[number];
export type TicketLink = { readonly relation: LinkRelation; readonly to: TicketId };

const PREFIX = "link.";
/** Field name under which a connector tells a link's coming and going in a thread. */
export const linkField = (relation: LinkRelation): string => `${PREFIX}${relation}`;
/** @returns The relation that a change is about; null for every other field. */
export function relationOf(field: string): LinkRelation | null {
  const word = field.startsWith(PREFIX) ? field.slice(PREFIX.length) : "";
  return LINK_RELATIONS.find((relation) => relation === word) ?? null;
}

/** A link to something that is no ticket of the helpdesk: a page, an article. */
export type OutsideLink = { readonly relation: LinkRelation; readonly url: string };
const isAddressOfPage = (end: string): boolean => /^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(end);

/**
 * The change that tells of a link: `to` holds the other ticket's number, or the address of what is no ticket, where it
 * came, `from` where it went.
 */
export const linkChange = (
  relation: LinkRelation,
  from: string | null,
  to: string | null,
): FieldChange => ({ field: linkField(relation), from, to });

export const sameLink = (a: TicketLink, b: TicketLink): boolean =>
  a.relation === b.relation && a.to === b.to;

/**
 * Links of a ticket as its thread tells them.
 *
 * @param thread Oldest first. Numbers in the changes are those of the ticket's own account. Addresses are left out.
 */
export function linksOf(ticketId: TicketId, thread: readonly Interaction[]): readonly TicketLink[] {
  const accountId = accountOf(ticketId);
  let links: readonly TicketLink[] = [];
  for (const { changes } of thread) {
    for (const { field, from, to } of changes) {
      const relation = relationOf(field);
      if (relation === null || isAddressOfPage(from ?? to ?? "")) continue;
      const gone = from === null ? null : { relation, to: globalId(accountId, from) };
      const came = to === null ? null : { relation, to: globalId(accountId, to) };
      links = links.filter(
        (link) =>
          (gone === null || !sameLink(link, gone)) && (came === null || !sameLink(link, came)),
      );
      if (came !== null && came.to !== ticketId) links = [...links, came];
    }
  }
  return links;
}

/** What a ticket is linked with besides tickets, as its thread tells it; oldest first. */
export function outsideLinksOf(thread: readonly Interaction[]): readonly OutsideLink[] {
  const links = new Map<string, OutsideLink>();
  for (const { changes } of thread) {
    for (const { field, from, to } of changes) {
      const relation = relationOf(field);
      if (relation === null) continue;
      if (from !== null) links.delete(`${relation} ${from}`);
      if (to !== null && isAddressOfPage(to)) links.set(`${relation} ${to}`, { relation, url: to });
    }
  }
  return [...links.values()];
}

/** A set of links with what was queued applied. */
export const withLinks = (
  links: readonly TicketLink[],
  change: { readonly add: readonly TicketLink[]; readonly remove: readonly TicketLink[] },
): readonly TicketLink[] => [
  ...links.filter((link) => ![...change.remove, ...change.add].some((one) => sameLink(one, link))),
  ...change.add,
];
