import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import {
  CHANNELS,
  TICKET_STATUSES,
  type Channel,
  type Priority,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";

/** Longest name of anything there, characters. */
const Name = z.string().max(500);
const Channels = z.enum(CHANNELS);

/**
 * What a site's own words mean here. Everything is a default that a person may replace; a field left out keeps it.
 * Names are Request Tracker's, as its pages show them.
 */
export const RtMapping = z.strictObject({
  /** Lifecycle → its status → ours. */
  statuses: z.record(Name, z.record(Name, z.enum(TICKET_STATUSES))).default({}),
  /** Number each priority is written as; a ticket shows the highest one that it reaches. Ascending. */
  priorities: z
    .strictObject({ low: z.number(), normal: z.number(), high: z.number(), urgent: z.number() })
    .refine(({ low, normal, high, urgent }) => low < normal && normal < high && high < urgent, {
      message: "low, normal, high and urgent must grow",
    })
    .default({ low: 0, normal: 50, high: 100, urgent: 200 }),
  /** Custom fields by name. */
  fields: z
    .strictObject({
      channel: Name.default("Channel"),
      tags: Name.default("Tags"),
      csat: Name.default("CSAT"),
      nps: Name.default("NPS"),
      ces: Name.default("CES"),
      /** On replies: holds our operation. */
      marker: Name.default("Client operation"),
      /** On tickets: holds the operation that made them. */
      created: Name.default("External id"),
    })
    .prefault({}),
  /** Value of the channel field → ours. */
  channels: z.record(Name, Channels).default({}),
  /** Queue by name: how it is called here, and the channel of its tickets that name none. */
  queues: z
    .record(
      Name,
      z.strictObject({ name: Name.default(""), channel: Channels.nullable().default(null) }),
    )
    .default({}),
  /** Queue of new tickets by name; null: the first one the agent may see. */
  newTicketQueue: Name.nullable().default(null),
});
export type RtMapping = z.infer<typeof RtMapping>;
export const DEFAULT_MAPPING: RtMapping = RtMapping.parse({});

/** Whether a status of a lifecycle counts as at work; null where nothing is known of it. */
export type Activity = "active" | "inactive" | null;

/** The lifecycle every Request Tracker starts with. Source: rt-rest2 facts; RT_Config of 5.0. */
export const STANDARD: Readonly<Record<string, TicketStatus>> = {
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

/**
 * Channel of a value of the channel field. Without one it is that of the queue, else mail: that is what Request Tracker
 * is made for.
 */
export function toChannel(
  mapping: RtMapping,
  value: string | undefined,
  queue: string | null = null,
): Channel {
  if (value === undefined || value === "") {
    const own =
      queue !== null && Object.hasOwn(mapping.queues, queue) ? mapping.queues[queue] : null;
    return own?.channel ?? "email";
  }
  if (Object.hasOwn(mapping.channels, value)) return mapping.channels[value] ?? "other";
  return CHANNEL_WORDS.find(([pattern]) => pattern.test(value))?.[1] ?? "other";
}

/** What answers of customers to surveys say; "" or left out: no answer. */
export type Scores = {
  readonly csat?: string | undefined;
  readonly nps?: string | undefined;
  readonly ces?: string | undefined;
};

/**
 * Satisfaction of a ticket: CSAT of 1 to 5 first (4 and 5 good, 1 and 2 bad), then NPS of 0 to 10 (9 and 10 good, 0 to 6
 * bad), then CES of 1 to 7 (5 and more good, 3 and less bad). null: no answer, or neither.
 */
export function toSatisfaction({ csat, nps, ces }: Scores): "good" | "bad" | null {
  const rate = (value: string | undefined, bad: number, good: number) => {
    const score = Number(value);
    if (value === undefined || value.trim() === "" || !Number.isFinite(score)) return undefined;
    return score >= good ? "good" : score <= bad ? "bad" : null;
  };
  return rate(csat, 2, 4) ?? rate(nps, 6, 9) ?? rate(ces, 3, 5) ?? null;
}

/** A queue's name here. */
export const queueName = ({ queues }: RtMapping, name: string): string => {
  const own = Object.hasOwn(queues, name) ? (queues[name]?.name ?? "") : "";
  return own === "" ? name : own;
};

const FORMAT = "switchboard-rt-mapping";
const MAX_FILE = 1_000_000;
const File = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  mapping: RtMapping,
});

/** A mapping as a file that others can take over. */
export const writeMappingFile = (mapping: RtMapping): string =>
  `${JSON.stringify({ format: FORMAT, version: 1, mapping }, null, 2)}\n`;

/**
 * Reads a file of a mapping, whole or not at all.
 *
 * @returns `invalid` with the path of the first wrong field, e.g. `mapping.priorities.high`.
 */
export function readMappingFile(text: string): Result<RtMapping, AppError> {
  const invalid = (field: string, detail: string): Result<never, AppError> =>
    err({ kind: "invalid", field, detail, remedy: "mapping.file" });
  if (text.length > MAX_FILE) return invalid("(file)", "it is too large for a mapping");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return invalid("(file)", cause instanceof Error ? cause.message : "it is not JSON");
  }
  const parsed = File.safeParse(json);
  if (parsed.success) return ok(parsed.data.mapping);
  const issue = parsed.error.issues[0];
  const extra = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [...(issue?.path ?? []), ...extra].join(".");
  return invalid(field === "" ? "(file)" : field, issue?.message ?? "unreadable");
}
