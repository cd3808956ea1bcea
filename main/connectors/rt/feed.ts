import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import { PAGE_SIZE, readPage } from "#main/connectors/rt/list.ts";
import { FEED_FILTER, TRANSACTION_FIELDS } from "#main/connectors/rt/map-thread.ts";
import { parseRecords, type Notes } from "#main/connectors/rt/parse.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { WireTransaction } from "#main/connectors/rt/wire.ts";

export type Feed = {
  readonly rows: readonly WireTransaction[];
  /** Nothing visible comes after these, as far as we looked. */
  readonly end: boolean;
  /** Rows after `after` that the server counts; null where this agent is not told. */
  readonly total: number | null;
};

/** Empty pages in a row after which the feed counts as read: hidden rows leave gaps. */
const EMPTY_PAGES = 2;

/**
 * What happened on all tickets after transaction `after`, oldest first: ids only grow, so they are the position. Rows this
 * agent may not see are cut out of each page, so that a short page is not the end. Source: rt-rest2 facts §3, §5.
 *
 * @param condition  One more in the server's search language; "" for none.
 * @param isThorough Look behind a short page even where no total is told; else it counts as the end.
 */
export async function readFeed(
  remote: Remote,
  after: number,
  isThorough: boolean,
  urgency: Urgency,
  notes: Notes,
  signal: AbortSignal,
  condition = "",
): Promise<Result<Feed, AppError>> {
  const filter = [`id > ${after}`, FEED_FILTER, ...(condition === "" ? [] : [condition])].join(
    " AND ",
  );
  const rows: WireTransaction[] = [];
  let total: number | null = null;
  let empty = 0;
  for (let page = 1; ; page += 1) {
    const listed = await readPage(
      remote.client,
      {
        path: "/transactions",
        query: { ...TRANSACTION_FIELDS, query: filter, page },
        urgency,
      },
      signal,
    );
    if (!listed.ok) return listed;
    const { items, suspicious } = listed.value;
    const isRepeat = listed.value.page !== page;
    const found = isRepeat ? [] : parseRecords(items, WireTransaction, "entry", suspicious, notes);
    rows.push(...found.filter((one) => one.id > after));
    total ??= listed.value.total;
    const isFull = items.length >= PAGE_SIZE;
    if (isFull && !isRepeat) return ok({ rows, end: false, total });
    if (total !== null || isRepeat || !isThorough) return ok({ rows, end: true, total });
    if (rows.length > 0 && found.length > 0) {
      // something visible: the next call goes on behind it and looks for the end from there
      if (page > 1) return ok({ rows, end: false, total });
      empty = 0;
    } else empty += 1;
    if (empty >= EMPTY_PAGES) return ok({ rows, end: true, total });
  }
}

/** The newest transactions this agent may see, oldest first. */
export async function readNewest(
  remote: Remote,
  urgency: Urgency,
  notes: Notes,
  signal: AbortSignal,
): Promise<Result<readonly WireTransaction[], AppError>> {
  const listed = await readPage(
    remote.client,
    {
      path: "/transactions",
      query: { ...TRANSACTION_FIELDS, query: FEED_FILTER, order: "DESC" },
      urgency,
    },
    signal,
  );
  if (!listed.ok) return listed;
  const { items, suspicious } = listed.value;
  const rows = parseRecords(items, WireTransaction, "entry", suspicious, notes);
  return ok(rows.toSorted((a, b) => a.id - b.id));
}
