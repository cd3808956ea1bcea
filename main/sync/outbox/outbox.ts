import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { MacroStamps } from "#domain/sync/merge-macro.ts";
import { isFinal, isReversible } from "#domain/sync/outbox.ts";
import type { HumanReason, OutboxEntry, Pin, WaitingFor } from "#domain/sync/outbox.ts";
import type { JournalEvent, OpRecord } from "#main/sync/journal/journal-event.ts";
import { openJournal } from "#main/sync/journal/journal.ts";
import type { Journal, JournalReport } from "#main/sync/journal/journal.ts";
import {
  applyEvent,
  cloneData,
  emptyData,
  resolveDraft,
  resolveIntent,
  resolveKey,
  textOf,
} from "#main/sync/outbox/outbox-state.ts";
import { endOf, isSentDraft } from "#main/sync/outbox/give-back.ts";
import { snapshotEvents } from "#main/sync/outbox/snapshot.ts";
import type { Clock, CrashPoint, JournalFile } from "#main/sync/ports.ts";

/** The journal is rewritten when it has grown by this much since the last time. */
const COMPACT_BYTES = 4 * 1024 * 1024;

/** Events of one write from which on listeners are told of it a little later. */
const MANY = 100;
/** How much later, ms: telling, mirroring and sending so many takes both cores a while, and the answer goes first. */
const ANSWER_FIRST_MS = 60;

/** Pause after the whole outbox was told to pages or the cache, ms per entry: each telling takes them some ms. */
export const TELLING_PAUSE_MS = 0.25;

export type OutboxPorts = {
  readonly accountId: string;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly crash: CrashPoint;
  /** Growth after which the journal is rewritten; default 4 MB. */
  readonly compactBytes?: number;
};

export type Outcome = Promise<Result<null, AppError>>;

/** What the page may ask for. Every answer comes after the fdatasync. */
export interface Outbox {
  readonly accountId: string;
  readonly report: JournalReport;
  /**
   * Queues intents in order, all with one fdatasync. An intent whose `opId` is known already changes nothing, so a
   * caller that missed the answer repeats it. A draft with the same text is cleared in the same breath.
   */
  submit(intents: readonly Intent[]): Outcome;
  /** Takes back what has not left the machine; its text goes back to the drafts. `invalid` when it is too late. */
  cancel(opId: string): Outcome;
  /**
   * Takes back those of them that have not left the machine, all with one fdatasync; their texts go back to the drafts.
   *
   * @returns Which: what is unknown or has left is not among them.
   */
  takeBack(opIds: readonly string[]): Promise<Result<readonly string[], AppError>>;
  /** Replaces the comment of what has not left the machine. */
  edit(opId: string, text: string): Outcome;
  /** Tries a `needs-human` entry again; what may have left the machine is looked for first. */
  retry(opId: string): Outcome;
  /** Goes on although the conversation moved or fields differ; `keep` names the fields to overwrite. */
  confirm(opId: string, keep: readonly string[]): Outcome;
  /** Ends a `needs-human` entry; its text goes back to the drafts. */
  discard(opId: string): Outcome;
  list(): readonly OutboxEntry[];
  /** Called after each durable change and each change of `waitingFor`. Returns the way out. */
  onChange(listener: () => void): () => void;
  /** Entries that are neither done nor cancelled. */
  unfinished(): number;
  readonly drafts: {
    save(draft: Draft): Outcome;
    clear(key: string): Outcome;
    list(): readonly Draft[];
    /** Up to 20 earlier versions, newest first. */
    history(key: string): readonly Draft[];
  };
  readonly sending: SendingSide;
  /** Finishes what was begun and closes the file. */
  close(): Promise<void>;
}

/** What became of an entry on the remote. */
export type Made = {
  readonly remoteId: string | null;
  readonly createdId: string | null;
  readonly macroStamps: MacroStamps | null;
};

/** What only the sender calls. `null` in an answer: the entry changed meanwhile, look again. */
export interface SendingSide {
  /** In order of queuing, as decided so far (a decision may be on its way to the disk). */
  records(): readonly OpRecord[];
  record(opId: string): OpRecord | null;
  pin(opId: string, pin: Pin): Promise<Result<OpRecord | null, AppError>>;
  /** Journals an attempt; its answer is the frozen intent of this attempt. After it nothing can be taken back. */
  attempt(opId: string): Promise<Result<OpRecord | null, AppError>>;
  /** `hold`: shown as sent only after `reveal`, so that the overlay stays until the truth is in the cache. */
  done(opId: string, made: Made, hold: boolean): Outcome;
  reveal(opId: string): void;
  needsHuman(opId: string, reason: HumanReason, shownUpTo: string | null): Outcome;
  /** Why an entry waits; not journalled. */
  setWaiting(opId: string, waiting: WaitingFor | null): void;
}

