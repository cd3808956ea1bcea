import { z } from "zod";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { askRt } from "#test/rt/support/rt-desk.ts";
import type { MemoryCache } from "#test/support/memory-cache.ts";

/**
 * The server's own books, read by its super user without any code of the product, and what a console holds beside them.
 */
const Id = z.coerce.number();
const Name = z.object({ Name: z.string() });
const BookTicket = z.object({
  id: Id,
  EffectiveId: Id,
  Subject: z.string(),
  Status: z.string(),
  Priority: z.string(),
  Created: z.string(),
  LastUpdated: z.string(),
  Due: z.string(),
  Queue: Name,
  Owner: Name,
});
const BookMessage = z.object({ id: Id, Type: z.string(), ObjectId: Id });
const BookText = z.object({
  id: Id,
  TransactionId: Id,
  ContentType: z.string(),
  Content: z.string().nullish(),
});
type BookTicket = z.infer<typeof BookTicket>;
type Message = {
  readonly ticket: number;
  readonly isNote: boolean;
  readonly plain: string | null;
  /** The start of a ticket that was made without a word. */
  readonly isEmptyStart: boolean;
};
export type Books = {
  readonly tickets: ReadonlyMap<number, BookTicket>;
  /** By transaction; `plain` is null where the mail has no plain part. */
  readonly messages: ReadonlyMap<number, Message>;
};

async function walk<T extends { readonly id: number }>(
  path: string,
  row: z.ZodType<T>,
  where: (after: number) => string,
  fields: Readonly<Record<string, string>>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  for (;;) {
    const query = new URLSearchParams({
      ...fields,
      query: where(rows.at(-1)?.id ?? 0),
      orderby: "id",
      per_page: "100",
    });
    const { json } = await askRt("root", "GET", `${path}?${query.toString()}`);
    const { items } = z.object({ items: z.array(row) }).parse(json);
    if (items.length === 0) return rows;
    rows.push(...items);
  }
}

/** Reads every ticket and every message of the desk. */
export async function readBooks(): Promise<Books> {
  const fields = {
    fields: "EffectiveId,Subject,Status,Priority,Created,LastUpdated,Due,Queue,Owner",
    "fields[Queue]": "Name",
    "fields[Owner]": "Name",
  };
  const living = await walk("/tickets", BookTicket, (after) => `id > ${after}`, fields);
  const merged = await walk(
    "/tickets",
    BookTicket,
    (after) => `id > ${after} AND EffectiveId != id`,
    fields,
  );
  const homes = new Map([...merged, ...living].map((one) => [one.id, one.EffectiveId]));
  const said = await walk(
    "/transactions",
    BookMessage,
    (after) =>
      `id > ${after} AND ObjectType='RT::Ticket' AND (Type='Create' OR Type='Correspond' OR Type='Comment')`,
    { fields: "Type,ObjectId" },
  );
  const texts = await walk(
    "/attachments",
    BookText,
    (after) =>
      JSON.stringify([
        { field: "Filename", operator: "IS", value: "NULL" },
        { field: "ContentType", operator: "LIKE", value: "text/" },
        { field: "id", operator: ">", value: after },
      ]),
    { fields: "TransactionId,ContentType,Content" },
  );
  const plain = new Map<number, string>();
  for (const one of texts) {
    if (one.ContentType !== "text/plain") continue;
    const before = plain.get(one.TransactionId);
    plain.set(
      one.TransactionId,
      `${before === undefined ? "" : `${before}\n`}${one.Content ?? ""}`,
    );
  }
  const worded = new Set(
    texts.filter((one) => (one.Content ?? "") !== "").map((one) => one.TransactionId),
  );
  return {
    tickets: new Map(living.map((one) => [one.id, one])),
    messages: new Map(
      said.map((one) => [
        one.id,
        {
          ticket: homes.get(one.ObjectId) ?? one.ObjectId,
          isNote: one.Type === "Comment",
          plain: plain.get(one.id) ?? null,
          isEmptyStart: one.Type === "Create" && !worded.has(one.id),
        },
      ]),
    ),
  };
}

const STATUSES: Readonly<Record<string, TicketStatus>> = {
  new: "new",
  open: "open",
  stalled: "pending",
  resolved: "solved",
  rejected: "solved",
  "awaiting parcel": "pending",
  inspecting: "open",
  refunded: "solved",
};
const timeOf = (text: string): number | null => {
  const at = Date.parse(text);
  return Number.isNaN(at) || at === 0 ? null : at;
};
const tidy = (text: string): string => text.replaceAll("\r\n", "\n").trimEnd();

/**
 * What a console shows that the books say otherwise, one line each: tickets with their fields and times, and every
 * message with its kind and its words.
 *
 * @param mayRead Queues this agent sees, by name.
 * @param seesNotes Whether the agent may read internal notes.
 */
export function differences(
  cache: MemoryCache,
  books: Books,
  mayRead: readonly string[],
  seesNotes = true,
): readonly string[] {
  const found: string[] = [];
  const expect = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs)
      found.push(`${what}: ${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} there`);
  };
  const named = (table: ReadonlyMap<string, { readonly name: string }>, id: string | null) =>
    id === null ? null : (table.get(id)?.name ?? `unknown ${id}`);
  const visible = [...books.tickets.values()].filter((one) => mayRead.includes(one.Queue.Name));
  const ours = new Map(
    [...cache.records.ticket.values()].map((one) => [Number(remoteOf(one.id)), one]),
  );
  for (const id of ours.keys()) {
    if (!visible.some((one) => one.id === id)) found.push(`ticket ${id} is shown and must not be`);
  }
  for (const book of visible) {
    const ticket = ours.get(book.id);
    if (ticket === undefined) {
      found.push(`ticket ${book.id} is missing`);
      continue;
    }
    const at = `ticket ${book.id}`;
    expect(`${at} subject`, ticket.subject, book.Subject);
    expect(`${at} status`, ticket.status, STATUSES[book.Status]);
    expect(`${at} queue`, named(cache.records.group, ticket.groupId), book.Queue.Name);
    expect(`${at} has an owner`, ticket.assigneeId !== null, book.Owner.Name !== "Nobody");
    expect(`${at} created`, ticket.createdAt, timeOf(book.Created));
    expect(`${at} updated`, ticket.updatedAt, timeOf(book.LastUpdated));
    expect(`${at} due`, ticket.dueAt, timeOf(book.Due));
  }
  const shown = new Set(visible.map((one) => one.id));
  const entries = new Map(
    [...cache.threads.values()]
      .flatMap((thread) => [...thread.values()])
      .filter((one) => one.kind !== "change")
      .map((one) => [Number(remoteOf(one.id)), one]),
  );
  for (const [id, message] of books.messages) {
    if (message.isEmptyStart) continue;
    if (!shown.has(message.ticket) || (message.isNote && !seesNotes)) continue;
    const entry = entries.get(id);
    if (entry === undefined) {
      found.push(`message ${id} of ticket ${message.ticket} is missing`);
      continue;
    }
    expect(`message ${id} ticket`, Number(remoteOf(entry.ticketId)), message.ticket);
    expect(`message ${id} is a note`, entry.kind === "note", message.isNote);
    if (message.plain !== null) expect(`message ${id} text`, tidy(entry.text), tidy(message.plain));
  }
  for (const [id, entry] of entries) {
    const message = books.messages.get(id);
    if (message === undefined) found.push(`message ${id} is shown and is in no book`);
    else if (entry.kind === "note" && !seesNotes) found.push(`note ${id} is shown and must not be`);
  }
  return found;
}
