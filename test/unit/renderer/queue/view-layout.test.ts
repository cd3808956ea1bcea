import { expect, test } from "vitest";
import type { RemoteView } from "#domain/directory/directory.ts";
import {
  COLUMNS,
  USUAL,
  moveColumn,
  readLayout,
  remoteLayout,
  toggleGroup,
  toggleSort,
} from "#renderer/features/queue/view-layout.ts";

const remote = (order?: RemoteView["order"]): RemoteView => ({
  id: "a1:7",
  accountId: "a1",
  title: "View",
  position: 0,
  conditions: { all: [], any: [] },
  ...(order !== undefined && { order }),
});

test("a column goes ascending, descending, away; another one comes after it", () => {
  const usual = { sort: "updated", descending: false, thenBy: [] } as const;
  const two = toggleSort(usual, "priority");
  expect(two).toEqual({ ...usual, thenBy: [{ sort: "priority", descending: false }] });
  const turned = toggleSort(two, "updated");
  expect(turned.descending).toBe(true);
  expect(toggleSort(turned, "updated")).toEqual({
    sort: "priority",
    descending: false,
    thenBy: [],
  });
  const alone = { sort: "status", descending: true, thenBy: [] } as const;
  expect(toggleSort(alone, "status").sort).toBe("rank");
  // Nothing can come after the order of work, which tells any two apart: it stays the last to be asked.
  const work = { sort: "rank", descending: false, thenBy: [] } as const;
  const first = toggleSort(work, "priority");
  expect([first.sort, ...first.thenBy.map(({ sort }) => sort)]).toEqual(["priority", "rank"]);
  const second = toggleSort(first, "status");
  expect([second.sort, ...second.thenBy.map(({ sort }) => sort)]).toEqual([
    "priority",
    "status",
    "rank",
  ]);
});

test("columns change places inside their line, and groups keep to three levels", () => {
  expect(moveColumn(["due", "status", "subject"], "due", 1)).toEqual(["status", "due", "subject"]);
  expect(moveColumn(["due", "status", "subject"], "due", 99)).toEqual(["status", "subject", "due"]);
  expect(moveColumn(["due", "status"], "tags", 1)).toEqual(["due", "status"]);
  expect(toggleGroup(["status", "group", "channel"], "value")).toEqual([
    "group",
    "channel",
    "value",
  ]);
  expect(toggleGroup(["status", "group"], "status")).toEqual(["group"]);
});

test("a stored layout is taken value by value; what is damaged falls back alone", () => {
  expect(readLayout("broken")).toEqual(USUAL);
  const read = readLayout({
    sort: "nonsense",
    descending: true,
    thenBy: [{ sort: "updated", descending: true }, 7],
    columns: ["tags", "tags", "gone", "due"],
    hidden: ["tags", 3],
    widths: { subject: 200, tags: -5, other: 90 },
    groupBy: ["status", "mood", "status"],
    folded: ["group/open", 4],
  });
  expect(read).toMatchObject({
    sort: "rank",
    descending: true,
    thenBy: [{ sort: "updated", descending: true }],
    hidden: ["tags"],
    widths: { subject: 200 },
    groupBy: ["status"],
    folded: ["group/open"],
  });
  expect(read.columns.toSorted()).toEqual(COLUMNS.toSorted());
  expect(read.columns.indexOf("tags")).toBeLessThan(read.columns.indexOf("due"));
});

test("a view of the helpdesk is listed as there: order, group and columns that are known here", () => {
  expect(remoteLayout(remote())).toEqual(USUAL);
  const layout = remoteLayout(
    remote({
      sortBy: "nice_id",
      descending: true,
      groupBy: "organization",
      columns: ["priority", "360001", "nice_id", "requester"],
    }),
  );
  expect(layout).toMatchObject({ sort: "number", descending: true, groupBy: ["organisation"] });
  expect(layout.columns.slice(0, 4)).toEqual(["due", "priority", "number", "requester"]);
  const strange = remote({ sortBy: "mood", descending: true, groupBy: "mood", columns: [] });
  expect(remoteLayout(strange)).toEqual(USUAL);
});
