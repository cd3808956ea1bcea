import { expect, test } from "vitest";
import { linkChanges } from "#main/connectors/rt/links.ts";
import { WireTransaction } from "#main/connectors/rt/wire.ts";
import { transaction } from "#test/support/fake-rt.ts";

const BASE = "https://help.example/rt";
const told = (type: "AddLink" | "DeleteLink", uri: string, field = "RefersTo") => {
  const end = type === "AddLink" ? { NewValue: uri } : { OldValue: uri };
  const wire = WireTransaction.parse(transaction(1, 7, { Type: type, Field: field, ...end }));
  return linkChanges(wire, BASE).map((one) => [one.field, one.from, one.to]);
};

test("a link leads to a ticket by its number, to an article or a page by its address", () => {
  expect(told("AddLink", "fsck.com-rt://desk.example/ticket/26")).toEqual([
    ["link.refers-to", null, "26"],
  ]);
  expect(told("AddLink", "fsck.com-article://desk.example/article/4")).toEqual([
    ["link.refers-to", null, `${BASE}/Articles/Article/Display.html?id=4`],
  ]);
  expect(told("DeleteLink", "https://wiki.example/a?b=1", "DependsOn")).toEqual([
    ["link.depends-on", "https://wiki.example/a?b=1", null],
  ]);
});

test.each([
  "javascript:alert(1)",
  "file:///etc/passwd",
  "https://",
  `https://x.example/${"a".repeat(3000)}`,
  "fsck.com-asset://desk.example/asset/3",
  "",
])("%.60s is not shown as a link", (uri) => {
  expect(told("AddLink", uri)).toEqual([]);
});
