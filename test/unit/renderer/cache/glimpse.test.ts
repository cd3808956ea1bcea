import { afterEach, describe, expect, test, vi } from "vitest";
import type { AskInput, QueuePage } from "#contract/asks.ts";
import { createCacheClient } from "#renderer/cache/client.ts";
import { readGlimpse } from "#renderer/cache/glimpse.ts";
import { ACCOUNT, customerRow, ME, ticketRow } from "#test/support/cache-rows.ts";
import {
  createInProcessCache,
  type InProcessCache,
  valueOf,
} from "#test/support/in-process-cache.ts";

const MIRROR_WAIT_MS = 400;
/** Windows are let in only when the outbox was mirrored. */
const schedule = (task: () => void, ms: number) => {
  if (ms === MIRROR_WAIT_MS) return () => undefined;
  const timer = setTimeout(task, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
const question = (over: Partial<AskInput<"queue.list">> = {}): AskInput<"queue.list"> => ({
  viewId: "all-open",
  me: [{ accountId: ACCOUNT, agentId: ME }],
  sort: "rank",
  descending: false,
  text: "",
  from: 0,
  to: 64,
  anchorId: null,
  ...over,
});
const opened: InProcessCache[] = [];
afterEach(() => {
  for (const cache of opened.splice(0)) cache.close();
});

type Asking = Pick<ReturnType<typeof createCacheClient>, "subscribe">;
/** Watches a question; the answers in their order. */
function watch(client: Asking, input: AskInput<"queue.list">) {
  const answers: QueuePage[] = [];
  const subscription = client.subscribe("queue.list", input, (result) => {
    if (result.ok) answers.push(result.value);
  });
  return { answers, ...subscription };
}
const subjects = (page: QueuePage | undefined) =>
  page?.rows.map(({ subject }) => subject).toSorted();

/** A later start with two tickets, and a window that looks at them from further down. */
async function begin() {
  const first = createInProcessCache({ schedule });
  await first.open();
  await first.commitChanges(
    ACCOUNT,
    {
      customers: [customerRow(100)],
      tickets: [ticketRow(1, { subject: "Refund missing" }), ticketRow(2, { subject: "Torn box" })],
    },
    [],
  );
  first.close();
  const cache = createInProcessCache({ schedule, indexedDB: first.indexedDB });
  opened.push(cache);
  await cache.open();
  const { client } = cache.connectClient();
  const { answers } = watch(client, question({ from: 0, to: 160, anchorId: "a1:2" }));
  const glimpse = async (): Promise<string | null> => valueOf(await cache.request("glimpse", {}));
  return { cache, client, answers, glimpse };
}

/** The text that was kept when the console ended. */
async function keptText(): Promise<string> {
  const { cache, answers, glimpse } = await begin();
  await cache.mirrorOutbox([]);
  await vi.waitFor(() => expect(answers.at(-1)?.total).toBe(2));
  return (await glimpse()) ?? "";
}

/** A window at the next start: no cache host is there yet. */
async function nextWindow() {
  const client = createCacheClient();
  const glimpse = readGlimpse(await keptText());
  if (glimpse !== null) client.foresee(glimpse);
  return client;
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("what stood on the screen", () => {
  test("stands there again before there is a host, and gives way to its first answer", async () => {
    const client = await nextWindow();
    const { answers } = watch(client, question({ anchorId: "a1:1" }));
    await settle();
    expect(subjects(answers[0])).toEqual(["Refund missing", "Torn box"]);
    expect(answers[0]?.rows[answers[0].anchorIndex]?.id).toBe("a1:1");

    const { cache } = await begin();
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(2, { subject: "Torn box, solved", status: "solved", version: 2 })] },
      [],
    );
    const { port1, port2 } = new MessageChannel();
    cache.host.connectWindow(port1);
    client.attach(port2);
    await settle();
    expect(answers).toHaveLength(1);
    await cache.mirrorOutbox([]);
    await vi.waitFor(() => expect(subjects(answers.at(-1))).toEqual(["Refund missing"]));
    const later = watch(client, question());
    await vi.waitFor(() => expect(later.answers.length).toBeGreaterThan(0));
    expect(subjects(later.answers[0])).toEqual(["Refund missing"]);
    port1.close();
    port2.close();
  });

  test("answers no other question, and nobody who asks only once", async () => {
    const client = await nextWindow();
    const other = watch(client, question({ text: "torn" }));
    const far = watch(client, question({ from: 40, to: 200 }));
    const gone = watch(client, question({ anchorId: "a1:77" }));
    let once: unknown;
    void client.ask("queue.list", question()).then((answer) => (once = answer));
    await settle();
    expect([other.answers, far.answers, gone.answers, once]).toEqual([[], [], [], undefined]);
  });

  test("answers a question that was changed to it, at once", async () => {
    const client = await nextWindow();
    const other = watch(client, question({ text: "torn" }));
    other.revise(question());
    expect(subjects(other.answers[0])).toEqual(["Refund missing", "Torn box"]);
  });

  test("is not told before windows are let in: the outbox may be missing from it", async () => {
    const { cache, glimpse } = await begin();
    expect(await glimpse()).toBeNull();
    await cache.mirrorOutbox([]);
    await vi.waitFor(async () => expect(await glimpse()).not.toBeNull());
  });

  test("is told once until it changes", async () => {
    const { cache, glimpse, answers } = await begin();
    await cache.mirrorOutbox([]);
    await vi.waitFor(() => expect(answers.at(-1)?.total).toBe(2));
    const first = await glimpse();
    expect(await glimpse()).toBeNull();
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(1, { subject: "Refund arrived", version: 2 })] },
      [],
    );
    const second = await glimpse();
    expect(second).not.toBeNull();
    expect(second).not.toBe(first);
  });

  test.each(["", "no JSON", "{", '{"a":1}', "null"])("%j is none", async (text) => {
    const client = createCacheClient();
    const glimpse = readGlimpse(text);
    if (glimpse !== null) client.foresee(glimpse);
    const { answers } = watch(client, question());
    await settle();
    expect(answers).toEqual([]);
  });
});
