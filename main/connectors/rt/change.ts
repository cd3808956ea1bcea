import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { sameValue } from "#domain/sync/merge.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import type { Exchange } from "#main/connectors/rt/client.ts";
import { fromStatus } from "#main/connectors/rt/mapping.ts";
import { isNobody, NOBODY_ID } from "#main/connectors/rt/directory.ts";
import { changesOf } from "#main/connectors/rt/map-thread.ts";
import { toFieldValue } from "#main/connectors/rt/map-ticket.ts";
import { refused } from "#main/connectors/rt/outcome.ts";
import type { UpdatePlan } from "#main/connectors/rt/plan.ts";
import { linksDone, linkWishes, watcherWishes, type Wish } from "#main/connectors/rt/watchers.ts";
import { writeFollowUp } from "#main/connectors/rt/follow-up.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { readHistory } from "#main/connectors/rt/thread.ts";
import { mapContext, readTickets } from "#main/connectors/rt/tickets.ts";
import { fromWireTime, toWallClock, toWireDate } from "#main/connectors/rt/time.ts";
import type { WireTicket } from "#main/connectors/rt/wire.ts";

type Edits = UpdatePlan["edits"];

export type Wishes = {
  readonly body: Readonly<Record<string, unknown>>;
  /** `take`, `steal`, `untake`: changes of the owner that need less of a right than naming one. */
  readonly ownerCall: string | null;
  readonly wishes: readonly Wish[];
};

function toWireField(
  value: FieldValue,
  type: string,
  timeZone: string | null,
): Result<unknown, AppError> {
  if (value === null || typeof value === "object") return ok(value === null ? null : [...value]);
  if (type === "DateTime") {
    const at = Date.parse(String(value));
    if (Number.isNaN(at)) return err(refused("customFields", "not a date"));
    // Date-time fields are read in the account's zone; without one the instant would be a guess.
    if (timeZone === null)
      return err(refused("customFields", "the account has no time zone there"));
    return ok(toWallClock(at, timeZone));
  }
  return ok(String(value));
}

const sameInstant = (a: FieldValue, b: FieldValue): boolean =>
  typeof a === "string" && typeof b === "string" && Date.parse(a) === Date.parse(b);

/**
 * What to send for these edits, and what the ticket must show afterwards. Everything is checked here first: the server
 * answers 200 to what it did not do, and reads bad numbers as 0 and bad dates as none.
 * Source: rt-rest2 facts §8 Change, traps 1 and 5.
 */
