import { laneOf } from "#domain/sync/intent.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { HumanReason } from "#domain/sync/outbox.ts";
import { singleEdits } from "#domain/sync/own-writes.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { AgentModel, Desk, Told } from "#test/support/sim/agent.ts";
import { checkMacroQuestion, checkMacros } from "#test/support/sim/check-macros.ts";
import { CLIENT_TIMEOUT_MS, OLDEST_READ_MS } from "#test/support/sim/model-net.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { Applied } from "#test/support/sim/model-wire.ts";

export type History = {
  readonly desk: Desk;
  readonly model: AgentModel;
  readonly server: ModelServer;
  readonly outbox: Outbox;
  /** The journal as a new start reads it. */
  readonly reopened: Outbox | null;
  /** The same agent at other accounts. */
  readonly others: readonly AgentModel[];
};

/** Compares what the agent was told with what the server's ledger says. Names of invariants: main/sync/SPEC.md. */
export function checkHistory(history: History): readonly string[] {
  return [
    ...checkLedger(history),
    ...checkOrder(history),
    ...checkStates(history),
    ...checkMacros(history),
    ...checkTexts(history),
    ...checkGate(history),
    ...checkReopened(history),
  ];
}

const short = (opId: string): string => opId.slice(0, 8);

function byOp(applied: readonly Applied[]): ReadonlyMap<string, readonly Applied[]> {
  const grouped = new Map<string, Applied[]>();
  for (const one of applied) grouped.set(one.op, [...(grouped.get(one.op) ?? []), one]);
  return grouped;
}

function checkLedger({ model, server, others }: History): readonly string[] {
  const found: string[] = [];
  const ledger = byOp(server.applied);
  const traceable = traceableOn(server, model);
  for (const [opId, lines] of ledger) {
    const told = model.told.get(opId);
    if (told === undefined) {
      const isOther = others.some((other) => other.told.has(opId));
      found.push(
        isOther
          ? `I5 ${short(opId)}: arrived at another account`
          : `I3 ${short(opId)}: nobody wrote this`,
      );
      continue;
    }
    const isOnce = told.intent.action.kind !== "update-ticket" || lines[0]?.text !== null;
    // Writing the same field values twice changes nothing; a text twice is a reply twice.
    if (lines.length > 1 && isOnce) {
      found.push(`I2 ${short(opId)}: applied ${lines.length} times`);
    }
    for (const line of lines) {
      if (line.author !== told.intent.authorId) {
        found.push(`I5 ${short(opId)}: sent as ${line.author}, written by ${told.intent.authorId}`);
      }
      if (!told.texts.has(line.text)) {
        found.push(`I3 ${short(opId)}: arrived as "${line.text}"`);
      }
      if (line.files.toSorted().join() !== filesOf(told).toSorted().join()) {
        found.push(`I3 ${short(opId)}: arrived with ${line.files.length} files`);
      }
      if (told.ended === "yes" && !told.inDoubt && traceable(line)) {
        found.push(`I6 ${short(opId)}: applied although it was taken back`);
      }
      if (line.overwrote.length > 0 && !told.confirmed && server.conditional) {
        found.push(`I12 ${short(opId)}: overwrote ${line.overwrote.join(", ")}`);
      }
    }
  }
  return found;
}

const filesOf = ({ intent: { action } }: Told): readonly string[] =>
  action.kind === "update-ticket" || action.kind === "create-ticket"
    ? (action.comment?.files ?? []).map(({ stagedId }) => stagedId)
    : [];

/** Reads may be this much older than the moment at which somebody is asked, ms. */
const OLD_LOOK_MS = OLDEST_READ_MS + CLIENT_TIMEOUT_MS;

/**
 * Called when a person is asked: nobody is asked about a field that only their own earlier changes wrote since what
 * they began from, unless the write is so new that the look may be older.
 */
