import { z } from "zod";
import { isQueueSort, type QueueSort } from "#contract/asks.ts";
import { parseQuery, type QueryError } from "#domain/search/parse-query.ts";
import {
  MAX_OWN_VIEWS,
  MAX_VIEW_NAME,
  newViewId,
  type OwnView,
  SavedLayout,
} from "#renderer/workspace/own-views-store.ts";

const FORMAT = "switchboard-views";
/** Largest file that is read, characters. */
const MAX_FILE = 1_000_000;

/** Why a file, or one view of it, is not taken. `place` counts from 1. */
export type FileFault =
  | { readonly kind: "too-large" | "not-json" | "not-views" | "newer" | "too-many" }
  | {
      readonly kind: "view";
      readonly place: number;
      readonly name: string;
      readonly fault: "name" | "sort" | "query";
      readonly error: QueryError | null;
    };
export type ReadFile = {
  readonly views: readonly OwnView[];
  readonly faults: readonly FileFault[];
};

const File = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  views: z.array(z.unknown()),
});
const Loose = z.object({
  name: z.string().trim().min(1).max(MAX_VIEW_NAME).nullable().catch(null),
  query: z.string().nullable().catch(null),
  sort: z.custom<QueueSort>(isQueueSort).nullable().catch(null),
  descending: z.boolean().catch(false),
  layout: SavedLayout.nullish().catch(null),
});

/**
 * The agent's views as a file that others can take over.
 *
 * @param layoutOf How a view is shown now; null where it is shown as it was saved.
 */
export const writeViewFile = (
  views: readonly OwnView[],
  layoutOf: (viewId: string) => SavedLayout | null = () => null,
): string =>
  JSON.stringify(
    {
      format: FORMAT,
      version: 1,
      views: views.map(({ viewId, name, query, sort, descending, layout }) => ({
        name,
        query,
        sort,
        descending,
        layout: layoutOf(viewId) ?? layout,
      })),
    },
    null,
    2,
  );

/** Reads a file of views one by one: a broken view is told with its place and reason, the others are taken. */
export function readViewFile(text: string, known: number): ReadFile {
  const refuse = (kind: Exclude<FileFault["kind"], "view">): ReadFile => ({
    views: [],
    faults: [{ kind }],
  });
  if (text.length > MAX_FILE) return refuse("too-large");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse("not-json");
  }
  const file = File.safeParse(json);
  if (!file.success) return refuse("not-views");
  if (file.data.version !== 1) return refuse("newer");
  if (file.data.views.length + known > MAX_OWN_VIEWS) return refuse("too-many");
  const views: OwnView[] = [];
  const faults: FileFault[] = [];
  for (const [index, one] of file.data.views.entries()) {
    const read = Loose.safeParse(one);
    const { name, query, sort, descending, layout } = read.success
      ? read.data
      : { name: null, query: null, sort: null, descending: false, layout: null };
    const error = query === null ? null : (parseQuery(query).errors[0] ?? null);
    const fault =
      name === null
        ? "name"
        : query === null || error !== null
          ? "query"
          : sort === null
            ? "sort"
            : null;
    if (fault !== null || name === null || query === null || sort === null) {
      faults.push({
        kind: "view",
        place: index + 1,
        name: name ?? "",
        fault: fault ?? "name",
        error,
      });
    } else {
      const view = { viewId: newViewId(), name, query, sort, descending };
      views.push(layout === null || layout === undefined ? view : { ...view, layout });
    }
  }
  return { views, faults };
}
