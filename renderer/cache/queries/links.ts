import type { LinkedTicket, OutsideLinked } from "#contract/asks.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import {
  linksOf,
  outsideLinksOf,
  sameLink,
  type TicketLink,
  withLinks,
} from "#domain/ticket/links.ts";
import { isOverlaid, isUnfinished } from "#domain/ticket/overlay.ts";
import { toQueueRow } from "#renderer/cache/memory/shown.ts";
import type { Query } from "#renderer/cache/queries/query.ts";

/** Links that an entry of the outbox will make; what it takes away is in `remove`. */
function changeOf(entry: OutboxEntry): {
  readonly add: readonly TicketLink[];
  readonly remove: readonly TicketLink[];
} | null {
  const { action } = entry.intent;
  if (action.kind === "merge-ticket")
    return { add: [{ relation: "merged-into", to: action.into }], remove: [] };
  return action.kind === "update-ticket" ? (action.edits.links ?? null) : null;
}

/** Links of one ticket: those the helpdesk keeps on it, those its thread tells, and those on their way. */
export const listLinks: Query<"ticket.links"> = async ({ ticketId }, context) => {
  const { memory, reader, reads } = context;
  reads(`ticket/${ticketId}`);
  reads(`thread/${ticketId}`);
  const [stored, thread] = await Promise.all([
    memory.line(ticketId) === undefined ? null : reader.ticket(ticketId),
    reader.thread(ticketId),
  ]);
  const told = linksOf(ticketId, thread);
  const kept = stored?.links ?? [];
  const own = [...kept.filter((link) => !told.some((one) => sameLink(one, link))), ...told];
  let shown: readonly TicketLink[] = own;
  for (const entry of memory.outbox.ofTicket(ticketId)) {
    const change = changeOf(entry);
    if (change === null || !isOverlaid(entry)) continue;
    // One that was accepted stays until the thread tells of it; taking away what is gone changes nothing.
    shown = isUnfinished(entry) ? withLinks(shown, change) : withAccepted(shown, change);
  }
  return shown.map((link): LinkedTicket => {
    reads(`ticket/${link.to}`);
    const other = memory.shown(link.to);
    return {
      link,
      row: other === undefined ? null : toQueueRow(other),
      unsent: !own.some((one) => sameLink(one, link)),
    };
  });
};

/** What a ticket is linked with besides tickets; an article that is kept here by its title. */
export const listOutsideLinks: Query<"ticket.outsideLinks"> = async ({ ticketId }, context) => {
  const { reader, reads } = context;
  reads(`thread/${ticketId}`);
  const links = outsideLinksOf(await reader.thread(ticketId));
  if (links.length === 0) return [];
  reads("kind/article");
  const articles = await reader.recordsOf("article");
  return links.map((link): OutsideLinked => {
    const article = articles.find(({ webUrl }) => webUrl === link.url);
    return { ...link, title: article?.title ?? null };
  });
};

const withAccepted = (
  links: readonly TicketLink[],
  change: { readonly add: readonly TicketLink[]; readonly remove: readonly TicketLink[] },
): readonly TicketLink[] => {
  const missing = change.add.filter((link) => !links.some((one) => sameLink(one, link)));
  return [...links, ...missing];
};
