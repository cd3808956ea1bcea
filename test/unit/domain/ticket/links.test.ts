import { expect, test } from "vitest";
import type { Interaction } from "#domain/ticket/interaction.ts";
import {
  isAddress,
  linkChange,
  linksOf,
  outsideLinksOf,
  relationOf,
  withLinks,
} from "#domain/ticket/links.ts";
import { byAgent, messageRow } from "#test/support/cache-rows.ts";

const told = (n: number, changes: Interaction["changes"]): Interaction => ({
  ...messageRow(1, n, { author: byAgent }),
  kind: "change",
  changes,
});

test("links are what came and did not go again, in the order of coming", () => {
  const thread = [
    told(1, [linkChange("refers-to", null, "7")]),
    told(2, [linkChange("parent", null, "8"), { field: "status", from: "open", to: "solved" }]),
    told(3, [linkChange("refers-to", "7", null)]),
    told(4, [linkChange("incident-of", null, "9")]),
    told(5, [linkChange("incident-of", "9", "10")]),
    told(6, [linkChange("parent", null, "8")]),
  ];
  expect(linksOf("a1:1", thread)).toEqual([
    { relation: "incident-of", to: "a1:10" },
    { relation: "parent", to: "a1:8" },
  ]);
});

test("links to what is no ticket are told apart, and go again as they came", () => {
  const thread = [
    told(1, [linkChange("refers-to", null, "https://wiki.example/a")]),
    told(2, [linkChange("refers-to", null, "https://wiki.example/b")]),
    told(3, [linkChange("depends-on", null, "7")]),
    told(4, [linkChange("refers-to", "https://wiki.example/a", null)]),
  ];
  expect(outsideLinksOf(thread)).toEqual([
    { relation: "refers-to", url: "https://wiki.example/b" },
  ]);
  expect(linksOf("a1:1", thread)).toEqual([{ relation: "depends-on", to: "a1:7" }]);
});

test("a ticket is never linked with itself", () => {
  expect(linksOf("a1:1", [told(1, [linkChange("merged-here", null, "1")])])).toEqual([]);
});

test("what is queued is laid over what is told", () => {
  const one = { relation: "parent", to: "a1:8" } as const;
  const two = { relation: "child", to: "a1:9" } as const;
  expect(withLinks([one], { add: [two], remove: [one] })).toEqual([two]);
  expect(withLinks([one], { add: [one], remove: [] })).toEqual([one]);
});

test("only names of links are read as links, only addresses as addresses", () => {
  expect([relationOf("link.parent"), relationOf("link.nothing"), relationOf("status")]).toEqual([
    "parent",
    null,
    null,
  ]);
  expect([isAddress("ada@mail.example"), isAddress("a1:80"), isAddress("a1:b@c")]).toEqual([
    true,
    false,
    false,
  ]);
});