/** Opens an account's journal and rebuilds drafts and outbox from it. */
export async function openOutbox(
  file: JournalFile,
  key: Uint8Array,
  ports: OutboxPorts,
): Promise<Result<Outbox, AppError>> {
  const { accountId, clock, randomBytes, crash } = ports;
  const durable = emptyData();
  let staged = durable;
  const opened = await openJournal(
    file,
    key,
    { scope: ports.accountId, randomBytes, crash, pause: () => clock.sleep(0) },
    () => {
      staged = cloneData(durable);
    },
  );
  if (!opened.ok) return opened;
  const { journal, events, report } = opened.value;
  for (const event of events) applyEvent(durable, event);
  staged = cloneData(durable);

  const listeners = new Set<() => void>();
  const waiting = new Map<string, WaitingFor>();
  /** Done, but still shown as being sent. */
  const held = new Set<string>();
  let compacting = false;
  const growth = ports.compactBytes ?? COMPACT_BYTES;
  let compactAt = growth;

  const notify = (): void => {
    for (const listener of listeners) listener();
  };

  /** Decides now, answers when it is on the disk: later decisions already see it, the page does not. */
  async function commit(news: readonly JournalEvent[]): Outcome {
    if (news.length === 0) return ok(null);
    for (const event of news) applyEvent(staged, event);
    const written = await journal.append(news, () => {
      for (const event of news) applyEvent(durable, event);
    });
    if (written.ok) {
      if (news.length < MANY) notify();
      else void clock.sleep(ANSWER_FIRST_MS).then(notify);
      void compactWhenGrown();
    }
    return written;
  }

  async function compactWhenGrown(): Promise<void> {
    if (compacting || journal.size() < compactAt) return;
    compacting = true;
    await clock.sleep(ANSWER_FIRST_MS);
    await journal.compact(() => snapshotEvents(durable, clock.now()));
    compactAt = journal.size() + growth;
    compacting = false;
  }

  function known(opId: string): Result<OpRecord, AppError> {
    const op = staged.ops.get(opId);
    if (op !== undefined) return ok(op);
    return err({
      kind: "invalid",
      field: "opId",
      detail: "there is no such entry in the outbox",
      remedy: null,
    });
  }

  async function change(
    opId: string,
    decide: (op: OpRecord) => Result<readonly JournalEvent[], AppError>,
  ): Outcome {
    const op = known(opId);
    if (!op.ok) return op;
    const news = decide(op.value);
    return news.ok ? commit(news.value) : news;
  }

  const tooLate: Result<never, AppError> = err({
    kind: "invalid",
    field: "opId",
    detail: "it has left this machine already",
    remedy: "outbox.tooLate",
  });
  const notAsked: Result<never, AppError> = err({
    kind: "invalid",
    field: "opId",
    detail: "it is not waiting for a decision",
    remedy: null,
  });

  async function takeBack(opIds: readonly string[]): Promise<Result<readonly string[], AppError>> {
    const ops = [...new Set(opIds)].flatMap((opId) => staged.ops.get(opId) ?? []);
    const open = ops.filter(isReversible);
    const written = await commit(endOf(open, staged, clock.now()));
    return written.ok ? ok(open.map((op) => op.intent.opId)) : written;
  }

  const ending = (op: OpRecord): readonly JournalEvent[] => endOf([op], staged, clock.now());
  const currentDraft = (draftKey: string): Draft | null =>
    staged.drafts.get(draftKey)?.current ?? null;

  function submit(intents: readonly Intent[]): Outcome {
    const at = clock.now();
    const news: JournalEvent[] = [];
    const seen = new Set<string>();
    let seq = staged.nextSeq;
    for (const raw of intents) {
      if (raw.accountId !== accountId) {
        return Promise.resolve(
          err({
            kind: "invalid",
            field: "accountId",
            detail: `this outbox belongs to account ${accountId}`,
            remedy: null,
          }),
        );
      }
      if (staged.ops.has(raw.opId) || seen.has(raw.opId)) continue;
      seen.add(raw.opId);
      const intent = resolveIntent(staged.aliases, raw);
      news.push({ kind: "op.queued", intent, seq, at });
      seq += 1;
      const draftKey = isSentDraft(intent, currentDraft);
      if (draftKey !== null) news.push({ kind: "draft.cleared", key: draftKey, at });
    }
    return commit(news);
  }

  /** An entry that was known already must be on the disk before it is acknowledged again. */
  async function submitDurably(intents: readonly Intent[]): Outcome {
    const written = await submit(intents);
    if (!written.ok || intents.every((intent) => durable.ops.has(intent.opId))) return written;
    return journal.append([], () => {});
  }

  const shown = (op: OpRecord): OutboxEntry => {
    const { decided: _1, shownUpTo: _2, confirmedUpTo: _3, macroStamps: _4, ...entry } = op;
    if (held.has(op.intent.opId)) return { ...entry, state: "sending", waitingFor: null };
    const reason = waiting.get(op.intent.opId);
    return reason === undefined || isFinal(op.state) || op.state === "needs-human"
      ? entry
      : { ...entry, waitingFor: reason };
  };

  const sending: SendingSide = {
    records: () => [...staged.ops.values()],
    record: (opId) => staged.ops.get(opId) ?? null,
    async pin(opId, pin) {
      const op = staged.ops.get(opId);
      if (op === undefined || isFinal(op.state) || op.state === "needs-human") return ok(null);
      const written = await commit([{ kind: "op.pinned", opId, pin, at: clock.now() }]);
      return written.ok ? ok(staged.ops.get(opId) ?? null) : written;
    },
    async attempt(opId) {
      const op = staged.ops.get(opId);
      if (op === undefined || isFinal(op.state) || op.state === "needs-human") return ok(null);
      const attempt = op.attempts + 1;
      const news: JournalEvent = { kind: "op.attempt", opId, attempt, at: clock.now() };
      const written = commit([news]);
      const frozen = staged.ops.get(opId) ?? null;
      const result = await written;
      return result.ok ? ok(frozen) : result;
    },
    async done(opId, made, hold) {
      if (hold) held.add(opId);
      waiting.delete(opId);
      const written = await change(opId, (op) =>
        ok(isFinal(op.state) ? [] : [{ kind: "op.done", opId, ...made, at: clock.now() }]),
      );
      if (!written.ok) held.delete(opId);
      return written;
    },
    reveal(opId) {
      if (held.delete(opId)) notify();
    },
    needsHuman(opId, reason, shownUpTo) {
      waiting.delete(opId);
      return change(opId, (op) =>
        ok(
          isFinal(op.state)
            ? []
            : [{ kind: "op.needs_human", opId, reason, shownUpTo, at: clock.now() }],
        ),
      );
    },
    setWaiting(opId, reason) {
      if (sameWaiting(waiting.get(opId) ?? null, reason)) return;
      if (reason === null) waiting.delete(opId);
      else waiting.set(opId, reason);
      notify();
    },
  };

  const outbox: Outbox = {
    accountId,
    report,
    submit: submitDurably,
    cancel: (opId) => change(opId, (op) => (isReversible(op) ? ok(ending(op)) : tooLate)),
    takeBack,
    edit: (opId, text) =>
      change(opId, (op) => {
        if (!isReversible(op)) return tooLate;
        if (textOf(op.intent.action) === null) return notAsked;
        return ok([{ kind: "op.edited", opId, text, at: clock.now() }]);
      }),
    retry: (opId) =>
      change(opId, (op) =>
        op.state === "needs-human" ? ok([{ kind: "op.retried", opId, at: clock.now() }]) : notAsked,
      ),
    confirm: (opId, keep) =>
      change(opId, (op) =>
        op.state === "needs-human"
          ? ok([{ kind: "op.confirmed", opId, keep, at: clock.now() }])
          : notAsked,
      ),
    discard: (opId) =>
      change(opId, (op) => (op.state === "needs-human" ? ok(ending(op)) : notAsked)),
    list: () => Array.from(durable.ops.values(), shown),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    unfinished: () => {
      let count = 0;
      for (const op of durable.ops.values()) if (!isFinal(op.state)) count += 1;
      return count;
    },
    drafts: {
      save: (draft) =>
        commit([{ kind: "draft.saved", draft: resolveDraft(staged.aliases, draft) }]),
      clear: (rawKey) => {
        const draftKey = resolveKey(staged.aliases, rawKey);
        return currentDraft(draftKey) === null
          ? settled(journal)
          : commit([{ kind: "draft.cleared", key: draftKey, at: clock.now() }]);
      },
      list: () =>
        [...durable.drafts.values()].flatMap((slot) =>
          slot.current === null ? [] : [slot.current],
        ),
      history: (rawKey) => durable.drafts.get(resolveKey(durable.aliases, rawKey))?.earlier ?? [],
    },
    sending,
    close: () => journal.close(),
  };

  const doubtful = await askAboutDamage(report, outbox);
  return doubtful.ok ? ok(outbox) : doubtful;
}

/** Answers when everything decided so far is on the disk. */
const settled = (journal: Journal): Outcome => journal.append([], () => {});

/**
 * Records are missing from the middle: whether an unfinished entry was sent may have been among them. Sending it
 * again could double it, so a person decides.
 */
async function askAboutDamage(report: JournalReport, outbox: Outbox): Outcome {
  if (report.damagedBytes === 0) return ok(null);
  const asked = outbox.sending
    .records()
    .filter((op) => !isFinal(op.state) && op.state !== "needs-human")
    .map((op) => outbox.sending.needsHuman(op.intent.opId, { kind: "undecided" }, null));
  for (const answer of await Promise.all(asked)) if (!answer.ok) return answer;
  return ok(null);
}

function sameWaiting(left: WaitingFor | null, right: WaitingFor | null): boolean {
  if (left === null || right === null) return left === right;
  const untilOf = (value: WaitingFor): number => ("until" in value ? value.until : 0);
  // The two clocks differ by fractions: nobody needs to be told of those.
  return left.kind === right.kind && Math.abs(untilOf(left) - untilOf(right)) < 1_000;
}
