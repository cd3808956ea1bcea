import type { AskInput, AskName } from "#contract/asks.ts";
import type { HostToWindow, WindowToHost } from "#contract/cache-protocol.ts";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Topic } from "#renderer/cache/memory/topics.ts";
import { MIN_GAP_MS, queries } from "#renderer/cache/queries/all.ts";
import type { Turn } from "#renderer/cache/queries/query.ts";

/** The part of a MessagePort that the host needs; Node's and the browser's both have it. */
export type HostPort = {
  readonly postMessage: (message: unknown) => void;
  readonly close: () => void;
  onmessage: ((event: MessageEvent) => void) | null;
  readonly start?: () => void;
  readonly addEventListener?: (type: "close", listener: () => void) => void;
};

/** Runs `task` after `ms`. @returns Cancels it. */
export type Schedule = (task: () => void, ms: number) => () => void;

/**
 * Answers a question; waits while no cache is open. Says every topic before it reads it.
 *
 * @param turn Of a question that is watched, and asked again once the cache is open: until then an older answer will do.
 */
export type Answer = <K extends AskName>(
  name: K,
  input: AskInput<K>,
  reads: (topic: Topic) => void,
  turn: Turn<unknown> | undefined,
) => Promise<unknown>;

export interface Subscriptions {
  readonly connect: (port: HostPort) => void;
  /** Asks every subscription again that read one of these. */
  readonly publish: (topics: ReadonlySet<Topic>) => void;
  /** Asks all of them again: another cache was opened. */
  readonly publishAll: () => void;
  /** All that windows watch now. */
  readonly questions: () => readonly { readonly name: AskName; readonly input: unknown }[];
}

/** Changes that come within one frame are answered once. */
const FRAME_MS = 16;
/** A question that takes long is asked less often: at most this share of the time goes into it. */
const MAX_SHARE = 5;

type Subscription = {
  readonly id: number;
  readonly name: AskName;
  readonly port: HostPort;
  input: unknown;
  /** What the latest run has read so far. */
  topics: Set<Topic>;
  /** Grows with every run: an answer of an older run is not sent. */
  run: number;
  changed: boolean;
  running: boolean;
  cancelTimer: (() => void) | null;
  lastStart: number;
  cost: number;
  lastAnswer: string | null;
};

export function createSubscriptions(
  answer: Answer,
  schedule: Schedule,
  /** ms, monotonic. */
  clock: () => number,
  /** Told of everything thrown while answering; the window gets plain data. */
  onFailure: (cause: unknown) => AppError,
  /** Somebody uses a window. */
  onBusy: () => void,
): Subscriptions {
  const open = new Map<HostPort, Map<number, Subscription>>();

  function reply(port: HostPort, id: number, result: Result<unknown, AppError>): void {
    port.postMessage({ type: "answer", id, result } satisfies HostToWindow);
  }
  async function ask(port: HostPort, id: number, name: AskName, input: unknown): Promise<void> {
    reply(port, id, await attempt(name, input, () => undefined, undefined));
  }
  async function attempt(
    name: AskName,
    input: unknown,
    reads: (topic: Topic) => void,
    turn: Turn<unknown> | undefined,
  ): Promise<Result<unknown, AppError>> {
    if (!Object.hasOwn(queries, name)) return err(defect(`unknown question ${String(name)}`));
    try {
      return ok(await answer(name, input as AskInput<typeof name>, reads, turn));
    } catch (cause) {
      return err(onFailure(cause));
    }
  }
  /** @param always Answers even when nothing changed: somebody waits for it. */
  async function run(sub: Subscription, always: boolean): Promise<void> {
    sub.cancelTimer?.();
    sub.cancelTimer = null;
    sub.run += 1;
    sub.running = true;
    sub.changed = false;
    sub.lastStart = clock();
    const current = sub.run;
    const isOver = (): boolean => sub.run !== current || open.get(sub.port)?.get(sub.id) !== sub;
    const topics = new Set<Topic>();
    sub.topics = topics;
    const result = await attempt(sub.name, sub.input, (topic) => topics.add(topic), {
      // What is shown already is more than a part of what replaces it.
      early: (part) => {
        if (always && !isOver()) reply(sub.port, sub.id, ok(part));
      },
      isOver,
    });
    if (isOver()) return;
    sub.running = false;
    sub.cost = clock() - sub.lastStart;
    // Somebody who waits is answered before the answer is remembered.
    if (always) reply(sub.port, sub.id, result);
    const text = JSON.stringify(result);
    if (!always && text !== sub.lastAnswer) reply(sub.port, sub.id, result);
    sub.lastAnswer = text;
    if (sub.changed) later(sub);
  }
  function later(sub: Subscription): void {
    sub.changed = true;
    if (sub.running || sub.cancelTimer !== null) return;
    const gap = Math.max(MIN_GAP_MS[sub.name], sub.cost * MAX_SHARE);
    const wait = Math.max(FRAME_MS, sub.lastStart + gap - clock());
    sub.cancelTimer = schedule(() => {
      sub.cancelTimer = null;
      void run(sub, false);
    }, wait);
  }
  function end(sub: Subscription): void {
    sub.run += 1;
    sub.cancelTimer?.();
    sub.cancelTimer = null;
  }
  function receive(port: HostPort, message: WindowToHost): void {
    const subs = open.get(port);
    if (subs === undefined) return;
    if (message.type === "busy") {
      onBusy();
      return;
    }
    if (message.type === "ask") {
      void ask(port, message.id, message.name, message.input);
      return;
    }
    const known = subs.get(message.id);
    if (message.type === "unsubscribe") {
      if (known !== undefined) end(known);
      subs.delete(message.id);
      return;
    }
    if (message.type === "revise") {
      if (known === undefined) return;
      known.input = message.input;
      void run(known, true);
      return;
    }
    if (known !== undefined) end(known);
    const sub: Subscription = {
      id: message.id,
      name: message.name,
      port,
      input: message.input,
      topics: new Set(),
      run: 0,
      changed: false,
      running: false,
      cancelTimer: null,
      lastStart: 0,
      cost: 0,
      lastAnswer: null,
    };
    subs.set(message.id, sub);
    void run(sub, true);
  }
  function everySubscription(visit: (sub: Subscription) => void): void {
    for (const subs of open.values()) for (const sub of subs.values()) visit(sub);
  }

  return {
    connect: (port) => {
      open.set(port, new Map());
      port.onmessage = (event: MessageEvent<WindowToHost>) => receive(port, event.data);
      port.addEventListener?.("close", () => {
        for (const sub of open.get(port)?.values() ?? []) end(sub);
        open.delete(port);
      });
      port.start?.();
    },
    publish: (topics) => {
      everySubscription((sub) => {
        if (sub.changed && !sub.running) return;
        for (const topic of topics) {
          if (!sub.topics.has(topic)) continue;
          later(sub);
          return;
        }
      });
    },
    publishAll: () => everySubscription(later),
    questions: () => {
      const all: { readonly name: AskName; readonly input: unknown }[] = [];
      everySubscription(({ name, input }) => all.push({ name, input }));
      return all;
    },
  };
}
