import { expect, test } from "vitest";
import { DEFAULT_MAPPING, RtMapping } from "#domain/mapping/rt-mapping.ts";
import { mapTicket } from "#renderer/features/settings/MappingPreview.tsx";
import { withKey } from "#renderer/features/settings/MappingRows.tsx";
import { ticketRow } from "#test/support/cache-rows.ts";

const fields = [
  { id: "a1:2", title: "Channel" },
  { id: "a1:3", title: "NPS" },
];
const ticket = ticketRow(7, {
  customFields: { "a1:2": "Telegram", "a1:3": "3" },
  remoteWords: { lifecycle: "returns", status: "awaiting parcel", priority: 60, queue: "Billing" },
});

test("an example follows the mapping at once", () => {
  expect(mapTicket(ticket, DEFAULT_MAPPING, fields)).toEqual({
    status: "pending",
    priority: "normal",
    channel: "other",
    satisfaction: "bad",
    queue: "Billing",
  });
  const mapping = RtMapping.parse({
    statuses: { returns: { "awaiting parcel": "on-hold" } },
    priorities: { low: 0, normal: 20, high: 60, urgent: 90 },
    channels: { Telegram: "chat" },
    fields: { nps: "" },
    queues: { Billing: { name: "Money" } },
  });
  expect(mapTicket(ticket, mapping, fields)).toEqual({
    status: "on-hold",
    priority: "high",
    channel: "chat",
    satisfaction: null,
    queue: "Money",
  });
});

test("a word that says nothing by itself is read by whether the helpdesk counts it as at work", () => {
  const words = { lifecycle: "returns", status: "shelved", priority: null, queue: "Returns" };
  const read = (activity: "active" | "inactive") =>
    mapTicket(ticketRow(8, { remoteWords: { ...words, activity } }), DEFAULT_MAPPING, fields)
      ?.status;
  expect([read("active"), read("inactive")]).toEqual(["open", "solved"]);
});

test("a ticket of a helpdesk whose words are fixed is no example", () => {
  expect(mapTicket(ticketRow(8), DEFAULT_MAPPING, fields)).toBeNull();
});

test("back to the usual leaves nothing behind", () => {
  expect(withKey({ a: 1 }, "b", 2)).toEqual({ a: 1, b: 2 });
  expect(withKey({ a: 1, b: 2 }, "b", null)).toEqual({ a: 1 });
});
