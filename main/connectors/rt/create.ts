import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type GlobalId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import { PAGE_SIZE, quote, readPage } from "#main/connectors/rt/list.ts";
import { fromStatus } from "#main/connectors/rt/mapping.ts";
import { NO_PARTS, textOf, TRANSACTION_FIELDS } from "#main/connectors/rt/map-thread.ts";
import { refused, toOutcome } from "#main/connectors/rt/outcome.ts";
import { parseRecords } from "#main/connectors/rt/parse.ts";
import type { CreatePlan, PlannedComment } from "#main/connectors/rt/plan.ts";
import { toPlan } from "#main/connectors/rt/plan.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { postReply, toWireMessage } from "#main/connectors/rt/reply.ts";
import { partsOf, readHistory } from "#main/connectors/rt/thread.ts";
import { readTickets } from "#main/connectors/rt/tickets.ts";
import { WireId, WireTransaction } from "#main/connectors/rt/wire.ts";

type Made =
  | { readonly kind: "made"; readonly number: number }
  | { readonly kind: "not"; readonly outcome: PushOutcome };
const not = (outcome: PushOutcome): Made => ({ kind: "not", outcome });

/** Queue of a new ticket: as asked, as mapped, else the first the agent may see. */
function queueOf(plan: CreatePlan, { directory, mapping }: Remote) {
  const all = directory.queues();
  if (plan.groupId !== null) {
    return all.find((one) => one.id === Number(remoteOf(plan.groupId ?? ""))) ?? null;
  }
  return all.find((one) => one.name === mapping.newTicketQueue) ?? all[0] ?? null;
}

/**
 * Makes one ticket. Its text goes along only when the customer may read it: the first text of a ticket is mailed to
 * them. An internal one is posted as a note right after; until that is there, the ticket does not count as made, and
 * `findMade` finishes what was begun. Source: rt-rest2 facts §8 Create.
 */
export async function createTicket(
  remote: Remote,
  plan: CreatePlan,
  signal: AbortSignal,
): Promise<Made> {
  const ready = await remote.directory.ensure("outbox", signal);
  if (!ready.ok) return not(toOutcome({ kind: "error", error: ready.error, left: false }));
  const { mapping, directory } = remote;
  const queue = queueOf(plan, remote);
  if (queue === null) {
    return not({ kind: "refused", error: refused("groupId", "no queue to make the ticket in") });
  }
  const known = directory.statuses(queue.lifecycle);
  const status =
    plan.status === null ? null : fromStatus(mapping, queue.lifecycle, plan.status, known, null);
  if (plan.status !== null && status === null) {
    const words = `the lifecycle "${queue.lifecycle}" has no status for "${plan.status}"`;
    return not({ kind: "refused", error: refused("status", words) });
  }
  const { tags, created } = mapping.fields;
  const custom = {
    ...(queue.ticketFields.has(created) ? { [created]: plan.opId } : {}),
    ...(plan.tags.length > 0 && queue.ticketFields.has(tags) ? { [tags]: plan.tags } : {}),
  };
  const exchange = await remote.client.attempt(
    {
      method: "POST",
      path: "/ticket",
      json: {
        Queue: String(queue.id),
        Subject: plan.subject,
        Requestor: plan.requester.email,
        ...(plan.comment.isPublic ? toWireMessage(plan.comment) : {}),
        ...(status === null ? {} : { Status: status }),
        ...(plan.priority === null ? {} : { Priority: mapping.priorities[plan.priority] }),
        ...(plan.assigneeId === null ? {} : { Owner: Number(remoteOf(plan.assigneeId)) }),
        ...(Object.keys(custom).length === 0 ? {} : { CustomFields: custom }),
      },
      urgency: "outbox",
    },
    signal,
  );
  if (exchange.kind === "error") return not(toOutcome(exchange));
  const number = numberOf(exchange.answer.json, exchange.answer.headers["location"]);
  if (number === null) return not({ kind: "ambiguous", detail: "the answer names no ticket" });
  if (!plan.comment.isPublic) {
    remote.noteTries.set(plan.opId, remote.clock.monotonic());
    const noted = await addNote(remote, number, plan.opId, plan.comment, signal);
    if (!noted.ok)
      return not({ kind: "ambiguous", detail: "the ticket is there, its note not yet" });
  }
  return { kind: "made", number };
}

function numberOf(json: unknown, location: string | undefined): number | null {
  const id = typeof json === "object" && json !== null && "id" in json ? json.id : null;
  const parsed = WireId.safeParse(id);
  if (parsed.success) return parsed.data;
  const told = /\/ticket\/(\d{1,15})$/.exec(location ?? "")?.[1];
  return told === undefined ? null : Number(told);
}

async function addNote(
  remote: Remote,
  number: number,
  opId: string,
  comment: PlannedComment,
  signal: AbortSignal,
): Promise<Result<null, AppError>> {
  const ticketId = globalId(remote.accountId, number);
  const read = await readTickets(remote, [ticketId], "outbox", signal);
  const queue = read.ok ? read.value.wire[0]?.Queue.id : undefined;
  const fields = queue === undefined ? null : remote.directory.queue(queue)?.replyFields;
  const posted = await postReply(remote, ticketId, opId, comment, fields ?? new Set(), signal);
  return posted.exchange.kind === "error" ? err(posted.exchange.error) : ok(null);
}

