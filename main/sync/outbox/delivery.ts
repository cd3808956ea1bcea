import type { AppError } from "#domain/kernel/app-error.ts";
import type { AgentId, OpId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { StagedFile } from "#domain/sync/intent.ts";
import type { HumanReason, OutboxEntry, WaitingFor } from "#domain/sync/outbox.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { CachePort, Clock, Connector, CrashPoint, Random } from "#main/sync/ports.ts";

/** What a call told about the connection; the engine decides what it means for the account's state. */
export type DeliveryNews =
  | { readonly kind: "answered" }
  | { readonly kind: "offline"; readonly detail: string }
  | { readonly kind: "blocked"; readonly detail: string }
  | { readonly kind: "unavailable"; readonly detail: string }
  | { readonly kind: "throttled"; readonly retryAfterMs: number }
  | { readonly kind: "signed-out"; readonly detail: string };

export type SenderPorts = {
  readonly outbox: Outbox;
  readonly connector: Connector;
  readonly cache: Pick<CachePort, "commitChanges">;
  readonly clock: Clock;
  readonly random: Random;
  readonly crash: CrashPoint;
  /** Who is signed in right now; null: nobody or not known yet. Nothing is sent for anybody else. */
  readonly identity: () => AgentId | null;
  /** False while the connection is known to be down: entries wait without trying. */
  readonly mayUseNetwork: () => boolean;
  /** Content of a staged file. */
  readonly staged: (file: StagedFile) => Promise<Result<Uint8Array, AppError>>;
  readonly onNews: (news: DeliveryNews) => void;
  /** A bug showed itself; the entry's lane backs off and the others go on. */
  readonly onDefect: (cause: unknown) => void;
  /** It is on the remote and journalled; whoever keeps the cache fresh may read the ticket again. */
  readonly onDelivered: (entry: OutboxEntry) => void;
};

/** What one step led to. */
export type Step =
  /** The entry is final or asks a person, or changed meanwhile: look at the lane again. */
  | { readonly kind: "next" }
  /** Nothing more to do before `ms` have passed. */
  | { readonly kind: "wait"; readonly ms: number; readonly waiting: WaitingFor }
  /** Failed in passing; the lane backs off. */
  | { readonly kind: "retry"; readonly waiting: WaitingFor }
  /** The remote wants everybody to wait. */
  | { readonly kind: "hold"; readonly ms: number }
  /** Signed out: everything stops until the engine resumes. */
  | { readonly kind: "pause" };

/** A file on the remote that nothing refers to yet. */
export type Upload = { readonly token: string; readonly at: number; readonly wallAt: number };

/** What this process remembers about an entry; losing it is safe, only slower. Times are monotonic. */
export type OpMemory = {
  /** End of the undo window. */
  undoUntil: number | null;
  /** When we first saw it, or gave up on the last attempt: nothing of ours can land later than `settleMs` after it. */
  gaveUpAt: number;
  /** Every attempt up to this one is known not to have been applied. */
  certainUpTo: number;
  /** When this process made the first attempt; null when it did not. */
  firstAttemptAt: number | null;
  undecided: number;
  /** Looks in a row that came from inside the unit of time that the version names. */
  unitWaits: number;
  /** A refusal that waits for the question whether an earlier attempt had been applied. */
  refusal: AppError | null;
  /** By staged id. */
  uploads: Map<string, Upload>;
  /** `updatedAt` of the macro as it was read before the last attempt; remote clock, ms epoch. */
  macroFrom: number | null;
  /** It has its turn at the budget that consoles share, until it is over or the remote says no. */
  hasTurn: boolean;
};

export type Delivery = SenderPorts & {
  /** ms for which the remote wants to hear nothing; 0: go. */
  readonly holdMs: () => number;
  readonly memoryOf: (record: OpRecord) => OpMemory;
  readonly forget: (opId: OpId) => void;
};

export const NEXT: Step = { kind: "next" };
/** Waits between reads that turned out to be stale. */
export const STALE_WAITS_MS = [2_000, 5_000, 15_000] as const;
/**
 * Longest time that a copy of a request is thought to be on its way, where nothing better is known: before a person
 * is asked about something that may still land, and where the remote has no lever against a late copy.
 */
export const LATE_COPY_MS = 90_000;
/** Part of an upload's life (an hour on Zendesk) that is trusted. */
const UPLOAD_TRUST_MS = 30 * 60_000;
const STORAGE_WAIT_MS = 5_000;

/** Whether some attempt may have been applied: then look first, never simply send. */
export const isUncertain = (delivery: Delivery, record: OpRecord): boolean =>
  record.attempts > delivery.memoryOf(record).certainUpTo;

/** ms until no earlier attempt can land any more, counted from before a look. */
export function settleLeftMs(delivery: Delivery, record: OpRecord, settleMs: number): number {
  const since = delivery.clock.monotonic() - delivery.memoryOf(record).gaveUpAt;
  return Math.max(0, settleMs - since);
}

export const settleWait = (clock: Clock, ms: number): Step => ({
  kind: "wait",
  ms,
  waiting: { kind: "settle", until: clock.now() + ms },
});

/** Hands an entry to a person; journalled before anybody is told. */
export async function askPerson(
  delivery: Delivery,
  record: OpRecord,
  reason: HumanReason,
  shownUpTo: string | null = null,
): Promise<Step> {
  const memory = delivery.memoryOf(record);
  memory.undecided = 0;
  memory.refusal = null;
  const written = await delivery.outbox.sending.needsHuman(record.intent.opId, reason, shownUpTo);
  return written.ok ? NEXT : storageWait;
}

export const storageWait: Step = {
  kind: "wait",
  ms: STORAGE_WAIT_MS,
  waiting: { kind: "checking" },
};

/** A read or an upload failed: nothing was changed on the remote, so only waiting is in question. */
export function readFailed(delivery: Delivery, record: OpRecord, error: AppError): Promise<Step> {
  const step = passing(delivery, error);
  if (step !== null) return Promise.resolve(step);
  const memory = delivery.memoryOf(record);
  const lateMs = Math.max(delivery.connector.traits.settleMs, LATE_COPY_MS);
  const isSettled = memory.refusal !== null && settleLeftMs(delivery, record, lateMs) === 0;
  if (isSettled || !isUncertain(delivery, record)) {
    return askPerson(delivery, record, reasonOf(error));
  }
  // First what an earlier attempt led to, then the question.
  memory.refusal = error;
  return Promise.resolve({ kind: "retry", waiting: { kind: "checking" } });
}

/** @returns What to do about a failure that passes by itself; null when it is an answer for good. */
function passing(delivery: Delivery, error: AppError): Step | null {
  switch (error.kind) {
    case "offline":
    case "blocked":
      delivery.onNews({ kind: error.kind, detail: error.detail });
      return { kind: "retry", waiting: { kind: "connection" } };
    case "unavailable":
      delivery.onNews({ kind: "unavailable", detail: error.detail });
      return { kind: "retry", waiting: { kind: "connection" } };
    case "throttled":
      delivery.onNews({ kind: "throttled", retryAfterMs: error.retryAfterMs });
      return { kind: "hold", ms: error.retryAfterMs };
    case "signed-out":
      delivery.onNews({ kind: "signed-out", detail: error.detail });
      return { kind: "pause" };
    case "cancelled":
    case "conflict":
    case "storage":
    case "defect":
      return { kind: "retry", waiting: { kind: "checking" } };
    case "refused":
    case "not-found":
    case "no-access":
    case "invalid":
      return null;
  }
}

export function reasonOf(error: AppError): HumanReason {
  if (error.kind === "not-found") return { kind: "ticket-gone" };
  if (error.kind === "no-access") return { kind: "access-lost" };
  return { kind: "refused", error };
}

/** Uploads what is staged, before anything is frozen. Repeating it is harmless; what is old is repeated. null: all there. */
export async function uploadFiles(
  delivery: Delivery,
  record: OpRecord,
  files: readonly StagedFile[],
  signal: AbortSignal,
): Promise<Step | null> {
  const { uploads } = delivery.memoryOf(record);
  for (const file of files) {
    const known = uploads.get(file.stagedId);
    if (known !== undefined && isFresh(delivery.clock, known)) continue;
    const bytes = await delivery.staged(file);
    if (!bytes.ok) return readFailed(delivery, record, fileGone(file, bytes.error));
    const token = await delivery.connector.upload(file, bytes.value, signal);
    if (!token.ok) return readFailed(delivery, record, token.error);
    delivery.crash("sender.uploaded");
    const { clock } = delivery;
    uploads.set(file.stagedId, { token: token.value, at: clock.monotonic(), wallAt: clock.now() });
  }
  return null;
}

/** By both clocks: the one stands still while the machine sleeps, the other may be set. */
const isFresh = (clock: Clock, { at, wallAt }: Upload): boolean =>
  clock.monotonic() - at < UPLOAD_TRUST_MS && Math.abs(clock.now() - wallAt) < UPLOAD_TRUST_MS;

/** Staged id → token, as a request names them. */
export const uploadTokens = (memory: OpMemory): ReadonlyMap<string, string> =>
  new Map([...memory.uploads].map(([stagedId, { token }]) => [stagedId, token]));

const fileGone = (file: StagedFile, error: AppError): AppError => ({
  kind: "invalid",
  field: "files",
  detail: `${file.fileName} cannot be read any more (${error.kind})`,
  remedy: "outbox.attachAgain",
});
