import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { Client, Query } from "#main/connectors/rt/client.ts";
import { readList, type Listed } from "#main/connectors/rt/parse.ts";

/** Largest page the server gives. Source: rt-rest2 facts §3. */
export const PAGE_SIZE = 100;

export type ListRequest = {
  readonly path: string;
  readonly query: Query;
  readonly urgency: Urgency;
};

/** One page. Always ordered: without `orderby` there is no order to rely on. */
export async function readPage(
  client: Client,
  { path, query, urgency }: ListRequest,
  signal: AbortSignal,
): Promise<Result<Listed, AppError>> {
  const answer = await client.call(
    {
      method: "GET",
      path,
      query: { orderby: "id", per_page: PAGE_SIZE, ...query },
      urgency,
    },
    signal,
  );
  return answer.ok ? readList(answer.value) : answer;
}

export type Whole = { readonly items: readonly unknown[]; readonly suspicious: boolean };

/** Pages without a row after which nothing more is expected: hidden rows leave gaps. Source: rt-rest2 facts §3. */
const EMPTY_PAGES = 2;
const MAX_PAGES = 2_000;

/**
 * Reads a whole list by page numbers. Rows an agent may not see are cut out after a page was made, so a short or an empty
 * page is not the end while no total is told. A server that answers a page past the end with the last one is noticed by
 * its page number and by ids that repeat. Source: rt-rest2 facts §3, trap 7.
 *
 * @param isThorough false: the first short page counts as the end even where no total is told.
 */
export async function readAll(
  client: Client,
  request: ListRequest,
  signal: AbortSignal,
  isThorough = true,
): Promise<Result<Whole, AppError>> {
  const items: unknown[] = [];
  const seen = new Set<unknown>();
  let suspicious = false;
  let empty = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const listed = await readPage(
      client,
      { ...request, query: { ...request.query, page } },
      signal,
    );
    if (!listed.ok) return listed;
    const { total } = listed.value;
    const fresh = listed.value.page === page ? listed.value.items.filter(isNew) : [];
    items.push(...fresh);
    suspicious ||= listed.value.suspicious;
    if (total !== null) {
      if (page * PAGE_SIZE >= total) break;
      continue;
    }
    empty = fresh.length === 0 ? empty + 1 : 0;
    if (empty >= EMPTY_PAGES || listed.value.page !== page) break;
    if (!isThorough && fresh.length < PAGE_SIZE) break;
  }
  return ok({ items, suspicious });

  function isNew(item: unknown): boolean {
    const id = typeof item === "object" && item !== null && "id" in item ? item.id : null;
    if (id === null) return true; // malformed: to be set aside
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  }
}

/** A JSON search, as `/attachments`, `/articles` and histories take them. Fields other than real columns are ignored. */
export const search = (
  ...terms: readonly {
    readonly field: string;
    readonly operator: string;
    readonly value: string | number | readonly number[];
  }[]
): string => JSON.stringify(terms);

/** Text inside quotes of a ticket or transaction search. */
export const quote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
