import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { backoffMs, jitterUp } from "#main/net/backoff.ts";
import type { Clock, Random } from "#main/net/ports.ts";
import type { Bell } from "#main/sync/bell.ts";
import type { Connection } from "#main/sync/connection.ts";
import { pullToEnd } from "#main/sync/pull.ts";
import type {
  CachePort,
  CommitReport,
  Connector,
  StreamEnd,
  StreamSpec,
} from "#main/sync/ports.ts";

export type LoopOptions = {
  readonly spec: StreamSpec;
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: Random;
  /** Rung when the agent wants it now. */
  readonly bell: Bell;
  /** Lets the bulk streams in, a few at a time. */
  readonly pass: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T | null>;
  readonly onPage: (spec: StreamSpec, page: Page, report: CommitReport) => void;
  readonly onEnd: (spec: StreamSpec, end: StreamEnd) => Promise<void>;
  /** The remote rejected the position; told once per stream and session. */
  readonly onRestart: (spec: StreamSpec) => void;
  /** This stream is not for us (no permission, not on this plan): it ends for this session. */
  readonly onDropped: (spec: StreamSpec, error: AppError) => void;
};

const FIRST_BACKOFF_MS = 2_000;
const MAX_BACKOFF_MS = 120_000;
const REFUSED_PAUSE_MS = 300_000;

/** Follows one stream for ever: to its end, a pause, and on from there. Ends when aborted or dropped. */
export async function followStream(options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { spec, connector, cache, connection, clock, random, bell } = options;
  let failures = 0;
  let hasRestarted = false;
  let from: { readonly cursor: string | null } | undefined;

  const pull = (): Promise<Result<StreamEnd, AppError>> =>
    pullToEnd(
      {
        connector,
        cache,
        streamId: spec.id,
        ...(from === undefined ? {} : { from }),
        onPage: (page, report) => {
          from = undefined;
          failures = 0;
          connection.confirm();
          options.onPage(spec, page, report);
        },
      },
      signal,
    );

  /** Waits as the failure asks for; false: this stream is over. */
  async function settle(error: AppError): Promise<boolean> {
    failures += 1;
    switch (error.kind) {
      case "cancelled":
        return !signal.aborted;
      case "offline":
      case "blocked":
      case "unavailable":
      case "signed-out":
        connection.suspect(error);
        await clock.sleep(backoffMs(failures, FIRST_BACKOFF_MS, MAX_BACKOFF_MS, random), signal);
        return true;
      case "throttled":
        await clock.sleep(jitterUp(Math.max(1_000, error.retryAfterMs), random), signal);
        return true;
      case "no-access":
      case "not-found":
        options.onDropped(spec, error);
        return false;
      case "refused":
      case "invalid": {
        const stored =
          from === undefined ? await cache.cursor(connector.accountId, spec.id) : from.cursor;
        if (stored !== null && failures <= 2) {
          const before = failures === 1 ? (connector.rewind?.(spec.id, stored) ?? null) : null;
          from = { cursor: before };
          if (!hasRestarted) options.onRestart(spec);
          hasRestarted = true;
          return true;
        }
        await clock.sleep(REFUSED_PAUSE_MS, signal);
        return true;
      }
      case "conflict":
      case "storage":
      case "defect":
        await clock.sleep(backoffMs(failures, FIRST_BACKOFF_MS, MAX_BACKOFF_MS, random), signal);
        return true;
    }
  }

  while (await connection.whenUsable(signal)) {
    const done = await options.pass(pull, signal);
    if (done === null) return;
    if (done.ok) {
      failures = 0;
      await options.onEnd(spec, done.value);
      await bell.wait(jitterUp(spec.intervalMs, random), signal);
    } else if (!(await settle(done.error))) return;
  }
}
