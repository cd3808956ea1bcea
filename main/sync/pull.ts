import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import type { CachePort, CommitReport, Connector, StreamEnd } from "#main/sync/ports.ts";

export type PullOptions = {
  readonly connector: Connector;
  readonly cache: Pick<CachePort, "cursor" | "commitPage">;
  readonly streamId: string;
  /** Position to begin at instead of the stored one; of no use when there is none stored. */
  readonly from?: { readonly cursor: string | null };
  /** After each committed page. */
  readonly onPage: (page: Page, report: CommitReport) => void;
};

/** How many rows a page carries, for progress. */
export function countRows({ changes }: Page): number {
  let rows = 0;
  for (const list of [
    changes.tickets,
    changes.customers,
    changes.organisations,
    changes.agents,
    changes.groups,
    changes.macros,
    changes.articles,
    changes.views,
    changes.fields,
    changes.interactions,
  ]) {
    rows += list?.length ?? 0;
  }
  return rows;
}

/**
 * Pulls a stream to its end. Each page is committed together with its cursor; the page after it is fetched
 * meanwhile, but never committed before the acknowledgement, so at most two pages are in memory and a crash only
 * repeats work.
 *
 * A page whose predecessor is not what the cache holds is not committed (the cache was lost and made anew meanwhile):
 * then it goes on from what is stored.
 *
 * @returns Where the stream ended. A connector that does not move on ends as if it had told its end.
 */
export async function pullToEnd(
  options: PullOptions,
  signal: AbortSignal,
): Promise<Result<StreamEnd, AppError>> {
  const { connector, cache, streamId } = options;
  const { accountId } = connector;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (signal.aborted) return err({ kind: "cancelled" });
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    let stored = await cache.cursor(accountId, streamId);
    let at = options.from === undefined || stored === null ? stored : options.from.cursor;
    let next = connector.pull(streamId, at, stop.signal);
    for (;;) {
      const page = await next;
      if (!page.ok) return page;
      const { cursor, end } = page.value;
      const isLast = end || cursor === at;
      if (!isLast) next = connector.pull(streamId, cursor, stop.signal);
      next.catch(() => undefined); // awaited in the next round; if this commit throws, it never is
      const report = await cache.commitPage(accountId, streamId, page.value, stored);
      if (report === "moved") {
        if (signal.aborted) return err({ kind: "cancelled" });
        stored = await cache.cursor(accountId, streamId);
        at = stored;
        next = connector.pull(streamId, at, stop.signal);
        continue;
      }
      options.onPage(page.value, report);
      if (isLast) return ok({ streamId, cursor });
      at = cursor;
      stored = cursor;
    }
  } finally {
    stop.abort();
    signal.removeEventListener("abort", onAbort);
  }
}
