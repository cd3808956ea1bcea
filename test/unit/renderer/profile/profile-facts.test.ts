import { expect, test } from "vitest";
import type { QueueRow } from "#contract/asks.ts";
import {
  languageName,
  localTime,
  nextTicket,
  orderIdentities,
  otherOpen,
  placeOf,
  sideOf,
} from "#renderer/features/profile/profile-facts.ts";

const NOON = Date.UTC(2026, 10, 21, 12, 0);
const row = (id: string, updatedAt: number, status: QueueRow["status"] = "open"): QueueRow => ({
  id,
  accountId: "a",
  number: id.slice(2),
  subject: id,
  requesterId: "a:c",
  requesterName: "Amira",
  status,
  statusLabel: null,
  priority: null,
  channel: "email",
  assigneeId: null,
  groupId: null,
  tags: [],
  createdAt: 0,
  updatedAt,
  waitingSince: null,
  breachAt: null,
  value: null,
  pending: "none",
});

test("the clock on the customer's wall follows their zone", () => {
  expect(localTime(NOON, "Europe/Berlin", "en")).toBe("13:00");
  expect(localTime(NOON, "Asia/Kolkata", "en")).toBe("17:30");
  expect(localTime(NOON, null, "en")).toBeNull();
  expect(localTime(NOON, "Mars/Olympus", "en")).toBeNull();
});

test("zones and languages are called by their names", () => {
  expect(placeOf("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
  expect(languageName("pt-BR", "en")).toBe("Brazilian Portuguese");
  expect(languageName("not a tag", "en")).toBe("not a tag");
});

test("the primary address comes first, the others as they came", () => {
  const identity = (value: string, primary: boolean) =>
    ({ kind: "email", value, primary, verified: false }) as const;
  expect(
    orderIdentities([identity("b", false), identity("a", true), identity("c", false)]).map(
      ({ value }) => value,
    ),
  ).toEqual(["a", "b", "c"]);
});

test("other open tickets leave out the open one and what is solved, the latest first", () => {
  const rows = [row("a:1", 1), row("a:2", 9), row("a:3", 5, "solved"), row("a:4", 7, "pending")];
  expect(otherOpen(rows, "a:2").map(({ id }) => id)).toEqual(["a:4", "a:1"]);
});

test("the next ticket goes round the customer's unsolved ones", () => {
  const rows = [row("a:1", 1), row("a:2", 9), row("a:3", 5)];
  expect(nextTicket(rows, "a:2")).toBe("a:3");
  expect(nextTicket(rows, "a:1")).toBe("a:2");
  expect(nextTicket(rows, null)).toBe("a:2");
  expect(nextTicket([row("a:1", 1)], "a:1")).toBeNull();
  expect(nextTicket([], null)).toBeNull();
});

test("what only the team sees is told from what the customer sees", () => {
  expect(sideOf("note")).toBe("note");
  expect(sideOf("message")).toBe("public");
  expect(sideOf("call")).toBe("public");
  expect(sideOf("change")).toBe("event");
});
