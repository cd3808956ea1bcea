import { describe, expect, test } from "vitest";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { NOTHING_DECIDED, mergeEdits } from "#domain/sync/merge.ts";
import type { RemoteFields } from "#domain/sync/merge.ts";
import { ownChains } from "#domain/sync/own-writes.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";

type Entry = {
  readonly by: string;
  readonly authorName: string;
  readonly at: number;
  readonly changes: readonly {
    readonly field: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
};
const entry = (by: string, to: string, field = "status"): Entry => ({
  by,
  authorName: by,
  at: 1,
  changes: [{ field, from: null, to }],
});
const write = (by: string, edits: TicketEdits) => ({
  edits,
  made: (one: Entry) => one.by === by,
});
const status = (base: TicketStatus, value: TicketStatus): TicketEdits => ({
  status: { base, value },
});

/** What becomes of a wish from `base` to pending when the remote says `now`. */
function merged(
  base: TicketStatus,
  now: TicketStatus,
  entries: readonly Entry[],
  writes: readonly ReturnType<typeof write>[],
): "written" | "asked" {
  const remote = { status: now, tags: [], customFields: {} } as unknown as RemoteFields;
  const own = ownChains(entries, writes);
  const { send, conflicts } = mergeEdits({
    edits: status(base, "pending"),
    remote,
    decided: NOTHING_DECIDED,
    entries,
    own,
  });
  expect(conflicts.length).toBe(send.status === undefined ? 1 : 0);
  return send.status === undefined ? "asked" : "written";
}

describe("a change right after one's own, with the base of that one", () => {
  const mine = write("me", status("open", "solved"));

  test("is written without a question", () => {
    expect(merged("open", "solved", [entry("me", "solved")], [mine])).toBe("written");
  });

  test("asks when somebody else changed the field after one's own, even back to the same value", () => {
    const there = [entry("me", "solved"), entry("Bea", "on-hold"), entry("Bea", "solved")];
    expect(merged("open", "solved", there, [mine])).toBe("asked");
    expect(merged("open", "on-hold", there.slice(0, 2), [mine])).toBe("asked");
  });

  test("asks when one's own did not write what is there now", () => {
    expect(merged("open", "on-hold", [entry("me", "solved")], [mine])).toBe("asked");
  });

  test("asks when it began from a value that one's own changes never had before them", () => {
    expect(merged("on-hold", "solved", [entry("me", "solved")], [mine])).toBe("asked");
  });

  test("asks when the history that was read does not hold one's own", () => {
    expect(merged("open", "solved", [], [mine])).toBe("asked");
    expect(merged("open", "solved", [entry("me", "urgent", "priority")], [mine])).toBe("asked");
  });

  test("may begin from any step of an unbroken run, and from none before somebody else's", () => {
    const first = write("me1", status("new", "open"));
    const second = write("me2", status("open", "solved"));
    const run = [entry("me1", "open"), entry("me2", "solved")];
    expect(merged("new", "solved", run, [first, second])).toBe("written");
    const broken = [entry("me1", "open"), entry("Bea", "open"), entry("me2", "solved")];
    expect(merged("new", "solved", broken, [first, second])).toBe("asked");
    expect(merged("open", "solved", broken, [first, second])).toBe("written");
  });
});

test("fields are followed one by one, custom fields by their ids", () => {
  const edits: TicketEdits = {
    status: { base: "open", value: "solved" },
    priority: { base: null, value: "high" },
    customFields: { "a:f1": { base: null, value: "x" } },
    tags: { add: ["t"], remove: [] },
  };
  const chains = ownChains(
    [entry("me", "solved"), entry("me", "high", "priority"), entry("me", "x", "a:f1")].concat(
      entry("Bea", "low", "priority"),
    ),
    [write("me", edits)],
  );
  expect([...chains.keys()].toSorted()).toEqual(["a:f1", "status"]);
  expect(chains.get("a:f1")).toEqual({ value: "x", bases: ["x", null] });
});
