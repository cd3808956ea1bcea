import { beforeEach, expect, test } from "vitest";
import { hasTarget, lendQueue, targetTickets } from "#renderer/actions/targets.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import { queueRow as row } from "#test/support/cache-rows.ts";

const cache = new Map(["a", "b", "c"].map((id) => [id, row(id)]));
const find = (ids: readonly string[]) => Promise.resolve(ids.flatMap((id) => cache.get(id) ?? []));
const meant = async () => (await targetTickets()).map(({ id }) => id);

beforeEach(() => useWorkspace.setState({ screen: "queue", focusedPane: "queue", selectedIds: [] }));

test("commands mean the ticket under the cursor, marked ones before it", async () => {
  lendQueue({ ticketId: () => "a", row: () => row("a"), find });
  expect(await meant()).toEqual(["a"]);
  useWorkspace.setState({ selectedIds: ["b", "gone", "c"] });
  expect(await meant()).toEqual(["b", "c"]);
});

test("a ticket under the cursor whose row is not here is looked up, nothing else is changed in its place", async () => {
  lendQueue({ ticketId: () => "b", row: () => null, find });
  expect(await meant()).toEqual(["b"]);
  lendQueue({ ticketId: () => "gone", row: () => null, find });
  expect(await meant()).toEqual([]);
});

test("marked tickets are there to act on also while the cursor has none", async () => {
  lendQueue({ ticketId: () => null, row: () => null, find });
  expect(hasTarget()).toBe(false);
  useWorkspace.setState({ selectedIds: ["a", "b"] });
  expect(hasTarget()).toBe(true);
  expect(await meant()).toEqual(["a", "b"]);
  useWorkspace.setState({ screen: "customers" });
  expect(hasTarget()).toBe(false);
});