export function checkQuestion(
  { model, server }: Pick<History, "model" | "server">,
  opId: string,
  reason: HumanReason,
): readonly string[] {
  const action = model.told.get(opId)?.intent.action;
  if (reason.kind !== "field-conflict") return [];
  if (action?.kind !== "update-ticket")
    return checkMacroQuestion({ model, server }, opId, reason.conflicts);
  const entries = server.tickets.get(action.ticketId)?.entries ?? [];
  const edits = singleEdits(action.edits);
  return reason.conflicts.flatMap(({ field }) => {
    const base = edits.get(field)?.base;
    const writers = entries.filter((entry) => entry.fields.some((one) => one.field === field));
    const newest = writers.at(-1);
    if (newest === undefined || server.time() - newest.at < OLD_LOOK_MS) return [];
    for (const { op } of writers.toReversed()) {
      const told = op === null ? undefined : model.told.get(op);
      const other = told?.intent.action;
      if (told?.intent.authorId !== model.told.get(opId)?.intent.authorId) return [];
      if (other?.kind !== "update-ticket") return [];
      const own = singleEdits(other.edits).get(field);
      if (own?.base === base || own?.value === base) {
        return [`I16 ${short(opId)}: asked about ${field}, which they themselves wrote`];
      }
    }
    return [];
  });
}

/**
 * A change of fields leaves no certain trace where the remote keeps no marker: there the agent is shown the fields. A
 * merge is seen on the ticket itself.
 */
const traceableOn =
  (server: ModelServer, model: AgentModel) =>
  (line: Applied): boolean =>
    server.conditional ||
    line.text !== null ||
    model.told.get(line.op)?.intent.action.kind === "merge-ticket";

/** Per ticket and author, what was queued first arrives first; what makes the ticket comes before all of it. */
function checkOrder({ model, server }: History): readonly string[] {
  const found: string[] = [];
  const last = new Map<string, number>();
  const seen = new Set<string>();
  for (const line of server.applied) {
    const told = model.told.get(line.op);
    if (told === undefined || told.seq === 0 || seen.has(line.op)) continue;
    if (told.intent.action.kind === "create-ticket") continue;
    seen.add(line.op);
    const lane = `${line.ticketId} ${line.author}`;
    if (told.seq < (last.get(lane) ?? 0)) found.push(`I4 ${short(line.op)}: overtaken on ${lane}`);
    last.set(lane, Math.max(told.seq, last.get(lane) ?? 0));
  }
  return found;
}

function checkStates({ model, server, outbox }: History): readonly string[] {
  const found: string[] = [];
  const ledger = byOp(server.applied);
  const traceable = traceableOn(server, model);
  const entries = new Map(outbox.list().map((entry) => [entry.intent.opId, entry]));
  for (const [opId, told] of model.told) {
    const entry = entries.get(opId);
    const arrived = (ledger.get(opId) ?? []).length > 0 || server.macros.byOp(opId) !== null;
    if (entry === undefined) {
      if (told.queued === "yes" && !arrived && told.ended === "no") {
        found.push(`I1 ${short(opId)}: acknowledged, and now nowhere`);
      }
      continue;
    }
    if (!isFinal(entry.state)) {
      const why = entry.waitingFor?.kind ?? entry.reason?.kind ?? "nothing";
      found.push(`I10 ${short(opId)}: still ${entry.state} at the end, waiting for ${why}`);
    }
    if (entry.state === "done" && !arrived && needsSending(entry.attempts, told.texts)) {
      found.push(`I7 ${short(opId)}: said to be done, but it never arrived`);
    }
    const { action } = entry.intent;
    if (entry.state === "done" && action.kind === "merge-ticket") {
      const into = server.tickets.get(action.ticketId)?.ticket.mergedInto ?? null;
      if (into !== action.into) found.push(`I7 ${short(opId)}: said to be merged, and is not`);
    }
    if (entry.state === "cancelled" && told.ended === "no") {
      found.push(`I1 ${short(opId)}: gone without being taken back`);
    }
    if (entry.state === "cancelled" && !told.inDoubt && arrived) {
      const lines = ledger.get(opId) ?? [];
      if (lines.some(traceable)) {
        found.push(`I6 ${short(opId)}: cancelled in the journal, and arrived`);
      }
    }
  }
  const claims = new Map<string, string>();
  for (const entry of outbox.list()) {
    const { remoteId } = entry;
    if (entry.state !== "done" || remoteId === null) continue;
    const claim = `${laneOf(entry.intent)} ${remoteId}`;
    const other = claims.get(claim);
    if (other !== undefined) {
      found.push(`I8 entry ${remoteId} claimed by ${short(other)} and ${short(entry.intent.opId)}`);
    }
    claims.set(claim, entry.intent.opId);
  }
  return found;
}

