import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Query } from "#domain/search/query.ts";
import type { SearchFinding } from "#main/sync/ports.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { toSearchSql } from "#main/connectors/rt/search-sql.ts";
import { searchTickets } from "#main/connectors/rt/tickets.ts";

/**
 * One page of a ticket search, the latest first.
 *
 * @param limit Most tickets, 1..100.
 */
export async function searchRemote(
  remote: Remote,
  query: Query,
  limit: number,
  signal: AbortSignal,
): Promise<Result<SearchFinding, AppError>> {
  const written = toSearchSql(query);
  if (!written.ok) return ok({ kind: "cannot-ask", parts: written.parts });
  const ready = await remote.directory.ensure("open-ticket", signal);
  if (!ready.ok) return ready;
  const page = await searchTickets(
    remote,
    { query: written.sql, orderby: "LastUpdated", order: "DESC", per_page: limit },
    "open-ticket",
    signal,
  );
  if (!page.ok) return page;
  const { tickets, customers, total } = page.value;
  return ok({ kind: "found", tickets, customers, total });
}
