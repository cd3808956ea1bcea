import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  RECORD_PAUSE_MS,
  recordKey,
  startRecording,
  stopRecording,
  useRecorder,
} from "#renderer/commands/recorder.ts";

const recorded = vi.fn<(keys: string) => void>();
beforeEach(() => {
  vi.useFakeTimers();
  recorded.mockClear();
});
afterEach(() => {
  stopRecording();
  vi.useRealTimers();
});
const press = (key: string, more = {}) =>
  recordKey(
    { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more },
    false,
  );

test("without a recording no key is taken", () => {
  expect(press("j")).toBe(false);
});

test("keys one after the other become a sequence at the pause", () => {
  startRecording("queue.down", recorded);
  expect(press("g")).toBe(true);
  expect(press("Shift", { shiftKey: true })).toBe(true);
  press("I", { shiftKey: true });
  expect(useRecorder.getState().recording?.strokes).toEqual(["g", "Shift+i"]);
  vi.advanceTimersByTime(RECORD_PAUSE_MS);
  expect(recorded.mock.calls).toEqual([["g Shift+i"]]);
  expect(press("j")).toBe(false);
});

test("three keys are all that a sequence holds", () => {
  startRecording("queue.down", recorded);
  for (const key of ["a", "b", "c"]) press(key);
  expect(recorded.mock.calls).toEqual([["a b c"]]);
});

test("Escape first gives up, later it is a key", () => {
  startRecording("queue.down", recorded);
  press("Escape");
  expect(useRecorder.getState().recording).toBeNull();
  startRecording("queue.down", recorded);
  press("g");
  press("Escape");
  vi.advanceTimersByTime(RECORD_PAUSE_MS);
  expect(recorded.mock.calls).toEqual([["g Escape"]]);
});

test("what no command may have is named and the recording goes on", () => {
  startRecording("queue.down", recorded);
  press("x", { altKey: true });
  expect(useRecorder.getState().recording).toMatchObject({ fault: "alt", strokes: [] });
  press("5");
  expect(useRecorder.getState().recording).toMatchObject({ fault: "digit", strokes: [] });
  press("x");
  expect(useRecorder.getState().recording).toMatchObject({ fault: null, strokes: ["x"] });
});