export function toWishes(
  edits: Edits,
  ticket: WireTicket,
  remote: Remote,
): Result<Wishes, AppError> {
  const { mapping, directory } = remote;
  const body: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  const wishes: Wish[] = [];
  let ownerCall: string | null = null;
  const { Lifecycle: lifecycle } = ticket.Queue;

  if (edits.kind !== undefined) return err(refused("kind", "Request Tracker has no ticket types"));
  if (edits.status !== undefined) {
    const word = fromStatus(
      mapping,
      lifecycle,
      edits.status.value,
      directory.statuses(lifecycle),
      ticket.Status,
    );
    if (word === null) {
      return err(
        refused("status", `the lifecycle "${lifecycle}" has no status for "${edits.status.value}"`),
      );
    }
    body["Status"] = word;
    wishes.push({ field: "status", isDone: (now) => now.Status === word });
  }
  if (edits.priority !== undefined) {
    const number = mapping.priorities[edits.priority.value ?? "low"];
    body["Priority"] = number;
    wishes.push({ field: "priority", isDone: (now) => now.Priority === number });
  }
  if (edits.assigneeId !== undefined) {
    const wanted =
      edits.assigneeId.value === null ? NOBODY_ID : Number(remoteOf(edits.assigneeId.value));
    const me = remote.me()?.id ?? null;
    const isMine = ticket.Owner.id === me;
    if (wanted === me && isNobody(ticket.Owner)) ownerCall = "take";
    else if (wanted === me && !isMine) ownerCall = "steal";
    else if (wanted === NOBODY_ID && isMine) ownerCall = "untake";
    else body["Owner"] = wanted === NOBODY_ID ? "Nobody" : wanted;
    wishes.push({
      field: "assigneeId",
      isDone: ({ Owner: owner }) => (wanted === NOBODY_ID ? isNobody(owner) : owner.id === wanted),
    });
  }
  if (edits.groupId !== undefined) {
    if (edits.groupId.value === null)
      return err(refused("groupId", "a ticket is always in a queue"));
    const wanted = Number(remoteOf(edits.groupId.value));
    body["Queue"] = wanted;
    wishes.push({ field: "groupId", isDone: (now) => now.Queue.id === wanted });
  }
  if (edits.subject !== undefined) {
    const wanted = edits.subject.value;
    body["Subject"] = wanted;
    wishes.push({ field: "subject", isDone: (now) => (now.Subject ?? "") === wanted });
  }
  if (edits.dueAt !== undefined) {
    const at = edits.dueAt.value;
    const wanted = at === null ? null : Math.floor(at / 1000) * 1000;
    body["Due"] = toWireDate(wanted);
    wishes.push({ field: "dueAt", isDone: (now) => fromWireTime(now.Due) === wanted });
  }
  const watchers = watcherWishes(edits, ticket);
  if (!watchers.ok) return watchers;
  Object.assign(body, watchers.value.body);
  wishes.push(...watchers.value.wishes);
  const links = linkWishes(edits);
  if (!links.ok) return links;
  Object.assign(body, links.value);
  if (edits.tags !== undefined) {
    const name = mapping.fields.tags;
    const known = ticket.CustomFields?.find((one) => one.name === name);
    if (known === undefined) {
      return err(refused("tags", `this queue has no custom field "${name}" to keep tags in`));
    }
    const { add, remove } = edits.tags;
    const kept = known.values.filter((tag) => !remove.includes(tag));
    const wanted = [...new Set([...kept, ...add])];
    custom[name] = wanted;
    wishes.push({
      field: "tags",
      isDone: (now) =>
        sameValue(now.CustomFields?.find((one) => one.name === name)?.values ?? [], wanted),
    });
  }
  for (const [fieldId, edit] of Object.entries(edits.customFields ?? {})) {
    const id = Number(remoteOf(fieldId));
    const field = directory.field(id);
    const shown = ticket.CustomFields?.find((one) => one.id === id);
    if (field === null || shown === undefined) {
      return err(refused(fieldId, "this queue does not have the custom field"));
    }
    const value = toWireField(edit.value, field.type, remote.me()?.timeZone ?? null);
    if (!value.ok) return value;
    custom[field.name] = field.isMany && value.value === null ? [] : value.value;
    const wanted = edit.value === "" ? null : edit.value;
    wishes.push({
      field: fieldId,
      isDone: (now) => {
        const wire = now.CustomFields?.find((one) => one.id === id);
        const has = wire === undefined ? null : toFieldValue(wire, field.isMany);
        const text =
          typeof wanted === "number" || typeof wanted === "boolean" ? String(wanted) : wanted;
        return (
          sameValue(has, text) ||
          sameInstant(has, text) ||
          (Array.isArray(text) && text.length === 0 && has === null)
        );
      },
    });
  }
  if (Object.keys(custom).length > 0) body["CustomFields"] = custom;
  return ok({ body, ownerCall, wishes });
}

/** What became of the changes of one attempt. */
export type Changed =
  | { readonly kind: "done" }
  | { readonly kind: "moved" }
  | { readonly kind: "refused"; readonly error: AppError }
  | { readonly kind: "failed"; readonly failure: Extract<Exchange, { kind: "error" }> };

const failed = (error: AppError, left: boolean): Changed => ({
  kind: "failed",
  failure: { kind: "error", error, left },
});

