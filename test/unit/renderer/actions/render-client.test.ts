import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderTemplate } from "#domain/macro/render.ts";
import type { RenderReply, RenderRequest } from "#renderer/macro-worker/protocol.ts";
import { RENDER_DEADLINE_MS, createRenderer } from "#renderer/macro-worker/render-client.ts";
import type { WorkerLike } from "#renderer/macro-worker/render-client.ts";

/** A worker that runs the real renderer, and hangs on templates that ask for it. */
class TestWorker implements WorkerLike {
  static alive = 0;
  static started = 0;
  onmessage: ((event: MessageEvent<RenderReply>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  constructor() {
    TestWorker.alive += 1;
    TestWorker.started += 1;
    queueMicrotask(() => this.reply({ type: "ready" }));
  }
  postMessage({ id, templates, scope }: RenderRequest): void {
    if (templates.includes("hang")) return;
    const results = templates.map((template) => renderTemplate(template, scope));
    queueMicrotask(() => this.reply({ type: "rendered", id, results }));
  }
  terminate(): void {
    TestWorker.alive -= 1;
  }
  private reply(data: RenderReply): void {
    this.onmessage?.({ data } as MessageEvent<RenderReply>);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  TestWorker.alive = 0;
  TestWorker.started = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

test("a template that never ends is killed at the deadline, and those behind it are served by a new worker", async () => {
  const render = createRenderer(() => new TestWorker());
  const stuck = render(["hang"], {});
  const next = render(["{{a}}"], { a: "fine" });
  await vi.advanceTimersByTimeAsync(RENDER_DEADLINE_MS);
  expect(await stuck).toMatchObject({ ok: false, error: { kind: "invalid", field: "macro" } });
  expect(await next).toEqual({ ok: true, value: [{ text: "fine", unresolved: [] }] });
  expect([TestWorker.started, TestWorker.alive]).toEqual([2, 1]);
});

test("requests are answered in order by one worker", async () => {
  const render = createRenderer(() => new TestWorker());
  const answers = Promise.all(["1", "2", "3"].map((a) => render(["{{a}}", "-"], { a })));
  await vi.advanceTimersByTimeAsync(0);
  const texts = (await answers).map((answer) => answer.ok && answer.value.map(({ text }) => text));
  expect(texts).toEqual([
    ["1", "-"],
    ["2", "-"],
    ["3", "-"],
  ]);
  expect(TestWorker.started).toBe(1);
});

test("one bad template fails its request and nothing else", async () => {
  const render = createRenderer(() => new TestWorker());
  const bad = render(["{% include 'x' %}"], {});
  const good = render(["ok"], {});
  await vi.advanceTimersByTimeAsync(0);
  expect((await bad).ok).toBe(false);
  expect((await good).ok).toBe(true);
});
