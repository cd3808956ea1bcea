import type { AskName } from "#contract/asks.ts";
import { getAway } from "#renderer/cache/queries/away.ts";
import { getBoard } from "#renderer/cache/queries/board.ts";
import {
  getCustomer,
  getTimeline,
  listCustomerNames,
  listCustomers,
  listCustomerTickets,
} from "#renderer/cache/queries/customer.ts";
import {
  getDirectory,
  getMacro,
  listArticles,
  listMacros,
} from "#renderer/cache/queries/library.ts";
import { getMappingSample } from "#renderer/cache/queries/mapping.ts";
import type { Query } from "#renderer/cache/queries/query.ts";
import { explainView } from "#renderer/cache/queries/explain.ts";
import { listGrouped, listIds, listRows } from "#renderer/cache/queries/grouped.ts";
import { listLinks, listOutsideLinks } from "#renderer/cache/queries/links.ts";
import { countQueues, listQueue } from "#renderer/cache/queries/queue.ts";
import { listQueryWords } from "#renderer/cache/queries/query-words.ts";
import { runSearch } from "#renderer/cache/queries/search.ts";
import { getThread, getTicket, listGrounds } from "#renderer/cache/queries/ticket.ts";

export const queries: { readonly [K in AskName]: Query<K> } = {
  "queue.list": listQueue,
  "queue.grouped": listGrouped,
  "queue.ids": listIds,
  "queue.rows": listRows,
  "queue.counts": countQueues,
  "search.run": runSearch,
  "search.words": listQueryWords,
  "view.explain": explainView,
  "ticket.get": getTicket,
  "ticket.thread": getThread,
  "ticket.grounds": listGrounds,
  "ticket.links": listLinks,
  "ticket.outsideLinks": listOutsideLinks,
  "customer.get": getCustomer,
  "customer.names": listCustomerNames,
  "customer.timeline": getTimeline,
  "customer.tickets": listCustomerTickets,
  "customer.list": listCustomers,
  "macro.list": listMacros,
  "macro.get": getMacro,
  "article.list": listArticles,
  "mapping.sample": getMappingSample,
  "directory.get": getDirectory,
  "board.get": getBoard,
  "away.get": getAway,
  "cache.stats": (_input, { stats, reads }) => {
    reads("seq");
    return stats();
  },
};

/** Least pause between two answers of one subscription, ms: what a person can still follow. */
export const MIN_GAP_MS: { readonly [K in AskName]: number } = {
  "queue.list": 100,
  "queue.grouped": 100,
  "queue.ids": 250,
  "queue.rows": 250,
  "queue.counts": 250,
  "search.run": 500,
  "search.words": 10_000,
  "view.explain": 250,
  "ticket.get": 16,
  "ticket.thread": 16,
  "ticket.grounds": 250,
  "ticket.links": 100,
  "ticket.outsideLinks": 100,
  "customer.get": 100,
  "customer.names": 250,
  "customer.timeline": 100,
  "customer.tickets": 100,
  "customer.list": 250,
  "macro.list": 100,
  "macro.get": 100,
  "article.list": 250,
  "mapping.sample": 1000,
  "directory.get": 100,
  "board.get": 1000,
  "away.get": 1000,
  "cache.stats": 500,
};
