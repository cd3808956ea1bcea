/**
 * Epoch 1, the first. Tables have no secondary index: which rows a screen needs is answered by the index in memory
 * (`memory/`), so a row costs one put and nothing but its key and version is readable on the disk.
 *
 * `meta`      state of the database (`state`), cursors (`cursor/<account>/<stream>`), and the full-text index in sealed
 *             pieces (`words/…`), which may be missing at any time
 * `tickets`, `customers`, `records`  one sealed record each; `records` holds the small kinds as `<kind>/<id>`
 * `segments`  parts of conversations, `<ticketId>/<at>/<id>` of their oldest entry
 * `indexLog`  what each commit changed in the index, by commit seq
 * `indexBase` the index as it was at some seq, in chunks; the log goes on from there
 * `setAside`  malformed records, one row per record and field
 */
export const EPOCH = 1;

export const TABLES = {
  meta: "k",
  tickets: "id",
  customers: "id",
  records: "id",
  segments: "id",
  indexLog: "seq",
  indexBase: "n",
  setAside: "id",
} as const;
