import { describe, expect, it } from "vitest";
import { createSharing } from "#renderer/cache/memory/sharing.ts";

describe("sharing", () => {
  it("gives the same list for equal lists, with the same words", () => {
    const sharing = createSharing();
    const first = sharing.texts(["vip", "care_plus"]);
    expect(first).toEqual(["vip", "care_plus"]);
    expect(sharing.texts(["vip", "care_plus"])).toBe(first);
    expect(sharing.texts([])).toEqual([]);
  });

  it("never takes one list for another, whatever stands in its words", () => {
    const sharing = createSharing();
    sharing.texts(["a", "b\nc"]);
    expect(sharing.texts(["a\nb", "c"])).toEqual(["a\nb", "c"]);
    expect(sharing.texts(["a\nb\nc"])).toEqual(["a\nb\nc"]);
  });

  it("shares the clocks that have ended, and gives each that runs its own time", () => {
    const sharing = createSharing();
    const ended = [["first-reply", "achieved", null]] as const;
    expect(sharing.clocks(ended)).toBe(sharing.clocks([["first-reply", "achieved", null]]));
    expect(sharing.clocks([["agent-work", "active", 5]])).toEqual([
      { metric: "agent-work", stage: "active", breachAt: 5 },
    ]);
    expect(sharing.clocks([["agent-work", "active", 7]])).toEqual([
      { metric: "agent-work", stage: "active", breachAt: 7 },
    ]);
  });

  it("goes on to answer rightly after more different lists than it remembers", () => {
    const sharing = createSharing();
    for (let n = 0; n < 5_000; n += 1) {
      expect(sharing.texts([`tag ${n}`])).toEqual([`tag ${n}`]);
    }
    expect(sharing.texts(["tag 4999"])).toEqual(["tag 4999"]);
  });
});
