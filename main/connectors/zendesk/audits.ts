import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Urgency } from "#main/net/limiter.ts";
import { PAGE_SIZE } from "#main/connectors/zendesk/list.ts";
import { listOf, nextAfter, parseRecords } from "#main/connectors/zendesk/parse.ts";
import { setAsideContext, type Remote } from "#main/connectors/zendesk/remote.ts";
import { WireAudit } from "#main/connectors/zendesk/wire.ts";

/** A ticket holds at most 5,000 comments; field changes come on top. */
const MAX_PAGES = 200;

type AuditQuery = {
  readonly ticket: string;
  /** Read back to this id at least; "" for all of them. Older ones that came along are in the result too. */
  readonly since: string;
  /** Enough to know the newest page. */
  readonly newestOnly: boolean;
  /** With `newestOnly`: go back until entries of this time, ms epoch; null: one page is enough. */
  readonly seenAt?: number | null;
  readonly urgency: Urgency;
  /** Notes about malformed audits are appended here. */
  readonly setAside: SetAside[];
};

/**
 * A ticket's history, oldest first.
 *
 * Asks for the newest first; a server that ignores that is recognised by the order of its answer and read to its
 * end, so that "newest" is always true. Source: zendesk-api facts §6.4, §12.
 */
export async function readAudits(
  remote: Remote,
  query: AuditQuery,
  signal: AbortSignal,
): Promise<Result<readonly WireAudit[], AppError>> {
  const since = query.since === "" ? 0 : Number(query.since);
  const found = new Map<number, WireAudit>();
  let after: string | null = null;
  for (let number = 0; number < MAX_PAGES; number += 1) {
    const answer = await remote.client.call(
      {
        method: "GET",
        path: `/tickets/${query.ticket}/audits.json`,
        query: { sort: "-created_at", "page[size]": PAGE_SIZE, "page[after]": after ?? undefined },
        urgency: query.urgency,
      },
      signal,
    );
    if (!answer.ok) return answer;
    const list = listOf(answer.value, "audits");
    if (!list.ok) return list;
    const { suspicious } = answer.value;
    const page = parseRecords(
      list.value,
      WireAudit,
      "audit",
      suspicious,
      setAsideContext(remote),
      query.setAside,
    );
    for (const audit of page) found.set(audit.id, audit);
    const first = page[0]?.id ?? 0;
    const last = page.at(-1)?.id ?? 0;
    const isNewestFirst = first > last;
    const oldestAt = Date.parse(page.at(-1)?.created_at ?? "");
    const isSeen = typeof query.seenAt !== "number" || oldestAt < query.seenAt;
    const isEnough =
      isNewestFirst && ((query.newestOnly && isSeen) || (since > 0 && last <= since));
    const next = nextAfter(answer.value);
    if (next === null || isEnough) {
      return ok([...found.values()].toSorted((a, b) => a.id - b.id));
    }
    if (next === after) break;
    after = next;
  }
  return err({ kind: "unavailable", status: 200, detail: "the history of a ticket does not end" });
}
