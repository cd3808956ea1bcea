import type { RecordKind } from "#domain/sync/page.ts";

/**
 * What a question read, and what a commit changed. A subscription is asked again only when the two share a topic.
 * `tickets` is any line of any list, `time` the passing of it.
 */
export type Topic =
  | "tickets"
  | "customers"
  | "outbox"
  | "time"
  | "seq"
  /** How much of the conversations is searched. */
  | "search"
  | `kind/${RecordKind}`
  | `ticket/${string}`
  | `thread/${string}`
  | `requester/${string}`
  | `customer/${string}`;
export type Topics = Set<Topic>;
