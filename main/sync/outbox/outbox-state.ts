import type { TicketId } from "#domain/kernel/ids.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent, IntentAction } from "#domain/sync/intent.ts";
import { NOTHING_DECIDED } from "#domain/sync/merge.ts";
import type { Decisions } from "#domain/sync/merge.ts";
import type { OutboxState } from "#domain/sync/outbox.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { JournalEvent, OpRecord } from "#main/sync/journal/journal-event.ts";

export const DRAFT_VERSIONS = 20;

export type DraftSlot = {
  /** null: cleared. */
  readonly current: Draft | null;
  /** Earlier versions, newest first, at most `DRAFT_VERSIONS`. */
  readonly earlier: readonly Draft[];
};

/** What the journal says, in memory. Values are immutable; the maps belong to their owner. */
export type OutboxData = {
  /** In order of queuing. */
  readonly ops: Map<string, OpRecord>;
  readonly drafts: Map<string, DraftSlot>;
  /** Provisional id → real id. */
  readonly aliases: Map<string, string>;
  nextSeq: number;
};

export const emptyData = (): OutboxData => ({
  ops: new Map(),
  drafts: new Map(),
  aliases: new Map(),
  nextSeq: 1,
});

export const cloneData = (data: OutboxData): OutboxData => ({
  ops: new Map(data.ops),
  drafts: new Map(data.drafts),
  aliases: new Map(data.aliases),
  nextSeq: data.nextSeq,
});

/** Brings one event into `data`. The same events in the same order give the same data: replay is this and nothing else. */
export function applyEvent(data: OutboxData, event: JournalEvent): void {
  switch (event.kind) {
    case "draft.saved":
      saveDraft(data, event.draft);
      return;
    case "draft.cleared":
      clearDraft(data, event.key);
      return;
    case "op.queued":
      data.ops.set(event.intent.opId, queued(event.intent, event.seq, event.at));
      data.nextSeq = Math.max(data.nextSeq, event.seq + 1);
      return;
    case "op.kept":
      data.ops.set(event.record.intent.opId, event.record);
      data.nextSeq = Math.max(data.nextSeq, event.record.seq + 1);
      return;
    case "id.alias":
      data.aliases.set(event.from, event.to);
      return;
    case "seq.next":
      data.nextSeq = Math.max(data.nextSeq, event.next);
      return;
    case "op.edited":
    case "op.pinned":
    case "op.attempt":
    case "op.done":
    case "op.needs_human":
    case "op.cancelled":
    case "op.retried":
    case "op.confirmed":
      applyToOp(data, event);
  }
}

type OpEvent = Extract<JournalEvent, { readonly opId: string }>;

function applyToOp(data: OutboxData, event: OpEvent): void {
  const op = data.ops.get(event.opId);
  if (op === undefined) return;
  const put = (change: Partial<OpRecord>): void => {
    data.ops.set(event.opId, { ...op, ...change });
  };
  switch (event.kind) {
    case "op.edited":
      put({ intent: withText(op.intent, event.text), changedAt: event.at });
      return;
    case "op.pinned":
      put({
        pin: event.pin,
        state: op.attempts === 0 ? "pinned" : "sending",
        changedAt: event.at,
      });
      return;
    case "op.attempt":
      put({
        state: "sending",
        attempts: event.attempt,
        lastAttemptAt: event.at,
        changedAt: event.at,
      });
      return;
    case "op.done":
      put({
        state: "done",
        reason: null,
        remoteId: event.remoteId,
        createdId: event.createdId,
        macroStamps: event.macroStamps,
        changedAt: event.at,
      });
      if (event.createdId !== null) adopt(data, provisionalOf(op.intent), event.createdId);
      return;
    case "op.needs_human":
      put({
        state: "needs-human",
        reason: event.reason,
        shownUpTo: event.shownUpTo,
        confirmed: false,
        changedAt: event.at,
      });
      return;
    case "op.cancelled":
      put({ state: "cancelled", changedAt: event.at });
      return;
    case "op.retried":
      put({ state: resumed(op), reason: null, changedAt: event.at });
      return;
    case "op.confirmed":
      put({
        state: resumed(op),
        reason: null,
        confirmed: true,
        confirmedUpTo: op.shownUpTo ?? op.confirmedUpTo,
        decided: decide(op, event.keep),
        changedAt: event.at,
      });
  }
}

/** Decides the fields that the agent was asked about, and no others: a later conflict is a new question. */
function decide(op: OpRecord, keep: readonly string[]): Decisions {
  if (op.reason?.kind !== "field-conflict") return op.decided;
  const asked = op.reason.conflicts.map((conflict) => conflict.field);
  const before = [...op.decided.keep, ...op.decided.leave].filter((name) => !asked.includes(name));
  return {
    keep: [
      ...op.decided.keep.filter((name) => before.includes(name)),
      ...asked.filter((name) => keep.includes(name)),
    ],
    leave: [
      ...op.decided.leave.filter((name) => before.includes(name)),
      ...asked.filter((name) => !keep.includes(name)),
    ],
  };
}

/** What may have left the machine is looked for first, never simply sent again. */
const resumed = (op: OpRecord): OutboxState => (op.attempts === 0 ? "queued" : "sending");

