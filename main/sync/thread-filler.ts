import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { Clock } from "#main/net/ports.ts";
import type { Bell } from "#main/sync/bell.ts";
import type { CachePort, OpenUrgency } from "#main/sync/ports.ts";
import type { Refresh } from "#main/sync/refresh.ts";

export type FillerOptions = {
  readonly accountId: AccountId;
  readonly agentId: () => AgentId;
  readonly cache: CachePort;
  readonly refresh: Refresh;
  readonly clock: Clock;
  /** Rung when rows came in or somebody asked for a ticket. */
  readonly bell: Bell;
  /** true once calls may go; false when aborted. */
  readonly whenUsable: (signal: AbortSignal) => Promise<boolean>;
  /** Threads still to be had by a bulk stream: then only this many are fetched one by one. null: no such stream. */
  readonly bulkLimit: () => number | null;
  /** Rest before each thread that nobody asked for, ms: while the agent presses keys the processor is theirs. */
  readonly restMs: () => number;
  readonly onFailure: (error: AppError) => void;
};

const BATCH = 20;
const AT_ONCE = 3;
const IDLE_MS = 15_000;
/** A ticket that could not be read is left alone this long. */
const SKIP_MS = 600_000;
const MAX_SKIPPED = 5000;

/**
 * Fetches threads that the cache lacks, the most pressing first, a few at a time and behind everything else.
 * Tickets somebody asked for go first.
 */
export function createThreadFiller(options: FillerOptions): {
  /** Reads this ticket soon, in the background. */
  ask(ticketId: TicketId): void;
  run(signal: AbortSignal): Promise<void>;
} {
  const { accountId, cache, refresh, clock, bell } = options;
  const asked = new Set<TicketId>();
  const skipUntil = new Map<TicketId, number>();
  let filled = 0;

  type Batch = { readonly ids: TicketId[]; readonly urgency: OpenUrgency };

  async function nextBatch(): Promise<Batch> {
    const wanted = [...asked].slice(0, BATCH);
    for (const id of wanted) asked.delete(id);
    if (wanted.length > 0) return { ids: wanted, urgency: "soon" };
    return { ids: await listGaps(), urgency: "background" };
  }

  async function listGaps(): Promise<TicketId[]> {
    const limit = options.bulkLimit();
    if (limit !== null && filled >= limit) return [];
    const now = clock.monotonic();
    for (const [id, until] of skipUntil) if (until <= now) skipUntil.delete(id);
    const gaps = await cache.threadGaps(accountId, options.agentId(), BATCH + skipUntil.size);
    const room = limit === null ? BATCH : Math.min(BATCH, limit - filled);
    return gaps.filter((id) => !skipUntil.has(id)).slice(0, room);
  }

  async function fill({ ids, urgency }: Batch, signal: AbortSignal): Promise<void> {
    for (;;) {
      const restMs = urgency === "background" ? options.restMs() : 0;
      if (restMs > 0) await clock.sleep(restMs, signal);
      const id = signal.aborted ? undefined : ids.shift();
      if (id === undefined) return;
      const read = await refresh.read(id, urgency, signal);
      if (urgency === "background") filled += 1;
      if (read.ok || signal.aborted) continue;
      const { kind } = read.error;
      if (skipUntil.size < MAX_SKIPPED) skipUntil.set(id, clock.monotonic() + SKIP_MS);
      if (kind === "not-found" || kind === "no-access") continue;
      const isNetwork = kind === "offline" || kind === "blocked" || kind === "signed-out";
      if (isNetwork) skipUntil.delete(id);
      options.onFailure(read.error);
      if (isNetwork || kind === "throttled") return;
    }
  }

  return {
    ask: (ticketId) => {
      asked.add(ticketId);
      bell.ring();
    },
    run: async (signal) => {
      while (await options.whenUsable(signal)) {
        const batch = await nextBatch();
        if (batch.ids.length === 0) {
          await bell.wait(IDLE_MS, signal);
          continue;
        }
        await Promise.all(Array.from({ length: AT_ONCE }, () => fill(batch, signal)));
        if (batch.ids.length > 0) await clock.sleep(1000, signal); // the batch was given up: not in a tight loop
      }
    },
  };
}
