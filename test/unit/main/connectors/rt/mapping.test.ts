import { expect, test } from "vitest";
import { type Activity, DEFAULT_MAPPING } from "#domain/mapping/rt-mapping.ts";
import { fromStatus, STANDARD_STATUSES } from "#main/connectors/rt/mapping.ts";

/** A lifecycle for parcels, most frequent status first. */
const returns: ReadonlyMap<string, Activity> = new Map([
  ["rejected", "inactive"],
  ["refunded", "inactive"],
  ["inspecting", "active"],
  ["awaiting parcel", "active"],
  ["new", "active"],
]);

test.each([
  ["solved", null, "refunded"],
  ["solved", "inspecting", "refunded"],
  ["solved", "rejected", "rejected"],
  ["closed", "inspecting", "refunded"],
  ["open", "new", "inspecting"],
  ["pending", "new", "awaiting parcel"],
  ["on-hold", "new", "awaiting parcel"],
] as const)("%s on a return that is %s is written as %s", (status, now, word) => {
  expect(fromStatus(DEFAULT_MAPPING, "returns", status, returns, now)).toBe(word);
});

test("solving means resolved in the standard lifecycle, and a refusal only where nothing else ends a ticket", () => {
  const solve = (known: ReadonlyMap<string, Activity>) =>
    fromStatus(DEFAULT_MAPPING, "default", "solved", known, "open");
  expect(solve(STANDARD_STATUSES)).toBe("resolved");
  expect(solve(new Map([["rejected", "inactive"]]))).toBe("rejected");
});

test("a word that a person named is written before those that were only seen, unless it is a refusal", () => {
  const write = (said: Readonly<Record<string, "solved">>) =>
    fromStatus(
      { ...DEFAULT_MAPPING, statuses: { returns: said } },
      "returns",
      "solved",
      returns,
      "inspecting",
    );
  expect(write({ "sent back": "solved" })).toBe("sent back");
  expect(write({ rejected: "solved" })).toBe("refunded");
});