const queued = (intent: Intent, seq: number, at: number): OpRecord => ({
  intent,
  seq,
  state: "queued",
  pin: null,
  attempts: 0,
  lastAttemptAt: null,
  waitingFor: null,
  reason: null,
  remoteId: null,
  createdId: null,
  confirmed: false,
  changedAt: at,
  decided: NOTHING_DECIDED,
  shownUpTo: null,
  confirmedUpTo: null,
  macroStamps: null,
});

/** Text of the comment that an intent carries; null when it has none. */
export function textOf(action: IntentAction): string | null {
  if (action.kind === "update-ticket") return action.comment?.text ?? null;
  return action.kind === "create-ticket" ? action.comment.text : null;
}

function withText(intent: Intent, text: string): Intent {
  const { action } = intent;
  if (action.kind === "create-ticket") {
    return { ...intent, action: { ...action, comment: { ...action.comment, text } } };
  }
  if (action.kind !== "update-ticket" || action.comment === null) return intent;
  return { ...intent, action: { ...action, comment: { ...action.comment, text } } };
}

/** The id that an intent gave to what it creates; null when it creates nothing. */
export function provisionalOf(intent: Intent): string | null {
  const { action } = intent;
  if (action.kind === "create-ticket") return action.ticketId;
  return action.kind === "save-macro" && action.base === null ? action.macro.id : null;
}

/** From now on everything said about `from` is about `to`: waiting intents, drafts and later submissions. */
function adopt(data: OutboxData, from: string | null, to: string): void {
  if (from === null || from === to) return;
  data.aliases.set(from, to);
  for (const [opId, op] of data.ops) {
    if (isFinal(op.state)) continue;
    const intent = resolveIntent(data.aliases, op.intent);
    if (intent !== op.intent) data.ops.set(opId, { ...op, intent });
  }
  // A map visits what is added while it is walked, so the walk is over a copy.
  for (const [key, slot] of Array.from(data.drafts)) {
    const fresh = resolveKey(data.aliases, key);
    if (fresh === key) continue;
    const move = (draft: Draft): Draft => resolveDraft(data.aliases, draft);
    data.drafts.delete(key);
    const there = data.drafts.get(fresh);
    data.drafts.set(fresh, {
      current: there?.current ?? (slot.current === null ? null : move(slot.current)),
      earlier: [...(there?.earlier ?? []), ...slot.earlier.map(move)].slice(0, DRAFT_VERSIONS),
    });
  }
}

type Aliases = ReadonlyMap<string, string>;

/** Replaces provisional ids whose real ones are known; a create keeps its own. Same object when nothing changes. */
export function resolveIntent(aliases: Aliases, intent: Intent): Intent {
  const { action } = intent;
  if (action.kind === "update-ticket") {
    const ticketId: TicketId | undefined = aliases.get(action.ticketId);
    return ticketId === undefined ? intent : { ...intent, action: { ...action, ticketId } };
  }
  if (action.kind === "create-ticket") return intent;
  if (action.kind === "merge-ticket") {
    const ticketId = aliases.get(action.ticketId) ?? action.ticketId;
    const into = aliases.get(action.into) ?? action.into;
    const isSame = ticketId === action.ticketId && into === action.into;
    return isSame ? intent : { ...intent, action: { ...action, ticketId, into } };
  }
  if (action.base === null) return intent;
  const id = aliases.get(action.base.id);
  if (id === undefined) return intent;
  const base = { ...action.base, id };
  return action.kind === "delete-macro"
    ? { ...intent, action: { ...action, base } }
    : { ...intent, action: { ...action, base, macro: { ...action.macro, id } } };
}

/** A draft key with the real id in place of a provisional one. */
export function resolveKey(aliases: Aliases, key: string): string {
  const cut = key.indexOf("/") + 1;
  const real = aliases.get(key.slice(cut));
  return real === undefined ? key : key.slice(0, cut) + real;
}

export function resolveDraft(aliases: Aliases, draft: Draft): Draft {
  const key = resolveKey(aliases, draft.key);
  const ticketId = draft.ticketId === null ? null : (aliases.get(draft.ticketId) ?? draft.ticketId);
  return key === draft.key && ticketId === draft.ticketId ? draft : { ...draft, key, ticketId };
}

/**
 * A version that the new text merely continues is not worth keeping apart: so the twenty versions are those
 * before something was deleted, replaced or sent, not the last ten seconds of typing.
 */
function saveDraft(data: OutboxData, draft: Draft): void {
  const slot = data.drafts.get(draft.key);
  const before = slot?.current ?? null;
  const continues =
    before === null || before.text.trim() === "" || draft.text.startsWith(before.text);
  const earlier = slot?.earlier ?? [];
  data.drafts.set(draft.key, {
    current: draft,
    earlier: continues ? earlier : [before, ...earlier].slice(0, DRAFT_VERSIONS),
  });
}

function clearDraft(data: OutboxData, key: string): void {
  const slot = data.drafts.get(key);
  if (slot === undefined || slot.current === null) return;
  const worthKeeping = slot.current.text.trim() !== "";
  data.drafts.set(key, {
    current: null,
    earlier: worthKeeping ? [slot.current, ...slot.earlier].slice(0, DRAFT_VERSIONS) : slot.earlier,
  });
}