/** Local clocks may be wrong by minutes. */
const CLOCK_SLACK_MS = 600_000;

/** Numbers of tickets that may be what an earlier attempt made: by our field, else by who, when and what. */
async function candidates(
  remote: Remote,
  plan: CreatePlan,
  since: number,
  signal: AbortSignal,
): Promise<Result<readonly number[], AppError>> {
  const { client, mapping } = remote;
  const created = mapping.fields.created;
  if (queueOf(plan, remote)?.ticketFields.has(created) === true) {
    const listed = await readPage(
      client,
      {
        path: "/tickets",
        query: { query: `CF.{${created}}=${quote(plan.opId)}`, fields: "CustomFields" },
        urgency: "outbox",
      },
      signal,
    );
    if (!listed.ok) return listed;
    // a server that ignores the search must not make us claim a stranger's ticket
    const mine = listed.value.items.filter((one) => JSON.stringify(one).includes(plan.opId));
    return ok(
      mine.flatMap((one) => {
        const id = typeof one === "object" && one !== null && "id" in one ? one.id : null;
        const parsed = WireId.safeParse(id);
        return parsed.success ? [parsed.data] : [];
      }),
    );
  }
  const me = remote.me();
  if (me === null) return ok([]);
  const listed = await readPage(
    client,
    {
      path: "/transactions",
      query: {
        ...TRANSACTION_FIELDS,
        query: `ObjectType='RT::Ticket' AND Type='Create' AND Creator=${me.id}`,
        order: "DESC",
        per_page: PAGE_SIZE,
      },
      urgency: "outbox",
    },
    signal,
  );
  if (!listed.ok) return listed;
  const notes = notesFor(remote);
  const rows = parseRecords(
    listed.value.items,
    WireTransaction,
    "entry",
    listed.value.suspicious,
    notes,
  ).filter((one) => one.Creator.id === me.id && Date.parse(one.Created) >= since);
  const ids = rows.map((one) => globalId(remote.accountId, one.ObjectId));
  const read = await readTickets(remote, ids, "outbox", signal);
  if (!read.ok) return read;
  return ok(
    read.value.wire
      .filter(
        (one) =>
          (one.Subject ?? "") === plan.subject &&
          one.Requestor.some(
            (who) => who.EmailAddress?.toLowerCase() === plan.requester.email.toLowerCase(),
          ),
      )
      .map((one) => one.id),
  );
}

/** The files are not at hand when an earlier attempt is finished: the note names them instead. */
function withFileNames(comment: PlannedComment, { action }: Intent): PlannedComment {
  const files = action.kind === "create-ticket" ? action.comment.files : [];
  if (files.length === 0) return comment;
  return {
    ...comment,
    text: `${comment.text}\n\n(${files.map((one) => one.fileName).join(", ")})`,
  };
}

const squeeze = (text: string): string => text.replace(/\s+/gu, " ").trim();

/**
 * What an earlier attempt of a create made; null = nothing. An internal text that is still missing on it is posted now,
 * once no earlier attempt can land any more.
 */
export async function findMade(
  remote: Remote,
  intent: Intent,
  signal: AbortSignal,
): Promise<Result<GlobalId | null, AppError>> {
  const plan = toPlan(intent, { base: "", stamp: "" }, new Map());
  if (plan.kind !== "create") return ok(null);
  const ready = await remote.directory.ensure("outbox", signal);
  if (!ready.ok) return ready;
  const found = await candidates(remote, plan, intent.createdAt - CLOCK_SLACK_MS, signal);
  if (!found.ok) return found;
  const [number] = found.value;
  if (number === undefined) return ok(null);
  const made = globalId(remote.accountId, number);
  if (plan.comment.isPublic) return ok(made);
  const notes = notesFor(remote);
  const rows = await readHistory(
    remote,
    String(number),
    { since: 0, withMarkers: true },
    "outbox",
    notes,
    signal,
  );
  if (!rows.ok) return rows;
  const comments = rows.value.filter((one) => one.Type === "Comment");
  const parts = await partsOf(remote, comments, "outbox", notes, signal);
  if (!parts.ok) return parts;
  const isThere = comments.some((one) =>
    squeeze(textOf(parts.value.get(one.id) ?? NO_PARTS).text).startsWith(
      squeeze(plan.comment.text),
    ),
  );
  if (isThere) return ok(made);
  const { clock, noteTries } = remote;
  const since = noteTries.get(plan.opId) ?? remote.startedAt;
  const ageMs = remote.client.serverNow() - Date.parse(rows.value[0]?.Created ?? "");
  if (!(ageMs >= remote.settleMs) || clock.monotonic() - since < remote.settleMs) {
    return err({ kind: "conflict", detail: "the note of a new ticket may still arrive" });
  }
  noteTries.set(plan.opId, clock.monotonic());
  const noted = await addNote(
    remote,
    number,
    plan.opId,
    withFileNames(plan.comment, intent),
    signal,
  );
  return noted.ok ? ok(made) : noted;
}
