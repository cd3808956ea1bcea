import { afterEach, describe, expect, test, vi } from "vitest";
import type { AskInput, QueuePage } from "#contract/asks.ts";
import { createFirstLook } from "#renderer/cache/glimpse.ts";
import { ACCOUNT, customerRow, ME, ticketRow } from "#test/support/cache-rows.ts";
import { createInProcessCache, type InProcessCache } from "#test/support/in-process-cache.ts";

const MIRROR_WAIT_MS = 400;
/** Longest wait of a timer here; the limit of opening is one, and a busy machine must still open within it. */
const LONGEST_MS = 1_000;
/** Timers that come soon, but windows are let in only when the outbox was mirrored. */
const schedule = (task: () => void, ms: number) => {
  if (ms === MIRROR_WAIT_MS) return () => undefined;
  const timer = setTimeout(task, Math.min(ms, LONGEST_MS));
  return () => clearTimeout(timer);
};
const question = (over: Partial<AskInput<"queue.list">> = {}): AskInput<"queue.list"> => ({
  viewId: "all-open",
  me: [{ accountId: ACCOUNT, agentId: ME }],
  sort: "rank",
  descending: false,
  text: "",
  from: 0,
  to: 120,
  anchorId: null,
  ...over,
});
const opened: InProcessCache[] = [];
const begin = (indexedDB?: IDBFactory): InProcessCache => {
  const cache = createInProcessCache({
    schedule,
    ...(indexedDB === undefined ? {} : { indexedDB }),
  });
  opened.push(cache);
  return cache;
};
afterEach(() => {
  for (const cache of opened.splice(0)) cache.close();
});

/** Watches a question; the answers in their order. */
function watch(cache: InProcessCache, input: AskInput<"queue.list">) {
  const { client, close } = cache.connectClient();
  const answers: QueuePage[] = [];
  client.subscribe("queue.list", input, (result) => {
    if (result.ok) answers.push(result.value);
  });
  return { client, answers, close };
}
const subjects = (page: QueuePage | undefined) => page?.rows.map(({ subject }) => subject);

/** A cache that was open long enough for the queue on screen to be kept. */
async function keptOnce(): Promise<IDBFactory> {
  const first = begin();
  await first.open();
  await first.mirrorOutbox([]);
  await first.commitChanges(
    ACCOUNT,
    {
      customers: [customerRow(100)],
      tickets: [ticketRow(1, { subject: "Refund missing" }), ticketRow(2, { subject: "Torn box" })],
    },
    [],
  );
  const { answers, close } = watch(first, question({ from: 0, to: 160, anchorId: "a1:2" }));
  await vi.waitFor(() => expect(answers.at(-1)?.total).toBe(2));
  await new Promise((resolve) => setTimeout(resolve, LONGEST_MS + 500));
  close();
  first.close();
  return first.indexedDB;
}

describe("what stood on the screen", () => {
  test("stands there again before windows are let in, and then gives way to the truth", async () => {
    const again = begin(await keptOnce());
    const { answers, close } = watch(again, question({ anchorId: "a1:1" }));
    await again.open();
    await vi.waitFor(() =>
      expect(subjects(answers[0])?.toSorted()).toEqual(["Refund missing", "Torn box"]),
    );
    expect(answers[0]?.rows[answers[0].anchorIndex]?.id).toBe("a1:1");
    await again.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(2, { subject: "Torn box, solved", status: "solved", version: 2 })] },
      [],
    );
    expect(answers).toHaveLength(1);
    await again.mirrorOutbox([]);
    await vi.waitFor(() => expect(subjects(answers.at(-1))).toEqual(["Refund missing"]));
    close();
  });

  test("answers no other question, and nobody who asks only once", async () => {
    const again = begin(await keptOnce());
    const other = watch(again, question({ text: "torn" }));
    const far = watch(again, question({ from: 40, to: 200 }));
    const gone = watch(again, question({ anchorId: "a1:77" }));
    const { client, close } = again.connectClient();
    let once: unknown;
    void client.ask("queue.list", question()).then((answer) => (once = answer));
    await again.open();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([other.answers, far.answers, gone.answers, once]).toEqual([[], [], [], undefined]);
    await again.mirrorOutbox([]);
    await vi.waitFor(() => expect(once).toMatchObject({ ok: true, value: { total: 2 } }));
    await vi.waitFor(() => expect(subjects(other.answers.at(-1))).toEqual(["Torn box"]));
    for (const { close: end } of [other, far, gone]) end();
    close();
  });

  test("is kept when the console ends, whatever was asked a moment before", async () => {
    const first = begin(await keptOnce());
    await first.open();
    await first.mirrorOutbox([]);
    const { answers, close } = watch(first, question({ text: "torn" }));
    await vi.waitFor(() => expect(subjects(answers.at(-1))).toEqual(["Torn box"]));
    expect(await first.request("keepGlimpse", {})).toEqual({ ok: true, value: null });
    close();
    first.close();
    const again = begin(first.indexedDB);
    const seen = watch(again, question({ text: "torn" }));
    await again.open();
    await vi.waitFor(() => expect(subjects(seen.answers[0])).toEqual(["Torn box"]));
    seen.close();
  });

  test("is not kept before windows are let in: the outbox may be missing from it", async () => {
    const again = begin(await keptOnce());
    const { answers, close } = watch(again, question({ text: "torn" }));
    await again.open();
    await again.request("keepGlimpse", {});
    expect(answers).toEqual([]);
    close();
    again.close();
    const third = begin(again.indexedDB);
    const seen = watch(third, question());
    await third.open();
    await vi.waitFor(() => expect(seen.answers[0]?.total).toBe(2));
    seen.close();
  });

  test("is forgotten with the account", async () => {
    const indexedDB = await keptOnce();
    const again = begin(indexedDB);
    await again.open();
    await again.mirrorOutbox([]);
    await again.dropAccount(ACCOUNT);
    again.close();
    const third = begin(indexedDB);
    const { answers, close } = watch(third, question());
    await third.open();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(answers).toEqual([]);
    close();
  });
});

describe("the first look", () => {
  /** Sleepers by how long they sleep; each is woken by hand. */
  function begin() {
    const wake = new Map<number, () => void>();
    const look = createFirstLook((ms) => new Promise((resolve) => void wake.set(ms, resolve)));
    let isOver = false;
    void look.over().then(() => (isOver = true));
    const settle = async (): Promise<boolean> => {
      for (let n = 0; n < 5; n += 1) await Promise.resolve();
      return isOver;
    };
    return { look, wake, settle };
  }

  test("lasts a little longer than the first answer takes to leave", async () => {
    const { look, wake, settle } = begin();
    const longest = Math.max(...wake.keys());
    look.answered();
    expect(await settle()).toBe(false);
    const drawing = [...wake.keys()].find((ms) => ms !== longest);
    wake.get(drawing ?? 0)?.();
    expect(await settle()).toBe(true);
  });

  test("ends by itself when nobody asks", async () => {
    const { wake, settle } = begin();
    expect(await settle()).toBe(false);
    wake.get(Math.max(...wake.keys()))?.();
    expect(await settle()).toBe(true);
  });
});
