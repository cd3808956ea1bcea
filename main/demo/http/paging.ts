import { invalidParameter, ok, type Reply } from "#main/demo/http/reply.ts";
import { param, type Context } from "#main/demo/http/router.ts";
import type { Json, JsonObject } from "#main/demo/store/model.ts";

/** A column that a list can be sorted by. Ties are broken by id. */
export type SortKey<T> = (row: T) => number | string;
export type ListSpec<T> = {
  /** Name of the array in the answer. */
  readonly key: string;
  readonly rows: Iterable<T>;
  readonly id: (row: T) => number | string;
  readonly render: (row: T) => Json;
  /** Names accepted by `sort=` (cursor) with their keys. */
  readonly cursorSorts?: Readonly<Record<string, SortKey<T>>>;
  /** Names accepted by `sort_by=` (offset). */
  readonly offsetSorts?: Readonly<Record<string, SortKey<T>>>;
  /** Order when nothing is asked for; default by id. */
  readonly natural?: SortKey<T>;
  readonly naturalDescending?: boolean;
  /** Adds sideloads; gets the rows of this page. */
  readonly also?: (rows: readonly T[]) => JsonObject;
  readonly maxSize?: number;
  /** Everything in one answer unless a page is asked for (ticket fields). */
  readonly unpaged?: boolean;
  readonly cursorOnly?: boolean;
};

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Address of the same request with other parameters; null removes one. */
export function linkTo(ctx: Context, change: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(ctx.query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return `${ctx.base}/api/v2/${ctx.path}.json${text === "" ? "" : `?${text}`}`;
}

/** Answers a list in the dialect the caller asked for: cursor when `page[size]`, `page[after]` or `page[before]` is present, else offset. */
export function list<T>(ctx: Context, spec: ListSpec<T>): Reply {
  const cursor =
    ctx.query.has("page[size]") || ctx.query.has("page[after]") || ctx.query.has("page[before]");
  if (cursor || spec.cursorOnly === true) return cursorPage(ctx, spec);
  return offsetPage(ctx, spec);
}

function sizeOf(text: string | null, max: number): number | null {
  if (text === null) return Math.min(100, max);
  if (!/^\d+$/.test(text) || Number(text) < 1) return null;
  return Math.min(Number(text), max);
}

function cursorPage<T>(ctx: Context, spec: ListSpec<T>): Reply {
  const size = sizeOf(param(ctx, "page[size]"), spec.maxSize ?? 100);
  if (size === null)
    return invalidParameter("InvalidPaginationParameter", "page[size] must be a positive integer");
  const after = param(ctx, "page[after]");
  const before = param(ctx, "page[before]");
  if (after !== null && before !== null)
    return invalidParameter(
      "InvalidPaginationParameter",
      "page[after] and page[before] cannot be used together",
    );
  const sort = param(ctx, "sort");
  let descending = spec.naturalDescending ?? false;
  let key: SortKey<T> = spec.natural ?? spec.id;
  if (sort !== null && spec.cursorSorts !== undefined) {
    descending = sort.startsWith("-");
    const found = spec.cursorSorts[descending ? sort.slice(1) : sort];
    if (found === undefined)
      return invalidParameter("InvalidPaginationParameter", `sort is not valid: ${sort}`);
    key = found;
  }
  const mark = after ?? before;
  let from: readonly [number | string, number | string] | null = null;
  if (mark !== null) {
    from = readCursor(mark);
    if (from === null)
      return invalidParameter(
        "InvalidPaginationParameter",
        `${after === null ? "page[before]" : "page[after]"} is not a valid cursor`,
      );
  }
  const backwards = before !== null;
  const sign = (descending ? -1 : 1) * (backwards ? -1 : 1);
  const order = (
    ka: number | string,
    ia: number | string,
    kb: number | string,
    ib: number | string,
  ): number => sign * (compare(ka, kb) || compare(ia, ib));
  const best = smallest(spec, key, order, from, size + 1);
  const more = best.length > size;
  const rows = best.slice(0, size).map((b) => b.row);
  if (backwards) rows.reverse();
  const first = rows[0];
  const last = rows[rows.length - 1];
  const afterCursor = last === undefined ? null : writeCursor(key(last), spec.id(last));
  const beforeCursor = first === undefined ? null : writeCursor(key(first), spec.id(first));
  const hasNext = backwards ? true : more;
  const hasPrevious = backwards ? more : from !== null && rows.length > 0;
  return ok({
    [spec.key]: rows.map(spec.render),
    ...spec.also?.(rows),
    meta: {
      has_more: backwards ? more : more,
      after_cursor: afterCursor,
      before_cursor: beforeCursor,
    },
    links: {
      prev:
        hasPrevious && beforeCursor !== null
          ? linkTo(ctx, { "page[before]": beforeCursor, "page[after]": null })
          : null,
      next:
        hasNext && afterCursor !== null
          ? linkTo(ctx, { "page[after]": afterCursor, "page[before]": null })
          : null,
    },
  });
}

type Ranked<T> = { readonly row: T; readonly key: number | string; readonly id: number | string };

/** The first `count` rows behind `from` in the given order; one pass, so that a page of a large list stays cheap. */
function smallest<T>(
  spec: ListSpec<T>,
  key: SortKey<T>,
  order: (
    ka: number | string,
    ia: number | string,
    kb: number | string,
    ib: number | string,
  ) => number,
  from: readonly [number | string, number | string] | null,
  count: number,
): readonly Ranked<T>[] {
  let kept: Ranked<T>[] = [];
  let worst: Ranked<T> | null = null;
  const by = (a: Ranked<T>, b: Ranked<T>): number => order(a.key, a.id, b.key, b.id);
  for (const row of spec.rows) {
    const k = key(row);
    const id = spec.id(row);
    if (from !== null && order(k, id, from[0], from[1]) <= 0) continue;
    if (worst !== null && order(k, id, worst.key, worst.id) >= 0) continue;
    kept.push({ row, key: k, id });
    if (kept.length >= count * 4 + 64) {
      kept = kept.sort(by).slice(0, count);
      worst = kept[kept.length - 1] ?? null;
    }
  }
  return kept.sort(by).slice(0, count);
}

const writeCursor = (key: number | string, id: number | string): string =>
  Buffer.from(JSON.stringify([key, id])).toString("base64url");
function readCursor(text: string): readonly [number | string, number | string] | null {
  try {
    const value = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown;
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [key, id] = value as unknown[];
    const fits = (v: unknown): v is number | string =>
      typeof v === "number" || typeof v === "string";
    return fits(key) && fits(id) ? [key, id] : null;
  } catch {
    return null;
  }
}

function offsetPage<T>(ctx: Context, spec: ListSpec<T>): Reply {
  const max = spec.maxSize ?? 100;
  const page = param(ctx, "page") ?? "1";
  const asked = param(ctx, "per_page");
  if (!/^\d+$/.test(page) || Number(page) < 1)
    return invalidParameter("InvalidPaginationParameter", "page must be an integer");
  const size = sizeOf(asked, max);
  if (size === null)
    return invalidParameter("InvalidPaginationParameter", "per_page must be a positive integer");
  const all = [...spec.rows];
  const whole = spec.unpaged === true && !ctx.query.has("page") && !ctx.query.has("per_page");
  const start = whole ? 0 : (Number(page) - 1) * size;
  if (start + (whole ? 0 : size) > 10_000 && Number(page) > 1)
    return invalidParameter(
      "InvalidPaginationDepth",
      "Number of resources returned via offset pagination is limited. Use cursor pagination instead.",
    );
  const sortBy = param(ctx, "sort_by");
  const key = (sortBy === null ? undefined : spec.offsetSorts?.[sortBy]) ?? spec.natural ?? spec.id;
  const sortOrder =
    param(ctx, "sort_order") ??
    (sortBy === null && spec.naturalDescending === true ? "desc" : "asc");
  const sign = sortOrder === "desc" ? -1 : 1;
  all.sort((a, b) => sign * (compare(key(a), key(b)) || compare(spec.id(a), spec.id(b))));
  const rows = whole ? all : all.slice(start, start + size);
  const next = !whole && start + size < all.length;
  return ok({
    [spec.key]: rows.map(spec.render),
    ...spec.also?.(rows),
    next_page: next ? linkTo(ctx, { page: String(Number(page) + 1) }) : null,
    previous_page:
      !whole && Number(page) > 1 ? linkTo(ctx, { page: String(Number(page) - 1) }) : null,
    count: all.length,
  });
}
