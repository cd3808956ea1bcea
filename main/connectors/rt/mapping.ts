import { z } from "zod";
import {
  CHANNELS,
  TICKET_STATUSES,
  type Channel,
  type Priority,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";

/**
 * What a site's own words mean here. Everything is a default that a person may replace; a field left out keeps it.
 * Names are Request Tracker's, as its pages show them.
 */
export const RtMapping = z.object({
  /** Lifecycle → its status → ours. */
  statuses: z.record(z.string(), z.record(z.string(), z.enum(TICKET_STATUSES))).default({}),
  /** Number each priority is written as; a ticket shows the highest one that it reaches. */
  priorities: z
    .object({ low: z.number(), normal: z.number(), high: z.number(), urgent: z.number() })
    .default({ low: 0, normal: 50, high: 100, urgent: 200 }),
  /** Custom fields by name. */
  fields: z
    .object({
      channel: z.string(),
      tags: z.string(),
      csat: z.string(),
      /** On replies: holds our operation. */
      marker: z.string(),
      /** On tickets: holds the operation that made them. */
      created: z.string(),
    })
    .default({
      channel: "Channel",
      tags: "Tags",
      csat: "CSAT",
      marker: "Client operation",
      created: "External id",
    }),
  /** Value of the channel field → ours. */
  channels: z.record(z.string(), z.enum(CHANNELS)).default({}),
  /** Queue of new tickets by name; null: the first one the agent may see. */
  newTicketQueue: z.string().nullable().default(null),
});
export type RtMapping = z.infer<typeof RtMapping>;
export const DEFAULT_MAPPING: RtMapping = RtMapping.parse({});

/** Whether a status of a lifecycle counts as at work; null where nothing is known of it. */
export type Activity = "active" | "inactive" | null;

/** The lifecycle every Request Tracker starts with. Source: rt-rest2 facts; RT_Config of 5.0. */
const STANDARD: Readonly<Record<string, TicketStatus>> = {
  new: "new",
  open: "open",
  stalled: "pending",
  resolved: "solved",
  rejected: "solved",
};
const HINTS: readonly (readonly [RegExp, TicketStatus])[] = [
  [/hold|blocked|suspend|paused/iu, "on-hold"],
  [/await|wait|pending|stall|customer|reply|parcel/iu, "pending"],
  [/resolv|solv|done|complet|refund|reject|declin|cancel|closed?$|fixed|answered/iu, "solved"],
  [/^new$|^initial|untriag|unread/iu, "new"],
];

/** A site's own status as ours: what a person said, the standard lifecycle's words, then whether it is at work. */
export function toStatus(
  mapping: RtMapping,
  lifecycle: string,
  word: string,
  activity: Activity,
): TicketStatus {
  const said = mapping.statuses[lifecycle];
  if (said !== undefined && Object.hasOwn(said, word)) return said[word] ?? "open";
  if (Object.hasOwn(STANDARD, word)) return STANDARD[word] ?? "open";
  if (activity === "inactive") return "solved";
  const hinted = HINTS.find(([pattern]) => pattern.test(word))?.[1];
  if (activity === "active" && hinted === "solved") return "open";
  return hinted ?? "open";
}

/** Words that need no label next to our own name of the status. */
export const isPlainStatus = (word: string, status: TicketStatus): boolean =>
  word === status || (word !== "rejected" && STANDARD[word] === status);

/**
 * The remote's word to write for one of ours.
 *
 * @param known Statuses of the ticket's lifecycle with how often they were seen, most frequent first.
 * @param now   The ticket's present status: kept when it already means the wanted one.
 * @returns     null when the lifecycle has none.
 */
export function fromStatus(
  mapping: RtMapping,
  lifecycle: string,
  status: TicketStatus,
  known: ReadonlyMap<string, Activity>,
  now: string | null,
): string | null {
  const means = (word: string): TicketStatus =>
    toStatus(mapping, lifecycle, word, known.get(word) ?? null);
  if (now !== null && means(now) === status) return now;
  const said = Object.entries(mapping.statuses[lifecycle] ?? {}).find(([, own]) => own === status);
  if (said !== undefined) return said[0];
  const fits = (wanted: TicketStatus): string | null => {
    const standard = Object.entries(STANDARD).find(
      ([word, own]) => own === wanted && known.has(word),
    );
    if (standard !== undefined) return standard[0];
    return [...known.keys()].find((word) => means(word) === wanted) ?? null;
  };
  const near: Partial<Record<TicketStatus, TicketStatus>> = {
    "on-hold": "pending",
    closed: "solved",
    new: "open",
  };
  const neighbour = near[status];
  return fits(status) ?? (neighbour === undefined ? null : fits(neighbour));
}

export const STANDARD_STATUSES: ReadonlyMap<string, Activity> = new Map([
  ["new", "active"],
  ["open", "active"],
  ["stalled", "active"],
  ["resolved", "inactive"],
  ["rejected", "inactive"],
]);

/** Our priority of a number: the highest whose number it reaches; halves between two count up. */
export function toPriority(mapping: RtMapping, value: number | null | undefined): Priority | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  const { low, normal, high, urgent } = mapping.priorities;
  if (value >= (high + urgent) / 2) return "urgent";
  if (value >= (normal + high) / 2) return "high";
  return value > (low + normal) / 2 ? "normal" : "low";
}

const CHANNEL_WORDS: readonly (readonly [RegExp, Channel])[] = [
  [/phone|call|voice/iu, "phone"],
  [/chat|messag/iu, "chat"],
  [/social|twitter|facebook|instagram|whatsapp/iu, "social"],
  [/sms|text/iu, "sms"],
  [/in-?app|mobile/iu, "in-app"],
  [/form|web|portal/iu, "form"],
  [/person|desk|counter/iu, "in-person"],
  [/e-?mail/iu, "email"],
];

/** Channel of a value of the channel field. Without one it is mail: that is what Request Tracker is made for. */
export function toChannel(mapping: RtMapping, value: string | undefined): Channel {
  if (value === undefined || value === "") return "email";
  if (Object.hasOwn(mapping.channels, value)) return mapping.channels[value] ?? "other";
  return CHANNEL_WORDS.find(([pattern]) => pattern.test(value))?.[1] ?? "other";
}

/** Scores of 1 to 5: 4 and 5 are good, 1 and 2 bad, 3 neither. */
export function toSatisfaction(value: string | undefined): "good" | "bad" | null {
  const score = Number(value);
  if (value === undefined || value === "" || !Number.isFinite(score)) return null;
  return score >= 4 ? "good" : score <= 2 ? "bad" : null;
}
