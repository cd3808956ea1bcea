// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft } from "#domain/sync/draft.ts";
import {
  changeDraft,
  clearDraft,
  flushDraft,
  loadDrafts,
  useDrafts,
} from "#renderer/actions/drafts-store.ts";
import { FakeBridge } from "#test/unit/renderer/actions/fake-bridge.ts";

let bridge: FakeBridge;
beforeEach(() => {
  vi.useFakeTimers();
  bridge = new FakeBridge();
  bridge.install();
  useDrafts.setState({ drafts: new Map(), statuses: new Map() });
});
afterEach(() => {
  vi.useRealTimers();
});
const draft = (text: string, key = "reply/a:1"): Draft => ({
  key,
  accountId: "a",
  ticketId: "a:1",
  text,
  fields: {},
  files: [],
  seen: null,
  savedAt: 0,
});
const status = (key = "reply/a:1") => useDrafts.getState().statuses.get(key)?.kind;

test("words are saved at the first pause of half a second, and only then said to be", async () => {
  changeDraft(draft("Hel"));
  changeDraft(draft("Hello"));
  expect(bridge.savedTexts()).toEqual([]);
  bridge.hold();
  await vi.advanceTimersByTimeAsync(500);
  expect(status()).toBe("saving");
  await bridge.release();
  expect(bridge.savedTexts()).toEqual(["Hello"]);
  expect(status()).toBe("saved");
});

test("someone who never pauses is saved all the same", async () => {
  for (let letter = 0; letter < 30; letter += 1) {
    changeDraft(draft("x".repeat(letter + 1)));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(bridge.savedTexts().length).toBeGreaterThan(0);
});

test("words typed while a save is on its way are not said to be saved", async () => {
  changeDraft(draft("one"));
  bridge.hold();
  const saving = flushDraft("reply/a:1");
  await vi.advanceTimersByTimeAsync(0);
  changeDraft(draft("one two"));
  await bridge.release();
  await saving;
  expect(status()).toBe("changed");
  await vi.advanceTimersByTimeAsync(500);
  expect(bridge.savedTexts()).toEqual(["one", "one two"]);
  expect(status()).toBe("saved");
});

test("a save that fails keeps the words, says so and tries again", async () => {
  bridge.fail({ kind: "storage", detail: "disk full" });
  changeDraft(draft("kept"));
  await vi.advanceTimersByTimeAsync(500);
  expect(status()).toBe("failed");
  expect(useDrafts.getState().drafts?.get("reply/a:1")?.text).toBe("kept");
  bridge.fail(null);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(bridge.savedTexts()).toEqual(["kept"]);
  expect(status()).toBe("saved");
});

test("a draft thrown away is not brought back by a save that was on its way", async () => {
  changeDraft(draft("sent"));
  bridge.hold();
  const saving = flushDraft("reply/a:1");
  await vi.advanceTimersByTimeAsync(0);
  const clearing = clearDraft("reply/a:1");
  await bridge.release();
  await Promise.all([saving, clearing]);
  expect(bridge.drafts.size).toBe(0);
  expect(useDrafts.getState().drafts?.size).toBe(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bridge.drafts.size).toBe(0);
});

test("words deleted to the last letter are forgotten by main too", async () => {
  changeDraft(draft("x"));
  await vi.advanceTimersByTimeAsync(500);
  expect(bridge.drafts.size).toBe(1);
  changeDraft(draft(""));
  await vi.advanceTimersByTimeAsync(500);
  expect(bridge.drafts.size).toBe(0);
});

test("what main kept does not overwrite what was typed while it loaded", async () => {
  bridge.drafts.set("reply/a:1", draft("old"));
  bridge.drafts.set("note/a:2", draft("other", "note/a:2"));
  useDrafts.setState({ drafts: null });
  bridge.hold();
  const loading = loadDrafts();
  changeDraft(draft("new"));
  await bridge.release();
  await loading;
  const texts = [...(useDrafts.getState().drafts?.values() ?? [])].map(({ text }) => text);
  expect(texts.toSorted()).toEqual(["new", "other"]);
});
