import fc from "fast-check";
import { expect, test } from "vitest";
import { isFieldKey } from "#contract/asks.ts";
import type { RemoteView } from "#domain/directory/directory.ts";
import { layoutFor } from "#renderer/features/queue/columns.tsx";
import {
  COLUMNS,
  MOST_FIELDS,
  USUAL,
  moveColumn,
  readLayout,
  remoteLayout,
  toggleField,
  toggleGroup,
  toggleSort,
  writeLayout,
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

test("a field's column comes right of the customer, the next one after it, and goes again", () => {
  const one = toggleField(COLUMNS, "field/a1:7");
  expect(one[one.indexOf("requester") + 1]).toBe("field/a1:7");
  const two = toggleField(one, "field/a1:8");
  expect(two[two.indexOf("field/a1:7") + 1]).toBe("field/a1:8");
  expect(toggleField(toggleField(two, "field/a1:7"), "field/a1:8")).toEqual(COLUMNS);
  let many: ReturnType<typeof toggleField> = COLUMNS;
  for (let n = 0; n < 2 * MOST_FIELDS; n += 1) many = toggleField(many, `field/a1:${n}`);
  expect(many).toHaveLength(COLUMNS.length + MOST_FIELDS);
});

test("a column that was asked for is there in a narrow pane; one that was hidden is not there in a wide one", () => {
  const fields = new Map([["a1:7", true]]);
  const layout = { ...USUAL, columns: toggleField(COLUMNS, "field/a1:7") };
  const narrow = layoutFor(360, layout, fields);
  expect(narrow.visible).not.toContain("number");
  expect(narrow.visible).toContain("field/a1:7");
  expect(layoutFor(360, layout, new Map()).visible).not.toContain("field/a1:7");
  const asked = layoutFor(360, { ...layout, asked: ["number", "organisation"] }, fields);
  expect(asked.visible).toEqual(expect.arrayContaining(["number", "organisation"]));
  expect(asked.least).toBeGreaterThan(360);
  const hidden = { ...layout, asked: ["number"], hidden: ["number", "subject"] } as const;
  expect(layoutFor(2000, hidden, fields).visible).not.toContain("number");
  expect(layoutFor(2000, hidden, fields).visible).toContain("subject");
  expect(narrow.tracks.split(/ (?=\d+px|minmax)/u)).toHaveLength(narrow.visible.length);
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
    groupBy: ["status", "mood", "status", "field/a1:7"],
    asked: ["number", "gone"],
    density: "huge",
    folded: ["group/open", 4],
  });
  expect(read).toMatchObject({
    sort: "rank",
    descending: true,
    thenBy: [{ sort: "updated", descending: true }],
    hidden: ["tags"],
    widths: { subject: 200 },
    groupBy: ["status", "field/a1:7"],
    asked: ["number"],
    density: null,
    folded: ["group/open"],
  });
  const own = {
    ...USUAL,
    columns: ["field/a1:7", ...COLUMNS],
    density: "compact",
    sort: "field/a1:7",
  };
  expect(readLayout(JSON.parse(JSON.stringify(own)))).toEqual(own);
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
  expect(layout.columns.slice(0, 5)).toEqual([
    "due",
    "priority",
    "field/a1:360001",
    "number",
    "requester",
  ]);
  const byField = remoteLayout(
    remote({ sortBy: "360001", descending: false, groupBy: "360002", columns: ["organization"] }),
  );
  expect(byField).toMatchObject({
    sort: "field/a1:360001",
    groupBy: ["field/a1:360002"],
    asked: ["organisation"],
  });
  const strange = remote({ sortBy: "mood", descending: true, groupBy: "mood", columns: [] });
  expect(remoteLayout(strange)).toEqual(USUAL);
});

test("whatever was stored or stands in a file is read as a layout that can be shown, and then stays as it is", () => {
  const value = fc.jsonValue();
  const stored = fc.oneof(
    value,
    fc.record(
      {
        sort: fc.oneof(value, fc.constantFrom("rank", "field/a1:7", "organisation")),
        thenBy: fc.oneof(value, fc.array(fc.record({ sort: value, descending: value }))),
        columns: fc.oneof(
          value,
          fc.array(fc.oneof(value, fc.constantFrom(...COLUMNS, "field/a1:7"))),
        ),
        hidden: fc.array(fc.oneof(value, fc.constantFrom(...COLUMNS))),
        asked: value,
        widths: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...COLUMNS)), value),
        groupBy: fc.array(fc.oneof(value, fc.constantFrom("status", "field/a1:7"))),
        density: value,
        folded: value,
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(stored, fc.nat(3000), (saved, width) => {
      const read = readLayout(saved);
      expect(read.columns.filter((id) => !isFieldKey(id)).toSorted()).toEqual(COLUMNS.toSorted());
      expect(new Set(read.columns).size).toBe(read.columns.length);
      expect(readLayout(JSON.parse(JSON.stringify(read)))).toEqual(read);
      expect(readLayout(writeLayout(read))).toEqual({ ...read, allFolded: false, folded: [] });
      const { visible, least } = layoutFor(width, read, new Map());
      expect(visible).toContain("subject");
      expect(least).toBeGreaterThan(0);
    }),
  );
});
