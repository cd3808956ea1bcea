import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Client, Query } from "#main/connectors/zendesk/client.ts";
import { listOf, nextAfter } from "#main/connectors/zendesk/parse.ts";

export type Listed = {
  readonly records: readonly unknown[];
  readonly suspicious: boolean;
  /** false: more was there than the cap lets us read. */
  readonly whole: boolean;
};

/** Largest page of a cursor-paged list. Source: zendesk-api facts §4. */
export const PAGE_SIZE = 100;

/**
 * Reads a whole cursor-paged list. Answers without `meta` (endpoints that never page) end after the first.
 *
 * @param key      Member that holds the records.
 * @param maxPages Cap on requests.
 */
export async function listAll(
  client: Client,
  path: string,
  key: string,
  query: Query,
  urgency: Urgency,
  signal: AbortSignal,
  maxPages = 100,
): Promise<Result<Listed, AppError>> {
  const records: unknown[] = [];
  let suspicious = false;
  let after: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await client.call(
      {
        method: "GET",
        path,
        query: { ...query, "page[size]": PAGE_SIZE, "page[after]": after ?? undefined },
        urgency,
      },
      signal,
    );
    if (!answer.ok) return answer;
    const list = listOf(answer.value, key);
    if (!list.ok) return list;
    records.push(...list.value);
    suspicious ||= answer.value.suspicious;
    const next = nextAfter(answer.value);
    if (next === null) return ok({ records, suspicious, whole: true });
    if (next === after) {
      return err({
        kind: "unavailable",
        status: 200,
        detail: `the list "${key}" does not move on`,
      });
    }
    after = next;
  }
  return ok({ records, suspicious, whole: false });
}
