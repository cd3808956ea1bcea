import type { RemoteFinding, RemoteHit } from "#contract/remote-search.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { parseQuery } from "#domain/search/parse-query.ts";
import type { Session } from "#main/accounts/session.ts";
import type { SearchFinding } from "#main/sync/ports.ts";

/**
 * Asks every account's helpdesk at once. A new question ends the one before: what the agent went on typing makes its
 * answer worthless, and helpdesks count each call.
 */
export function createRemoteSearch(
  sessions: () => readonly Pick<Session, "account" | "search">[],
): (text: string, limit: number) => Promise<readonly RemoteFinding[]> {
  let running = new AbortController();
  return (text, limit) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const { query } = parseQuery(text);
    return Promise.all(
      sessions().map(async ({ account, search }): Promise<RemoteFinding> => {
        const { accountId } = account;
        const found = await search(query, limit, signal);
        if (found === null) return { accountId, kind: "no-search" };
        if (!found.ok) return { accountId, kind: "failed", error: found.error };
        return { accountId, ...toFinding(found.value) };
      }),
    );
  };
}

function toFinding(
  finding: SearchFinding,
):
  | { readonly kind: "found"; readonly hits: readonly RemoteHit[]; readonly total: number | null }
  | { readonly kind: "cannot-ask"; readonly parts: readonly string[] } {
  if (finding.kind === "cannot-ask") return finding;
  const names = new Map(finding.customers.map(({ id, name }) => [id, name]));
  const hits = finding.tickets.map((ticket): RemoteHit => ({
    id: ticket.id,
    number: remoteOf(ticket.id),
    subject: ticket.subject,
    requesterName: names.get(ticket.requesterId) ?? "",
    status: ticket.status,
    statusLabel: ticket.statusLabel,
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
  }));
  return { kind: "found", hits, total: finding.total };
}
