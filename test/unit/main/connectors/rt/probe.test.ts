import { expect, test } from "vitest";
import { fakeRt, json, list, ticket } from "#test/support/fake-rt.ts";

const never = new AbortController().signal;

/** What the account is told to lack where the newest ticket of each queue shows these ways to write. */
async function lacks(ways: Readonly<Record<number, readonly string[] | "unreadable">>) {
  const ids = Object.keys(ways).map(Number);
  const rt = fakeRt(({ path, query }) => {
    if (path === "/REST/2.0/tickets" && query.get("query") === "Status='__Active__'") {
      const queue = (id: number) => ({ id: `${id}`, Name: `Q${id}`, Lifecycle: "default" });
      return list(ids.map((id) => ticket(id, { Queue: queue(id) })));
    }
    const id = ids.find((one) => path === `/REST/2.0/ticket/${one}`);
    if (id === undefined) return null;
    const refs = ways[id];
    if (refs === "unreadable" || refs === undefined) return json(500, "");
    return json(200, { id, Status: "open", _hyperlinks: refs.map((ref) => ({ ref })) });
  });
  const probed = await rt.connector.probe(never);
  const missing = probed.ok ? probed.value.capabilities.missing : ["not signed in"];
  return missing.filter((one) => ["rt-reply", "rt-note", "rt-change"].includes(one)).toSorted();
}

const ALL = ["self", "history", "correspond", "comment", "lifecycle"];

test("an account that may do everything lacks nothing", async () => {
  expect(await lacks({ 31: ALL, 32: ALL })).toEqual([]);
});

test("a right that is lacking in one queue is told", async () => {
  expect(await lacks({ 31: ALL, 32: ["self", "correspond"] })).toEqual(["rt-change", "rt-note"]);
  expect(await lacks({ 31: ["comment", "lifecycle"] })).toEqual(["rt-reply"]);
});

test("where no ticket tells, nothing is told", async () => {
  expect(await lacks({})).toEqual([]);
  expect(await lacks({ 31: "unreadable" })).toEqual([]);
});
