// All rows in the page, as the grid's own guide has it; its virtual rows, sorting and filters.
import { drive, keepChanging } from "/drive.js";

const rows = await (await fetch("/rows.json")).json();
const { createGrid } = globalThis.agGrid;
let version = 0;
const grid = createGrid(document.getElementById("grid"), {
  columnDefs: [
    "id",
    "subject",
    "status",
    "priority",
    "assignee_id",
    "created_at",
    "updated_at",
  ].map((field) => ({ field, filter: field === "status" ? "agTextColumnFilter" : false })),
  rowData: rows,
  getRowId: ({ data }) => String(data.id),
  animateRows: false,
  onModelUpdated: () => (version += 1),
});
keepChanging(rows, (row) => grid.applyTransactionAsync({ update: [row] }));

let index = 0;
const updated = () => {
  const before = version;
  return () => version > before;
};
grid.setFocusedCell(0, "subject");
drive({
  move: (step) => {
    index = Math.max(0, index + step);
    grid.ensureIndexVisible(index);
    grid.setFocusedCell(index, "subject");
    const wanted = String(index);
    return () =>
      document
        .querySelector(".ag-cell-focus")
        ?.closest("[row-index]")
        ?.getAttribute("row-index") === wanted;
  },
  filter: (text) => {
    const isThere = updated();
    grid.setGridOption("quickFilterText", text);
    return isThere;
  },
  view: (status) => {
    const isThere = updated();
    void grid
      .setColumnFilterModel("status", { type: "equals", filter: status })
      .then(() => grid.onFilterChanged());
    return isThere;
  },
  sort: (column) => {
    const isThere = updated();
    const now = grid.getColumnState().find(({ colId }) => colId === column)?.sort;
    grid.applyColumnState({
      state: [{ colId: column, sort: now === "asc" ? "desc" : "asc" }],
      defaultState: { sort: null },
    });
    return isThere;
  },
});
