import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Query } from "#domain/search/query.ts";
import type { SearchFinding } from "#main/sync/ports.ts";
import { memberOf } from "#main/connectors/zendesk/parse.ts";
import type { Remote } from "#main/connectors/zendesk/remote.ts";
import { toSearchText } from "#main/connectors/zendesk/search-text.ts";
import { addMissingPeople, batchOf } from "#main/connectors/zendesk/tickets.ts";

/**
 * One page of the remote's own search, most fitting first. Its index may lag by minutes, and it holds archived tickets
 * too. Source: zendesk-api facts §7.
 *
 * @param limit Most tickets, 1..100.
 */
export async function searchTickets(
  remote: Remote,
  query: Query,
  limit: number,
  signal: AbortSignal,
): Promise<Result<SearchFinding, AppError>> {
  const written = toSearchText(query, remote.client.serverNow());
  if (!written.ok) return ok({ kind: "cannot-ask", parts: written.parts });
  const ready = await remote.directory.ensure("open-ticket", signal);
  if (!ready.ok) return ready;
  const answer = await remote.client.call(
    {
      method: "GET",
      path: "/search.json",
      query: { query: written.text, per_page: limit },
      urgency: "open-ticket",
    },
    signal,
  );
  if (!answer.ok) return answer;
  const found = batchOf(answer.value, "results", remote);
  if (!found.ok) return found;
  const named = await addMissingPeople(found.value, remote, "open-ticket", signal);
  // Without names the tickets are still worth showing.
  const { changes } = named.ok ? named.value : found.value;
  const count = memberOf(answer.value, "count");
  return ok({
    kind: "found",
    tickets: changes.tickets ?? [],
    customers: changes.customers ?? [],
    total: typeof count === "number" ? count : null,
  });
}
