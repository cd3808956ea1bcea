import type { NetFaults } from "#test/support/sim/model-net.ts";

/** Kinds of faults that a history can be run without. */
export const FAULT_KINDS = [
  "notSent",
  "requestLost",
  "late",
  "answerLost",
  "twice",
  "serverError",
  "throttled",
  "signedOut",
  "refused",
  "stale",
  "readFails",
  "html",
  "truncated",
  "locked",
  "crash",
  "disk",
  "cache",
] as const satisfies readonly (keyof NetFaults | "crash" | "disk" | "cache")[];
export type FaultKind = (typeof FAULT_KINDS)[number];
export const isFaultKind = (text: string): text is FaultKind =>
  FAULT_KINDS.some((kind) => kind === text);

/** A network that does what it should. */
export const NO_FAULTS: NetFaults = {
  notSent: 0,
  requestLost: 0,
  late: 0,
  answerLost: 0,
  twice: 0,
  serverError: 0,
  throttled: 0,
  signedOut: 0,
  refused: 0,
  stale: 0,
  readFails: 0,
  html: 0,
  truncated: 0,
  locked: 0,
};

/** Something that somebody does, at a moment that the seed fixes. */
export type ScriptEvent = { readonly index: number; readonly at: number; readonly what: string };

/** What of a seed's history does not happen: for finding the part of it that matters. */
export type LeftOut = {
  /** Indexes of events. */
  readonly events: ReadonlySet<number>;
  readonly faults: ReadonlySet<FaultKind>;
};
export const NOTHING_LEFT_OUT: LeftOut = { events: new Set(), faults: new Set() };
