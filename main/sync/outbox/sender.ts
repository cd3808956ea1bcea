import type { OpId } from "#domain/kernel/ids.ts";
import { laneOf } from "#domain/sync/intent.ts";
import { planLanes, undoLeftMs } from "#domain/sync/outbox-rules.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { WaitingFor } from "#domain/sync/outbox.ts";
import { backoffMs, jitterUp } from "#main/net/backoff.ts";
import type { OpRecord } from "#main/sync/journal/journal-event.ts";
import { deliverMacro, deliverNew } from "#main/sync/outbox/deliver-create.ts";
import { deliverMerge } from "#main/sync/outbox/deliver-merge.ts";
import { deliverUpdate } from "#main/sync/outbox/deliver-update.ts";
import { isUncertain } from "#main/sync/outbox/delivery.ts";
import { createPace } from "#main/sync/outbox/pace.ts";
import type { Delivery, OpMemory, SenderPorts, Step } from "#main/sync/outbox/delivery.ts";

/** Lanes worked on at once. */
const MAX_LANES = 3;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
/** Longest sleep: waits are told in wall-clock terms too, and a machine may have slept. */
const MAX_IDLE_MS = 60_000;
/** Entries that ended without being delivered leave a memory behind; swept when there are more than this. */
const MEMORY_SLACK = 100;

export interface Sender {
  /** Something changed (connection, identity, a wake-up): look again now, forgetting back-offs. */
  kick(): void;
  /** Works until aborted; resolves when what was under way has ended. Call once. */
  run(signal: AbortSignal): Promise<void>;
  /** Signed out: sends nothing until `resume`. Nothing is lost meanwhile. */
  pause(): void;
  resume(): void;
  /** After sleep or a clock jump: drops calls under way; what they may have done is looked for first. */
  interrupt(): void;
  /**
   * How long everything that is on its way will take, as far as can be told; what asks a person does not count.
   *
   * @returns ms; 0 when nothing waits; null while nothing can be sent.
   */
  leftMs(): number | null;
}

/** Not part of the outbox: what is remembered about a lane between steps. Times are monotonic. */
type Lane = { busy: boolean; notBefore: number; failures: number; waiting: WaitingFor | null };

/**
 * The one sender of an account: strict order per lane, at most three lanes at once, never under another identity.
 * Everything it knows beyond the journal may be lost at any await. Source: sync-pitfalls §2.
 */
