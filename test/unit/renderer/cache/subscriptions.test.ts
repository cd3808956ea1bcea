import { describe, expect, test } from "vitest";
import type { HostToWindow, WindowToHost } from "#contract/cache-protocol.ts";
import { defect } from "#domain/kernel/app-error.ts";
import type { Topic } from "#renderer/cache/memory/topics.ts";
import type { Turn } from "#renderer/cache/queries/query.ts";
import { createSubscriptions, type HostPort } from "#renderer/cache/subscriptions.ts";

/** A hand-driven host: time moves only when told, answers wait for their turn where a test wants it. */
function bench() {
  let time = 0;
  let timers: { at: number; task: () => void }[] = [];
  const runs: unknown[] = [];
  let hold: Promise<void> | null = null;
  let value: (input: unknown) => unknown = (input) => input;
  let part: unknown;
  let busy = 0;
  const turns: (Turn<unknown> | undefined)[] = [];
  const subscriptions = createSubscriptions(
    async (_name, input, reads, turn) => {
      runs.push(input);
      turns.push(turn);
      for (const topic of (input as unknown as { topics: Topic[] }).topics) reads(topic);
      if (part !== undefined) turn?.early(part);
      await hold;
      return value(input);
    },
    (task, ms) => {
      const timer = { at: time + ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    () => time,
    (cause) => defect(cause),
    () => {
      busy += 1;
    },
  );
  const answers: HostToWindow[] = [];
  let closed: () => void = () => undefined;
  const port: HostPort = {
    postMessage: (message) => answers.push(message as HostToWindow),
    close: () => undefined,
    onmessage: null,
    addEventListener: (_type, listener) => {
      closed = listener;
    },
  };
  subscriptions.connect(port);
  const settle = async () => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return {
    runs,
    turns,
    tellEarly: (value: unknown) => {
      part = value;
    },
    answers,
    settle,
    timerCount: () => timers.length,
    busyCount: () => busy,
    close: () => closed(),
    answerWith: (next: (input: unknown) => unknown) => {
      value = next;
    },
    holdWith: (promise: Promise<void> | null) => {
      hold = promise;
    },
    send: async (message: WindowToHost) => {
      port.onmessage?.({ data: message } as MessageEvent);
      await settle();
    },
    publish: async (...topics: Topic[]) => {
      subscriptions.publish(new Set(topics));
      await settle();
    },
    advance: async (ms: number) => {
      time += ms;
      const due = timers.filter(({ at }) => at <= time);
      timers = timers.filter(({ at }) => at > time);
      for (const { task } of due) task();
      await settle();
    },
  };
}
const subscribe = (id: number, ...topics: Topic[]): WindowToHost => ({
  type: "subscribe",
  id,
  name: "queue.list",
  input: { topics },
});

test("keys of a window are told, and answered by nothing", async () => {
  const host = bench();
  await host.send({ type: "busy" });
  expect(host.busyCount()).toBe(1);
  expect(host.answers).toEqual([]);
});

describe("a subscription", () => {
  test("is asked again only when something it read has changed", async () => {
    const host = bench();
    await host.send(subscribe(1, "ticket/a1:1"));
    expect(host.answers).toHaveLength(1);
    await host.publish("ticket/a1:2", "tickets", "thread/a1:1");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(1);
    host.answerWith(() => "changed");
    await host.publish("ticket/a1:1");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(2);
    expect(host.answers).toHaveLength(2);
  });

  test("answers many changes once", async () => {
    const host = bench();
    await host.send(subscribe(1, "tickets"));
    let n = 0;
    host.answerWith(() => n);
    for (n = 1; n <= 1000; n += 1) await host.publish("tickets");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(2);
    expect(host.timerCount()).toBe(0);
  });

  test("sends nothing when the answer is the same", async () => {
    const host = bench();
    await host.send(subscribe(1, "tickets"));
    await host.publish("tickets");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(2);
    expect(host.answers).toHaveLength(1);
  });

  test("that is revised is answered at once, also with the same answer, and never with the old one after it", async () => {
    const host = bench();
    let release: () => void = () => undefined;
    host.holdWith(new Promise((resolve) => (release = resolve)));
    await host.send(subscribe(1, "tickets"));
    host.holdWith(null);
    await host.send({ type: "revise", id: 1, input: { topics: ["customers"] } });
    expect(host.answers).toHaveLength(1);
    release();
    await host.settle();
    expect(host.answers).toHaveLength(1);
    expect(host.answers[0]?.result).toMatchObject({ value: { topics: ["customers"] } });
    await host.send({ type: "revise", id: 1, input: { topics: ["customers"] } });
    expect(host.answers).toHaveLength(2);
    await host.publish("tickets");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(3);
  });

  test("gets what is known early only while somebody waits for it, and not once it was revised", async () => {
    const host = bench();
    const values = () =>
      host.answers.map(({ result }) => (result.ok ? result.value : result.error));
    host.tellEarly("a part");
    host.answerWith(() => "the whole");
    let release: () => void = () => undefined;
    host.holdWith(new Promise((resolve) => (release = resolve)));
    await host.send(subscribe(1, "tickets"));
    expect(values()).toEqual(["a part"]);
    release();
    await host.settle();
    expect(values()).toEqual(["a part", "the whole"]);
    // What is on the screen is not replaced by less of it.
    host.answerWith(() => "another");
    await host.publish("tickets");
    await host.advance(10_000);
    expect(values()).toEqual(["a part", "the whole", "another"]);
    host.holdWith(new Promise((resolve) => (release = resolve)));
    await host.send({ type: "revise", id: 1, input: { topics: ["tickets"] } });
    const before = host.turns.at(-1);
    expect(before?.isOver()).toBe(false);
    await host.send({ type: "revise", id: 1, input: { topics: ["tickets"] } });
    expect(before?.isOver()).toBe(true);
    before?.early("too late");
    expect(values().slice(3)).toEqual(["a part", "a part"]);
    await host.send({ type: "unsubscribe", id: 1 });
    expect(host.turns.at(-1)?.isOver()).toBe(true);
    release();
    await host.settle();
    expect(values()).toHaveLength(5);
    await host.send({ type: "ask", id: 2, name: "queue.list", input: { topics: [] } });
    expect(host.turns.at(-1)).toBeUndefined();
    expect(values().slice(5)).toEqual(["another"]);
  });

  test("notices a change that comes while it is being answered", async () => {
    const host = bench();
    let release: () => void = () => undefined;
    host.holdWith(new Promise((resolve) => (release = resolve)));
    await host.send(subscribe(1, "tickets"));
    await host.publish("tickets");
    host.holdWith(null);
    release();
    await host.settle();
    await host.advance(10_000);
    expect(host.runs).toHaveLength(2);
  });

  test("ends with its unsubscription and with its window", async () => {
    const host = bench();
    await host.send(subscribe(1, "tickets"));
    await host.send(subscribe(2, "tickets"));
    await host.send({ type: "unsubscribe", id: 1 });
    await host.publish("tickets");
    await host.advance(10_000);
    expect(host.runs).toHaveLength(3);
    await host.publish("tickets");
    host.close();
    await host.advance(10_000);
    expect(host.runs).toHaveLength(3);
    expect(host.timerCount()).toBe(0);
  });

  test("gets a failure as plain data and goes on", async () => {
    const host = bench();
    host.answerWith(() => {
      throw new Error("boom");
    });
    await host.send(subscribe(1, "tickets"));
    expect(host.answers[0]?.result).toEqual({
      ok: false,
      error: { kind: "defect", detail: "boom" },
    });
    host.answerWith(() => "fine");
    await host.publish("tickets");
    await host.advance(10_000);
    expect(host.answers[1]?.result).toEqual({ ok: true, value: "fine" });
  });
});

test("an unknown question is refused by name", async () => {
  const host = bench();
  await host.send({ type: "ask", id: 9, name: "__proto__" as never, input: { topics: [] } });
  expect(host.answers[0]).toMatchObject({
    id: 9,
    result: { ok: false, error: { kind: "defect" } },
  });
});