/** A change of fields that the remote already had needs no sending. */
const needsSending = (attempts: number, texts: ReadonlySet<string | null>): boolean =>
  attempts > 0 && !texts.has(null);

/**
 * A public reply never goes past something public that the agent had not seen and was not asked about. Checked where the
 * write is pinned to the version that was looked at, except for the second of two entries within one second: a history
 * that lags between the two has the age of its ticket, and no reader can tell.
 */
function checkGate({ model, server }: History): readonly string[] {
  if (!server.conditional) return [];
  const found: string[] = [];
  for (const line of server.applied) {
    const told = model.told.get(line.op);
    const action = told?.intent.action;
    if (told === undefined || told.confirmed || action?.kind !== "update-ticket") continue;
    const { seen } = action;
    if (action.comment?.audience !== "public" || seen === null) continue;
    const entries = server.tickets.get(line.ticketId)?.entries ?? [];
    const missed = entries.find(
      (entry) =>
        entry.kind === "message" &&
        entry.at > seen.at &&
        entry.id < Number(line.entryId) &&
        entry.author !== line.author &&
        !entries.some((other) => other.at === entry.at && other.id < entry.id),
    );
    if (missed !== undefined) found.push(`I14 ${short(line.op)}: went past entry ${missed.id}`);
  }
  return found;
}

/** Every text that was saved or given back is in a draft, in its history, or was sent from it. */
function checkTexts({ desk, model, outbox }: History): readonly string[] {
  const keys = new Set(outbox.drafts.list().map((draft) => draft.key));
  for (const ticketId of desk.server.tickets.keys()) {
    keys.add(`reply/${ticketId}`);
    keys.add(`note/${ticketId}`);
  }
  for (const told of model.told.values()) {
    const { action } = told.intent;
    if (action.kind === "update-ticket") {
      keys.add(`reply/${action.ticketId}`);
      keys.add(`note/${action.ticketId}`);
    }
  }
  keys.add(`ticket/${desk.accountId}`);
  const kept = outbox.drafts.list().map((draft) => draft.text);
  for (const key of keys) kept.push(...outbox.drafts.history(key).map((draft) => draft.text));
  const all = kept.join("\n");
  return [...model.texts]
    .filter((text) => !all.includes(text))
    .map((text) => `I11 the text "${text}" is in no draft any more`);
}

/** What a new start reads is what this one knew. */
function checkReopened({ outbox, reopened }: History): readonly string[] {
  if (reopened === null) return ["I9 the journal does not open at the end"];
  const plain = (from: Outbox): string =>
    JSON.stringify([
      from.list().map((entry) => ({ ...entry, waitingFor: null })),
      from.drafts.list().toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ]);
  return plain(outbox) === plain(reopened) ? [] : ["I9 a new start reads something else"];
}

/** What every remote tells of a ticket in the same words. */
const factsOf = (row: Ticket): string =>
  JSON.stringify([
    row.version,
    row.updatedAt,
    row.subject,
    row.status,
    row.priority,
    row.tags,
    row.requesterId,
    row.assigneeId,
  ]);

/** After quiet, the cache holds what the server shows: nothing missing, nothing old, nothing extra. */
export function checkCache(
  server: ModelServer,
  rows: ReadonlyMap<string, Ticket>,
): readonly string[] {
  const found: string[] = [];
  for (const [id, kept] of server.tickets) {
    const row = rows.get(id);
    if (kept.hidden) continue; // the sweep's matter
    if (kept.gone) {
      if (row !== undefined) found.push(`I15 ${id} is gone, and still in the cache`);
    } else if (row === undefined) found.push(`I15 ${id} is missing in the cache`);
    else if (factsOf(row) !== factsOf(kept.ticket)) {
      found.push(`I15 ${id} is old in the cache`);
    }
  }
  return found;
}