export function createSender(ports: SenderPorts): Sender {
  const { outbox, connector, clock, random } = ports;
  const lanes = new Map<string, Lane>();
  const memories = new Map<OpId, OpMemory>();
  let paused = false;
  let holdUntil = 0;
  let active = 0;
  let calls = new AbortController();
  let wake = (): void => {};
  let dirty = false;
  const pace = createPace();

  const delivery: Delivery = {
    ...ports,
    holdMs: () => Math.max(0, holdUntil - clock.monotonic()),
    memoryOf(record) {
      const { opId } = record.intent;
      const known = memories.get(opId);
      if (known !== undefined) return known;
      const fresh: OpMemory = {
        undoUntil: null,
        gaveUpAt: clock.monotonic(),
        certainUpTo: 0,
        firstAttemptAt: null,
        undecided: 0,
        unitWaits: 0,
        refusal: null,
        uploads: new Map(),
        macroFrom: null,
        hasTurn: false,
      };
      memories.set(opId, fresh);
      return fresh;
    },
    forget: (opId) => void memories.delete(opId),
  };

  const poke = (): void => {
    dirty = true;
    wake();
  };

  const laneFor = (name: string): Lane => {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const fresh: Lane = { busy: false, notBefore: 0, failures: 0, waiting: null };
    lanes.set(name, fresh);
    return fresh;
  };

  /** Why this head cannot be worked on now, and for how long (null: until something is told). */
  function obstacle(
    record: OpRecord,
    lane: Lane,
  ): { readonly waiting: WaitingFor; readonly ms: number | null } | null {
    const now = clock.now();
    const mono = clock.monotonic();
    const memory = delivery.memoryOf(record);
    memory.undoUntil ??= mono + undoLeftMs(record.intent, now);
    const undoMs = memory.undoUntil - mono;
    if (record.attempts === 0 && undoMs > 0) {
      return { waiting: { kind: "undo-window", until: now + undoMs }, ms: undoMs };
    }
    if (paused || ports.identity() === null) return { waiting: { kind: "sign-in" }, ms: null };
    if (!ports.mayUseNetwork()) return { waiting: { kind: "connection" }, ms: null };
    const holdMs = holdUntil - mono;
    if (holdMs > 0) return { waiting: { kind: "rate-limit", until: now + holdMs }, ms: holdMs };
    const laneMs = lane.notBefore - mono;
    if (laneMs > 0) return { waiting: lane.waiting ?? { kind: "checking" }, ms: laneMs };
    const turnMs = memory.hasTurn || !needsTurn(record) ? 0 : (connector.updates?.waitMs() ?? 0);
    if (turnMs > 0) return { waiting: { kind: "rate-limit", until: now + turnMs }, ms: turnMs };
    return null;
  }

  /** What may be on the remote already is looked for at once. */
  const needsTurn = (record: OpRecord): boolean =>
    record.intent.action.kind === "update-ticket" && !isUncertain(delivery, record);

  function takeTurn(record: OpRecord): void {
    const memory = delivery.memoryOf(record);
    if (memory.hasTurn || !needsTurn(record)) return;
    memory.hasTurn = true;
    connector.updates?.take();
  }

  const onItsWay = (): readonly OpRecord[] =>
    outbox.sending.records().filter(({ state }) => !isFinal(state) && state !== "needs-human");
  /** All that is waited for is our turn, or that the remote lets us again: part of the pace. */
  const isInTurn = (): boolean =>
    mayAct() && onItsWay().some(({ waitingFor }) => waitingFor?.kind === "rate-limit");
  const mayAct = (): boolean => !paused && ports.identity() !== null && ports.mayUseNetwork();

  /** Starts what can be started. @returns ms until something else may be. */
  function startReady(signal: AbortSignal): number {
    let next = MAX_IDLE_MS;
    const author = ports.identity();
    const records = outbox.sending.records();
    if (memories.size > MEMORY_SLACK) forgetEnded();
    const plan = planLanes(records, author);
    for (const opId of plan.parked) outbox.sending.setWaiting(opId, { kind: "author" });
    for (const opId of plan.behind) outbox.sending.setWaiting(opId, { kind: "earlier-change" });
    for (const opId of plan.orphans) {
      // Failing to journal it is no harm: the next look finds it again.
      void outbox.sending.needsHuman(opId, { kind: "ticket-gone" }, null);
    }
    for (const opId of plan.heads) {
      const record = outbox.sending.record(opId);
      if (record === null) continue;
      const name = laneOf(record.intent);
      const lane = laneFor(name);
      if (lane.busy) continue;
      const reason = obstacle(record, lane);
      if (reason !== null) {
        outbox.sending.setWaiting(opId, reason.waiting);
        if (reason.ms !== null) next = Math.min(next, reason.ms);
        continue;
      }
      if (active >= MAX_LANES || signal.aborted) {
        outbox.sending.setWaiting(opId, null);
        continue;
      }
      takeTurn(record);
      lane.busy = true;
      active += 1;
      void work(name, lane, record);
    }
    return next;
  }

  function forgetEnded(): void {
    for (const opId of memories.keys()) {
      const record = outbox.sending.record(opId);
      if (record === null || isFinal(record.state)) memories.delete(opId);
    }
  }

  async function work(name: string, lane: Lane, record: OpRecord): Promise<void> {
    const step = await deliver(record).catch((cause: unknown): Step => {
      ports.onDefect(cause);
      return { kind: "retry", waiting: { kind: "checking" } };
    });
    lane.busy = false;
    active -= 1;
    const after = outbox.sending.record(record.intent.opId);
    if (after?.state === "done") pace.delivered(clock.monotonic());
    if (step.kind === "hold") delivery.memoryOf(record).hasTurn = false;
    settle(name, lane, step);
    poke();
  }

  function settle(name: string, lane: Lane, step: Step): void {
    const mono = clock.monotonic();
    switch (step.kind) {
      case "next":
        lanes.delete(name);
        return;
      case "wait":
        lane.failures = 0;
        lane.notBefore = mono + step.ms;
        lane.waiting = step.waiting;
        return;
      case "retry":
        lane.failures += 1;
        lane.notBefore = mono + backoffMs(lane.failures, FIRST_BACKOFF_MS, MAX_BACKOFF_MS, random);
        lane.waiting = step.waiting;
        return;
      case "hold":
        holdUntil = Math.max(holdUntil, mono + jitterUp(step.ms, random));
        return;
      case "pause":
        paused = true;
    }
  }

  async function deliver(record: OpRecord): Promise<Step> {
    const { action } = record.intent;
    const { signal } = calls;
    switch (action.kind) {
      case "update-ticket":
        return deliverUpdate(delivery, record, action, signal);
      case "create-ticket":
        return deliverNew(delivery, record, signal);
      case "merge-ticket":
        return deliverMerge(delivery, record, action, signal);
      case "save-macro":
      case "delete-macro":
        return deliverMacro(delivery, record, action, signal);
    }
  }

  return {
    kick() {
      for (const lane of lanes.values()) {
        if (lane.waiting?.kind !== "connection") continue;
        lane.notBefore = 0;
        lane.failures = 0;
      }
      poke();
    },
    async run(signal) {
      const off = outbox.onChange(poke);
      const stop = (): void => {
        calls.abort();
        wake();
      };
      signal.addEventListener("abort", stop, { once: true });
      while (!signal.aborted) {
        dirty = false;
        const ms = startReady(signal);
        if (dirty) continue;
        if (active === 0 && !isInTurn()) pace.rested();
        const awake = new AbortController();
        // With a reason of its own: without one an exception and its stack would be made for every change.
        wake = () => awake.abort(null);
        await clock.sleep(ms, awake.signal);
      }
      off();
      while (active > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      poke();
    },
    leftMs() {
      const waiting = onItsWay();
      if (waiting.length === 0) return 0;
      if (!mayAct()) return null;
      const holdMs = Math.max(0, holdUntil - clock.monotonic());
      const firstMs = Math.max(holdMs, connector.updates?.waitMs() ?? 0);
      return pace.leftMs(waiting.length, connector.updates?.pauseMs() ?? 0, firstMs);
    },
    interrupt() {
      calls.abort();
      calls = new AbortController();
      poke();
    },
  };
}
