import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INTERACTION_KINDS, type Interaction } from "#domain/ticket/interaction.ts";
import {
  EMPTY_SUMMARY,
  mergeSummaries,
  summarise,
  waitingSince,
  withReply,
} from "#domain/ticket/waiting.ts";
import { byAgent, messageRow, T0 } from "#test/support/cache-rows.ts";

type Line = readonly [at: number, who: "customer" | "agent" | "system" | "note" | "call"];
const entry = ([at, who]: Line, i: number): Interaction =>
  messageRow(i, 1, {
    at: T0 + at,
    kind: who === "note" || who === "call" ? who : "message",
    author:
      who === "customer" || who === "call"
        ? { kind: "customer", id: "a1:1", name: null }
        : who === "system"
          ? { kind: "system", name: null }
          : byAgent,
  });

describe("waiting since", () => {
  // Source: glossary §2 (Chatwoot): set at creation, cleared by a human agent's reply, set again only if empty.
  const cases: readonly (readonly [
    name: string,
    lines: readonly Line[],
    expected: number | null,
  ])[] = [
    ["a first message waits since it came", [[5, "customer"]], 5],
    [
      "the oldest of several unanswered messages counts",
      [
        [5, "customer"],
        [9, "customer"],
      ],
      5,
    ],
    [
      "an agent's reply ends the wait",
      [
        [5, "customer"],
        [9, "agent"],
      ],
      null,
    ],
    [
      "a note does not end it",
      [
        [5, "customer"],
        [9, "note"],
      ],
      5,
    ],
    [
      "a bot does not end it",
      [
        [5, "customer"],
        [9, "system"],
      ],
      5,
    ],
    [
      "a message after a reply waits again",
      [
        [5, "customer"],
        [9, "agent"],
        [12, "customer"],
      ],
      12,
    ],
    [
      "a customer's call counts as a message",
      [
        [5, "agent"],
        [9, "call"],
      ],
      9,
    ],
    [
      "a reply in the same instant answers",
      [
        [5, "customer"],
        [5, "agent"],
      ],
      null,
    ],
    ["nobody waits when an agent wrote first", [[5, "agent"]], null],
    [
      "the order in which entries arrive does not matter",
      [
        [12, "customer"],
        [9, "agent"],
        [5, "customer"],
      ],
      12,
    ],
  ];
  test.each(cases)("%s", (_name, lines, expected) => {
    const summary = summarise(lines.map(entry));
    expect(waitingSince(summary, "open", T0)).toBe(expected === null ? null : T0 + expected);
  });
  test("a new ticket of which nothing is known waits since its creation", () => {
    expect(waitingSince(EMPTY_SUMMARY, "new", T0)).toBe(T0);
    expect(waitingSince(EMPTY_SUMMARY, "open", T0)).toBeNull();
  });
  test.each(["solved", "closed"] as const)("nobody waits on a %s ticket", (status) => {
    expect(waitingSince(summarise([entry([5, "customer"], 1)]), status, T0)).toBeNull();
  });
  test("a reply on its way ends the wait, a later message starts it again", () => {
    const summary = summarise(
      (
        [
          [5, "customer"],
          [20, "customer"],
        ] as Line[]
      ).map(entry),
    );
    expect(waitingSince(withReply(summary, T0 + 30), "open", T0)).toBeNull();
    expect(waitingSince(withReply(summary, T0 + 10), "open", T0)).toBe(T0 + 20);
  });
});

const interaction = fc
  .record({
    n: fc.nat(30),
    at: fc.nat(40),
    kind: fc.constantFrom(...INTERACTION_KINDS),
    who: fc.constantFrom("customer", "agent", "system"),
  })
  .map(({ n, at, kind, who }): Interaction =>
    // One id has one content, as on the helpdesk.
    messageRow(`${n}-${at}-${kind}-${who}`, 1, {
      at: T0 + at,
      kind,
      author:
        who === "customer"
          ? { kind: "customer", id: "a1:1", name: null }
          : who === "agent"
            ? byAgent
            : { kind: "system", name: null },
    }),
  );

test("summaries of any parts, in any order and any number of times, make the summary of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.array(interaction)), fc.array(fc.nat()), (parts, again) => {
      const whole = summarise(parts.flat());
      const repeated = [...parts, ...again.map((i) => parts[i % (parts.length || 1)] ?? [])];
      const merge = (list: readonly (readonly Interaction[])[]) =>
        list.map(summarise).reduce(mergeSummaries, EMPTY_SUMMARY);
      expect(merge(repeated)).toEqual(whole);
      expect(merge(repeated.toReversed())).toEqual(whole);
    }),
  );
});
