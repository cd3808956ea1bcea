import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import { PAGE_SIZE, readAll, readPage, search } from "#main/connectors/rt/list.ts";
import {
  groupParts,
  hasText,
  isAgentsWork,
  TRANSACTION_FIELDS,
  type Parts,
} from "#main/connectors/rt/map-thread.ts";
import { parseRecords, type Notes } from "#main/connectors/rt/parse.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { WireBody, WireFile, WireTransaction } from "#main/connectors/rt/wire.ts";

/** Texts are asked for in two halves at once, unless they are few. */
const FEW = 40;

/** Notes who works here. @returns Whether somebody new turned up. */
export function noteAgents(remote: Remote, rows: readonly WireTransaction[]): boolean {
  const found = rows.filter(isAgentsWork).map((one) => remote.directory.noteAgent(one.Creator));
  return found.some((isNew) => isNew);
}

/** All bodies or files of some messages, page by page along their ids. */
async function readParts(
  remote: Remote,
  ids: readonly number[],
  what: "bodies" | "files",
  urgency: Urgency,
  signal: AbortSignal,
): Promise<Result<{ readonly items: readonly unknown[]; readonly suspicious: boolean }, AppError>> {
  const isBodies = what === "bodies";
  const items: unknown[] = [];
  let suspicious = false;
  let after = 0;
  for (;;) {
    const query = search(
      { field: "TransactionId", operator: "IN", value: ids },
      { field: "Filename", operator: isBodies ? "IS" : "IS NOT", value: "NULL" },
      // never list Content without this: a page could hold a hundred large files
      ...(isBodies ? [{ field: "ContentType", operator: "LIKE", value: "text/" }] : []),
      { field: "id", operator: ">", value: after },
    );
    const fields = isBodies
      ? "Content,ContentType,TransactionId"
      : "Filename,ContentType,ContentLength,TransactionId,Headers";
    const page = await readPage(
      remote.client,
      { path: "/attachments", query: { query, fields }, urgency },
      signal,
    );
    if (!page.ok) return page;
    items.push(...page.value.items);
    suspicious ||= page.value.suspicious;
    const last = page.value.items.at(-1);
    const lastId = typeof last === "object" && last !== null && "id" in last ? Number(last.id) : 0;
    // All messages asked for were shown to us, so no parts of them are hidden and a short page is the last.
    if (page.value.items.length < PAGE_SIZE || !(lastId > after)) return ok({ items, suspicious });
    after = lastId;
  }
}

/** Texts and lists of files of the messages among these transactions. Source: rt-rest2 facts §6. */
export async function partsOf(
  remote: Remote,
  rows: readonly WireTransaction[],
  urgency: Urgency,
  notes: Notes,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<number, Parts>, AppError>> {
  const ids = rows.filter((one) => hasText(one.Type)).map((one) => one.id);
  if (ids.length === 0) return ok(new Map());
  const half = ids.length <= FEW ? ids.length : Math.ceil(ids.length / 2);
  const chunks = [ids.slice(0, half), ids.slice(half)].filter((chunk) => chunk.length > 0);
  const [files, ...bodies] = await Promise.all([
    readParts(remote, ids, "files", urgency, signal),
    ...chunks.map((chunk) => readParts(remote, chunk, "bodies", urgency, signal)),
  ]);
  if (!files.ok) return files;
  const texts: WireBody[] = [];
  for (const one of bodies) {
    if (!one.ok) return one;
    texts.push(
      ...parseRecords(one.value.items, WireBody, "message text", one.value.suspicious, notes),
    );
  }
  const { items, suspicious } = files.value;
  return ok(groupParts(texts, parseRecords(items, WireFile, "file", suspicious, notes)));
}

/** How much of a history is read. */
export type Reach =
  /** The last page; the whole of it when that does not reach back to this time. ms epoch, null: the page will do. */
  | { readonly newestTo: number | null }
  | {
      /** Only newer transactions; 0: from the start. */
      readonly since: number;
      /** Ask for the fields of replies too; slow, so only where our operations are looked for. */
      readonly withMarkers?: boolean;
    };
const NEWEST = 50;

/** History of one ticket and of those merged into it, oldest first. */
export async function readHistory(
  remote: Remote,
  ticket: string,
  reach: Reach,
  urgency: Urgency,
  notes: Notes,
  signal: AbortSignal,
): Promise<Result<readonly WireTransaction[], AppError>> {
  const path = `/ticket/${ticket}/history`;
  const isNewest = "newestTo" in reach;
  const marked = !isNewest && reach.withMarkers === true;
  const fields = marked ? `${TRANSACTION_FIELDS.fields},CustomFields` : TRANSACTION_FIELDS.fields;
  const query = { ...TRANSACTION_FIELDS, fields };
  const listed = isNewest
    ? await readPage(
        remote.client,
        { path, query: { ...query, order: "DESC", per_page: NEWEST }, urgency },
        signal,
      )
    : await readAll(
        remote.client,
        {
          path,
          // JSON, never text: a text search here leaves the ticket (facts §7)
          query:
            reach.since === 0
              ? query
              : { ...query, query: search({ field: "id", operator: ">", value: reach.since }) },
          urgency,
        },
        signal,
        false,
      );
  if (!listed.ok) return listed;
  const { items, suspicious } = listed.value;
  const rows = parseRecords(items, WireTransaction, "entry", suspicious, notes);
  const oldest = Math.min(...rows.map((one) => Date.parse(one.Created)));
  if (isNewest && reach.newestTo !== null && rows.length === NEWEST && oldest > reach.newestTo) {
    return readHistory(remote, ticket, { since: 0 }, urgency, notes, signal);
  }
  noteAgents(remote, rows);
  return ok(rows.toSorted((a, b) => a.id - b.id));
}
