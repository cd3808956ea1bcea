import fc from "fast-check";
import { expect, test } from "vitest";
import {
  DEFAULT_MAPPING,
  queueName,
  readMappingFile,
  RtMapping,
  toChannel,
  toPriority,
  toSatisfaction,
  toStatus,
  writeMappingFile,
} from "#domain/mapping/rt-mapping.ts";
import { TICKET_STATUSES } from "#domain/ticket/ticket.ts";

const mapping = RtMapping.parse({
  statuses: { returns: { "awaiting parcel": "on-hold" } },
  priorities: { low: 10, normal: 20, high: 30, urgent: 40 },
  channels: { Telegram: "chat" },
  queues: { Billing: { name: "Money", channel: "phone" } },
});

test("what a person said comes before what is usual, and only for what they said", () => {
  expect(toStatus(mapping, "returns", "awaiting parcel", null)).toBe("on-hold");
  expect(toStatus(mapping, "default", "awaiting parcel", null)).toBe("pending");
  expect(toStatus(mapping, "returns", "resolved", null)).toBe("solved");
  expect([toPriority(mapping, 34), toPriority(mapping, 36)]).toEqual(["high", "urgent"]);
  expect([toChannel(mapping, "Telegram"), toChannel(mapping, "Phone call")]).toEqual([
    "chat",
    "phone",
  ]);
  expect(toChannel(mapping, "", "Billing")).toBe("phone");
  expect(toChannel(mapping, "", "Support")).toBe("email");
  expect([queueName(mapping, "Billing"), queueName(mapping, "Support")]).toEqual([
    "Money",
    "Support",
  ]);
});

test("names that every object has are names like others", () => {
  expect(toChannel(mapping, "constructor")).toBe("other");
  expect(queueName(mapping, "toString")).toBe("toString");
  expect(toStatus(DEFAULT_MAPPING, "default", "constructor", null)).toBe("open");
});

test.each([
  [{ csat: "5" }, "good"],
  [{ csat: "3", nps: "10" }, "good"],
  [{ csat: "", nps: "6" }, "bad"],
  [{ nps: "8" }, null],
  [{ ces: "7" }, "good"],
  [{ ces: "1" }, "bad"],
  [{ csat: "great" }, null],
  [{}, null],
] as const)("scores %j mean %s", (scores, expected) => {
  expect(toSatisfaction(scores)).toBe(expected);
});

test("a mapping survives its file", () => {
  const words = fc.dictionary(fc.string({ maxLength: 20 }), fc.constantFrom(...TICKET_STATUSES));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 20 }), words), (statuses) => {
      const one = RtMapping.parse({ statuses });
      expect(readMappingFile(writeMappingFile(one))).toEqual({ ok: true, value: one });
    }),
  );
  expect(readMappingFile(writeMappingFile(mapping))).toEqual({ ok: true, value: mapping });
});

const file = (part: unknown): string =>
  JSON.stringify({ format: "switchboard-rt-mapping", version: 1, mapping: part });

test.each([
  ["no JSON", "{", "(file)"],
  [
    "another file",
    JSON.stringify({ format: "switchboard-views", version: 1, mapping: {} }),
    "format",
  ],
  [
    "a newer one",
    JSON.stringify({ format: "switchboard-rt-mapping", version: 2, mapping: {} }),
    "version",
  ],
  [
    "a status that is none of ours",
    file({ statuses: { default: { stalled: "waiting" } } }),
    "mapping.statuses.default.stalled",
  ],
  [
    "a priority that is no number",
    file({ priorities: { low: 0, normal: "x", high: 2, urgent: 3 } }),
    "mapping.priorities.normal",
  ],
  [
    "priorities that do not grow",
    file({ priorities: { low: 0, normal: 9, high: 2, urgent: 3 } }),
    "mapping.priorities",
  ],
  ["a name we do not know", file({ fields: { cast: "CSAT" } }), "mapping.fields.cast"],
  [
    "a channel of a queue",
    file({ queues: { Billing: { channel: "fax" } } }),
    "mapping.queues.Billing.channel",
  ],
])("a file with %s is refused with the field's name", (_what, text, field) => {
  const read = readMappingFile(text);
  expect(read).toMatchObject({ ok: false, error: { kind: "invalid", field } });
});
