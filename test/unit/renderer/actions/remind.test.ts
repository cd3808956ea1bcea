import fc from "fast-check";
import { expect, test } from "vitest";
import { remindEdits } from "#renderer/actions/RemindMenu.tsx";
import { readRemindTime, remindTimes } from "#renderer/actions/remind-times.ts";

const at = (text: string): number => new Date(text).getTime();
const WEDNESDAY = at("2026-11-18T16:30:00");

test("what is offered lies ahead, soonest first, on the agent's own clock", () => {
  expect(remindTimes(WEDNESDAY).map(({ id, at: when }) => [id, when])).toEqual([
    ["evening", at("2026-11-18T17:00:00")],
    ["hour", at("2026-11-18T17:30:00")],
    ["tomorrow", at("2026-11-19T09:00:00")],
    ["threeDays", at("2026-11-21T09:00:00")],
    ["monday", at("2026-11-23T09:00:00")],
  ]);
  fc.assert(
    fc.property(
      fc.date({ min: new Date(2020, 0), max: new Date(2040, 0), noInvalidDate: true }),
      (now) => {
        const times = remindTimes(now.getTime()).map((one) => one.at);
        expect(times.every((one) => one > now.getTime())).toBe(true);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      },
    ),
  );
});

test.each([
  ["2h", at("2026-11-18T18:30:00")],
  ["30M", at("2026-11-18T17:00:00")],
  ["3d", at("2026-11-21T09:00:00")],
  ["2026-12-01", at("2026-12-01T09:00:00")],
  ["2026-12-01 14:30", at("2026-12-01T14:30:00")],
  ["2026-02-31", null],
  ["2020-01-01", null],
  ["2026-12-01 25:00", null],
  ["0h", null],
  ["tomorrow", null],
])("%s is read as meant", (text, expected) => {
  expect(readRemindTime(text, WEDNESDAY)).toBe(expected);
});

test("a follow-up is what the helpdesk keeps: whole seconds, a task at Zendesk, mine if nobody's", () => {
  const ticket = { kind: null, dueAt: null, assigneeId: null };
  expect(remindEdits(ticket, "zendesk", "a:5", 61_500)).toEqual({
    dueAt: { base: null, value: 61_000 },
    kind: { base: null, value: "task" },
    assigneeId: { base: null, value: "a:5" },
  });
  expect(remindEdits({ ...ticket, assigneeId: "a:9" }, "rt", "a:5", 61_500)).toEqual({
    followUpAt: { base: null, value: 61_000 },
  });
  const promised = { ...ticket, assigneeId: "a:9", dueAt: 90_000, followUpAt: 61_000 };
  expect(remindEdits(promised, "rt", "a:5", null)).toEqual({
    followUpAt: { base: 61_000, value: null },
  });
  expect(remindEdits({ ...ticket, kind: "incident" }, "zendesk", "a:5", 61_500)).toBeNull();
  expect(remindEdits({ ...ticket, kind: "incident", dueAt: 7 }, "zendesk", "a:5", null)).toEqual({
    dueAt: { base: 7, value: null },
  });
});
