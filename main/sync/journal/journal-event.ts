import { z } from "zod";
import { DraftSchema, IntentSchema } from "#contract/schemas.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { MacroStamps } from "#domain/sync/merge-macro.ts";
import type { Decisions } from "#domain/sync/merge.ts";
import type { HumanReason, OutboxEntry, Pin } from "#domain/sync/outbox.ts";

/** An outbox entry with what only the protocol needs. */
export type OpRecord = OutboxEntry & {
  /** Conflicting fields the agent was asked about. */
  readonly decided: Decisions;
  /** Newest remote entry that was shown to the agent when they were asked last; null when never asked. */
  readonly shownUpTo: string | null;
  /** Newest remote entry in view of which they said that it goes; null when they never did. */
  readonly confirmedUpTo: string | null;
  /** A delivered save of a macro whose answer told them; else null. */
  readonly macroStamps: MacroStamps | null;
};

/**
 * What the journal holds. Times are ms epoch, local clock. An event that this release cannot read is carried
 * along untouched, so that the release before and after can share a profile.
 */
export type JournalEvent =
  | { readonly kind: "draft.saved"; readonly draft: Draft }
  | { readonly kind: "draft.cleared"; readonly key: string; readonly at: number }
  | {
      readonly kind: "op.queued";
      readonly intent: Intent;
      readonly seq: number;
      readonly at: number;
    }
  | {
      readonly kind: "op.edited";
      readonly opId: string;
      readonly text: string;
      readonly at: number;
    }
  | { readonly kind: "op.pinned"; readonly opId: string; readonly pin: Pin; readonly at: number }
  | {
      readonly kind: "op.attempt";
      readonly opId: string;
      readonly attempt: number;
      readonly at: number;
    }
  | {
      readonly kind: "op.done";
      readonly opId: string;
      readonly remoteId: string | null;
      readonly createdId: string | null;
      readonly macroStamps: MacroStamps | null;
      readonly at: number;
    }
  | {
      readonly kind: "op.needs_human";
      readonly opId: string;
      readonly reason: HumanReason;
      readonly shownUpTo: string | null;
      readonly at: number;
    }
  | { readonly kind: "op.cancelled"; readonly opId: string; readonly at: number }
  | { readonly kind: "op.retried"; readonly opId: string; readonly at: number }
  | {
      readonly kind: "op.confirmed";
      readonly opId: string;
      readonly keep: readonly string[];
      readonly at: number;
    }
  /** A whole entry, written by compaction. */
  | { readonly kind: "op.kept"; readonly record: OpRecord }
  /** A provisional id that has become a real one. */
  | { readonly kind: "id.alias"; readonly from: string; readonly to: string }
  /** Numbers below are used up, even where their entries are gone. */
  | { readonly kind: "seq.next"; readonly next: number };

const Op = z.object({ opId: z.string(), at: z.number() });
const PinSchema = z.object({ base: z.string(), stamp: z.string() });
const Reason = z.custom<HumanReason>(
  (value) => typeof value === "object" && value !== null && "kind" in value,
);
/** Older releases wrote none. */
const Stamps = z.object({ from: z.number(), to: z.number() }).nullable().default(null);
const Kept = z.object({
  intent: IntentSchema,
  seq: z.number(),
  state: z.enum(["queued", "pinned", "sending", "done", "needs-human", "cancelled"]),
  pin: PinSchema.nullable(),
  attempts: z.number(),
  lastAttemptAt: z.number().nullable(),
  waitingFor: z.null(),
  reason: Reason.nullable(),
  remoteId: z.string().nullable(),
  createdId: z.string().nullable(),
  confirmed: z.boolean(),
  changedAt: z.number(),
  decided: z.object({ keep: z.array(z.string()), leave: z.array(z.string()) }),
  shownUpTo: z.string().nullable(),
  confirmedUpTo: z.string().nullable(),
  macroStamps: Stamps,
}) satisfies z.ZodType<OpRecord>;

const EventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("draft.saved"), draft: DraftSchema }),
  z.object({ kind: z.literal("draft.cleared"), key: z.string(), at: z.number() }),
  z.object({
    kind: z.literal("op.queued"),
    intent: IntentSchema,
    seq: z.number(),
    at: z.number(),
  }),
  Op.extend({ kind: z.literal("op.edited"), text: z.string() }),
  Op.extend({ kind: z.literal("op.pinned"), pin: PinSchema }),
  Op.extend({ kind: z.literal("op.attempt"), attempt: z.number() }),
  Op.extend({
    kind: z.literal("op.done"),
    remoteId: z.string().nullable(),
    createdId: z.string().nullable(),
    macroStamps: Stamps,
  }),
  Op.extend({
    kind: z.literal("op.needs_human"),
    reason: Reason,
    shownUpTo: z.string().nullable(),
  }),
  Op.extend({ kind: z.literal("op.cancelled") }),
  Op.extend({ kind: z.literal("op.retried") }),
  Op.extend({ kind: z.literal("op.confirmed"), keep: z.array(z.string()) }),
  z.object({ kind: z.literal("op.kept"), record: Kept }),
  z.object({ kind: z.literal("id.alias"), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal("seq.next"), next: z.number() }),
]) satisfies z.ZodType<JournalEvent>;

/** @returns The event; null when it is one of another release. */
export function parseEvent(json: string): JournalEvent | null {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = EventSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
