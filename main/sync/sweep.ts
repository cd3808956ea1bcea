import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, TicketId } from "#domain/kernel/ids.ts";
import { backoffMs } from "#main/net/backoff.ts";
import type { Clock, Random } from "#main/net/ports.ts";
import type { CachePort, Connector } from "#main/sync/ports.ts";
import type { Refresh } from "#main/sync/refresh.ts";

export type SweepOptions = {
  readonly accountId: AccountId;
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly refresh: Refresh;
  readonly clock: Clock;
  readonly random: Random;
  readonly whenUsable: (signal: AbortSignal) => Promise<boolean>;
  readonly onFailure: (error: AppError) => void;
};

/** Stream name under which the sweep keeps its place. */
export const SWEEP_STREAM = "sweep";
const PER_STEP = 100;
/** Source: sync-pitfalls §3: at least once a day. */
const EVERY_MS = 12 * 3_600_000;
const LOOK_AGAIN_MS = 60_000;

const Place = z.object({ after: z.string().nullable(), endedAt: z.number().nullable() });
type Place = z.infer<typeof Place>;

function readPlace(text: string | null): Place {
  try {
    return Place.parse(JSON.parse(text ?? ""));
  } catch {
    return { after: null, endedAt: null };
  }
}

/**
 * Walks over all kept tickets, a hundred at a time, and asks which are still there for us: the only way to learn of
 * deletions, merges and lost permission where no stream tells them. Resumable; lowest priority. What is missing is
 * confirmed one by one before it is dropped.
 */
export async function runSweep(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { accountId, connector, cache, clock } = options;
  let failures = 0;

  /** One step; false when it could not be done now. */
  async function step(place: Place, from: string | null): Promise<boolean> {
    const ids: readonly TicketId[] = await cache.ticketIds(accountId, place.after, PER_STEP);
    const last = ids.at(-1);
    const read =
      last === undefined || connector.readMany === undefined
        ? null
        : await connector.readMany(ids, signal);
    if (read !== null && !read.ok) {
      if (read.error.kind !== "cancelled") options.onFailure(read.error);
      return false;
    }
    for (const id of read?.value.missing ?? []) {
      const gone = await options.refresh.read(id, "background", signal);
      const isSure = gone.ok || gone.error.kind === "not-found" || gone.error.kind === "no-access";
      if (!isSure) return false;
    }
    const next: Place =
      last === undefined ? { after: null, endedAt: clock.now() } : { after: last, endedAt: null };
    const page = {
      changes: read?.value.changes ?? {},
      setAside: read?.value.setAside ?? [],
      cursor: JSON.stringify(next),
      end: last === undefined,
      total: null,
    };
    // Another cache than the one that was walked over: it is walked over from its own place.
    await cache.commitPage(accountId, SWEEP_STREAM, page, from);
    return true;
  }

  while (await options.whenUsable(signal)) {
    const stored = await cache.cursor(accountId, SWEEP_STREAM);
    const place = readPlace(stored);
    const restMs = place.endedAt === null ? 0 : place.endedAt + EVERY_MS - clock.now();
    if (restMs > 0 && restMs <= EVERY_MS) {
      await clock.sleep(Math.min(restMs, LOOK_AGAIN_MS), signal);
      continue;
    }
    const isDone = await step(place, stored);
    failures = isDone ? 0 : failures + 1;
    if (!isDone) await clock.sleep(backoffMs(failures, 2_000, 300_000, options.random), signal);
  }
}