/** Whether somebody else changed one of these fields since the changes were decided. */
async function movedSince(
  remote: Remote,
  number: string,
  stamp: string,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Result<boolean, AppError>> {
  const since = stamp === "" ? 0 : Number(stamp);
  const rows = await readHistory(remote, number, { since }, "outbox", notesFor(remote), signal);
  if (!rows.ok) return rows;
  const me = remote.me()?.id;
  const context = mapContext(remote);
  return ok(
    rows.value.some(
      (one) =>
        one.Creator.id !== me &&
        // what the server does by itself (a reply opens a new ticket) is no opinion of a person
        one.Creator.id !== 1 &&
        changesOf(one, context).some((change) => names.has(change.field)),
    ),
  );
}

async function readWire(
  remote: Remote,
  ticketId: TicketId,
  signal: AbortSignal,
): Promise<Result<WireTicket, AppError>> {
  const read = await readTickets(remote, [ticketId], "outbox", signal);
  if (!read.ok) return read;
  const wire = read.value.wire[0];
  return wire === undefined ? err({ kind: "conflict", detail: "the ticket is gone" }) : ok(wire);
}

/**
 * Writes changes and reads them back: a 200 alone means nothing. Guarded twice against overwriting somebody: by the
 * history since the changes were decided, and by `If-Match` with what the ticket shows now.
 */
export async function writeChanges(
  remote: Remote,
  ticketId: TicketId,
  edits: Edits,
  stamp: string,
  signal: AbortSignal,
): Promise<Changed> {
  const number = remoteOf(ticketId);
  const { client } = remote;
  const detail = await client.call(
    { method: "GET", path: `/ticket/${number}`, urgency: "outbox" },
    signal,
  );
  if (!detail.ok) return failed(detail.error, false);
  let etag = (detail.value.headers["etag"] ?? "").replace(/^W\//, "").replaceAll('"', "");
  const before = await readWire(remote, ticketId, signal);
  if (!before.ok) return failed(before.error, false);
  const wanted = toWishes(edits, before.value, remote);
  if (!wanted.ok) return { kind: "refused", error: wanted.error };
  const { body, ownerCall, wishes } = wanted.value;
  if (etag !== stamp) {
    const names = new Set(wishes.map((one) => one.field));
    const moved = await movedSince(remote, number, stamp, names, signal);
    if (!moved.ok) return failed(moved.error, false);
    if (moved.value) return { kind: "moved" };
  }
  const words: string[] = [];
  const put = async (path: string, json: unknown): Promise<Changed | null> => {
    const exchange = await client.attempt(
      {
        method: "PUT",
        path,
        json,
        ...(etag === "" ? {} : { headers: { "if-match": `"${etag}"` } }),
        urgency: "outbox",
      },
      signal,
    );
    if (exchange.kind === "error") {
      if (exchange.error.kind === "conflict") return { kind: "moved" };
      return { kind: "failed", failure: exchange };
    }
    const { json: said } = exchange.answer;
    if (Array.isArray(said)) words.push(...said.filter((one) => typeof one === "string"));
    return null;
  };
  if (ownerCall !== null) {
    const stopped = await put(`/ticket/${number}/${ownerCall}`, {});
    if (stopped !== null) return stopped;
    etag = ""; // our own change moved it
  }
  if (Object.keys(body).length > 0) {
    const stopped = await put(`/ticket/${number}`, body);
    if (stopped !== null) return stopped;
  }
  const after = await readWire(remote, ticketId, signal);
  if (!after.ok) return failed(after.error, true);
  const missing: { readonly field: string }[] = wishes.filter((one) => !one.isDone(after.value));
  if (edits.links !== undefined) {
    const shown = await client.call(
      { method: "GET", path: `/ticket/${number}`, urgency: "outbox" },
      signal,
    );
    if (!shown.ok) return failed(shown.error, true);
    if (!linksDone(edits.links, shown.value)) missing.push({ field: "links" });
  }
  if (missing.length === 0) {
    return edits.followUpAt === undefined
      ? { kind: "done" }
      : writeFollowUp(remote, before.value, edits.followUpAt, signal);
  }
  const fields = missing.map((one) => fieldWord(one.field, remote)).join(", ");
  const said = words.join(" · ").slice(0, 300);
  return {
    kind: "refused",
    error: refused(missing[0]?.field ?? null, `not changed: ${fields}. The server said: ${said}`),
  };
}

/** A custom field by its name, every other by ours. */
function fieldWord(field: string, remote: Remote): string {
  const own = remote.directory.field(Number(remoteOf(field)));
  return field === globalId(remote.accountId, remoteOf(field)) && own !== null ? own.name : field;
}
