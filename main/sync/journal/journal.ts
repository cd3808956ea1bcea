import { createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import { parseEvent } from "#main/sync/journal/journal-event.ts";
import type { JournalEvent } from "#main/sync/journal/journal-event.ts";
import {
  HEADER_BYTES,
  IV_BYTES,
  decodePayload,
  encodeRecord,
  scanRecords,
} from "#main/sync/journal/record.ts";
import type { CrashPoint, JournalFile } from "#main/sync/ports.ts";

export type JournalPorts = {
  /** Account id: records of another account do not open here. */
  readonly scope: string;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly crash: CrashPoint;
  /** Lets other work run between the slices of a compaction. */
  readonly pause: () => Promise<void>;
};

/** Events that a compaction encodes in one go, 10 µs and more each. */
const SLICE = 250;

/** What opening found; for the log and, where not zero, for a line to the agent. */
export type JournalReport = {
  readonly events: number;
  /** Events of another release, carried along untouched. */
  readonly unknown: number;
  /** Bytes of an unfinished record at the end, set aside. Normal after a kill; nothing acknowledged was in them. */
  readonly tornBytes: number;
  /** Bytes in the middle that were no records any more, set aside. Something acknowledged may have been in them. */
  readonly damagedBytes: number;
};

export interface Journal {
  /**
   * Makes the events durable, all or none known. Concurrent calls share one fdatasync, in the order of the calls.
   * `onDurable` runs before anything else is written, so that a compaction never misses it.
   */
  append(events: readonly JournalEvent[], onDurable: () => void): Promise<Result<null, AppError>>;
  /** Replaces the content by `snapshot()`, which is asked when every earlier append is durable. */
  compact(snapshot: () => readonly JournalEvent[]): Promise<Result<null, AppError>>;
  /** Bytes on disk. */
  size(): number;
  /** Finishes what was begun, then closes the file. */
  close(): Promise<void>;
}

export type OpenedJournal = {
  readonly journal: Journal;
  readonly events: readonly JournalEvent[];
  readonly report: JournalReport;
};

type Job =
  | {
      readonly kind: "append";
      readonly bytes: Uint8Array;
      readonly onDurable: () => void;
      readonly settle: (result: Result<null, AppError>) => void;
    }
  | {
      readonly kind: "compact";
      readonly snapshot: () => readonly JournalEvent[];
      readonly settle: (result: Result<null, AppError>) => void;
    };

const storage = (cause: unknown): AppError => ({
  kind: "storage",
  detail: cause instanceof Error ? cause.message : String(cause),
});

/**
 * Opens the journal of one account: reads it, cuts a torn end, steps over damage. Nothing is changed when the
 * key does not fit.
 *
 * @param file  Owned by the journal from here on.
 * @param key   32 bytes.
 * @param onFailure  Called at once when a write failed and every append waiting behind it fails too, before their
 *              promises settle: memory that ran ahead of the disk must step back.
 */
export async function openJournal(
  file: JournalFile,
  key: Uint8Array,
  ports: JournalPorts,
  onFailure: () => void = () => {},
): Promise<Result<OpenedJournal, AppError>> {
  try {
    // Made once: from bytes, node would make it anew for every record.
    const secret = createSecretKey(key);
    const scan = scanRecords(await file.readAll());
    const events: JournalEvent[] = [];
    const foreign: Uint8Array[] = [];
    let readable = 0;
    for (const frame of scan.frames) {
      const json = decodePayload(frame.subarray(HEADER_BYTES), secret, ports.scope);
      if (json !== null) readable += 1;
      const event = json === null ? null : parseEvent(json);
      if (event === null) foreign.push(frame);
      else events.push(event);
    }
    if (scan.frames.length > 0 && readable === 0) {
      return err({ kind: "storage", detail: "the journal was written with another key" });
    }
    const damaged = Buffer.concat([...scan.damaged]);
    let length = scan.soundLength;
    if (damaged.length > 0) {
      const sound = Buffer.concat([...scan.frames]);
      await file.keepAside(Buffer.concat([damaged, scan.tail]));
      await file.replace(sound);
      length = sound.length;
    } else if (scan.tail.length > 0) {
      await file.truncate(length, Uint8Array.from(scan.tail));
    }
    const kept = foreign.map((frame) => Uint8Array.from(frame));
    const report: JournalReport = {
      events: events.length,
      unknown: foreign.length,
      tornBytes: damaged.length > 0 ? 0 : scan.tail.length,
      damagedBytes: damaged.length > 0 ? damaged.length + scan.tail.length : 0,
    };
    const journal = createJournal(file, secret, ports, { length, foreign: kept, onFailure });
    return ok({ journal, events, report });
  } catch (cause) {
    return err(storage(cause));
  }
}

type Start = {
  readonly length: number;
  readonly foreign: readonly Uint8Array[];
  readonly onFailure: () => void;
};

function createJournal(
  file: JournalFile,
  key: KeyObject,
  ports: JournalPorts,
  start: Start,
): Journal {
  let jobs: Job[] = [];
  let length = start.length;
  /** A failed write may have left bytes behind `length`: they go before the next one. */
  let dirty = false;
  let working: Promise<void> | null = null;
  let closed = false;

  const encode = (event: JournalEvent): Uint8Array =>
    encodeRecord(JSON.stringify(event), key, ports.scope, ports.randomBytes(IV_BYTES));

  const clean = async (): Promise<void> => {
    if (!dirty) return;
    await file.truncate(length, new Uint8Array());
    dirty = false;
  };

  async function writeBatch(batch: readonly Extract<Job, { kind: "append" }>[]): Promise<void> {
    const bytes = Buffer.concat(batch.map((job) => job.bytes));
    try {
      await clean();
      ports.crash("journal.append");
      await file.append(bytes);
    } catch (cause) {
      await failAll(batch, cause);
      return;
    }
    length += bytes.length;
    for (const job of batch) job.onDurable();
    for (const job of batch) job.settle(ok(null));
  }

  /** What queued behind a failed write was decided on top of it, so it fails too; later calls start afresh. */
  async function failAll(batch: readonly Job[], cause: unknown): Promise<void> {
    const failed = [...batch, ...jobs];
    jobs = [];
    dirty = true;
    start.onFailure();
    try {
      await clean();
    } catch {
      // Tried again before the next write; until then nothing is acknowledged.
    }
    for (const job of failed) job.settle(err(storage(cause)));
  }

  async function rewrite(job: Extract<Job, { kind: "compact" }>): Promise<void> {
    try {
      const records: Uint8Array[] = [];
      for (const event of job.snapshot()) {
        records.push(encode(event));
        if (records.length % SLICE === 0) await ports.pause();
      }
      const bytes = Buffer.concat([...records, ...start.foreign]);
      ports.crash("journal.compact");
      await file.replace(bytes);
      length = bytes.length;
      dirty = false;
      job.settle(ok(null));
    } catch (cause) {
      job.settle(err(storage(cause)));
    }
  }

  async function work(): Promise<void> {
    for (;;) {
      const first = jobs[0];
      if (first === undefined) break;
      if (first.kind === "compact") {
        jobs = jobs.slice(1);
        await rewrite(first);
        continue;
      }
      const batch: Extract<Job, { kind: "append" }>[] = [];
      for (const job of jobs) {
        if (job.kind !== "append") break;
        batch.push(job);
      }
      jobs = jobs.slice(batch.length);
      await writeBatch(batch);
    }
    working = null;
  }

  function enqueue(make: (settle: Job["settle"]) => Job): Promise<Result<null, AppError>> {
    if (closed) return Promise.resolve(err(storage("the journal is closed")));
    return new Promise((resolve) => {
      jobs.push(make(resolve));
      // One turn later, so that calls made together share one fdatasync.
      working ??= Promise.resolve().then(work);
    });
  }

  return {
    append: (events, onDurable) =>
      enqueue((settle) => ({
        kind: "append",
        bytes: Buffer.concat(events.map(encode)),
        onDurable,
        settle,
      })),
    compact: (snapshot) => enqueue((settle) => ({ kind: "compact", snapshot, settle })),
    size: () => length,
    async close() {
      closed = true;
      while (working !== null) await working;
      await file.close();
    },
  };
}
