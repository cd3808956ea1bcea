import { z } from "zod";
import { create } from "zustand";
import { isQueueSort, type QueueSort, type ViewId } from "#contract/asks.ts";
import { MAX_QUERY, parseQuery } from "#domain/search/parse-query.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";

export const MAX_VIEW_NAME = 80;
export const MAX_OWN_VIEWS = 100;

/** Largest layout that is kept with a view, characters of JSON: columns and folded groups, not more. */
const MAX_LAYOUT = 60_000;

/** Columns, groups and density of a list as it was written down; the queue checks it when it reads it. */
export const SavedLayout = z
  .record(z.string(), z.unknown())
  .refine((layout) => JSON.stringify(layout).length <= MAX_LAYOUT);
export type SavedLayout = z.infer<typeof SavedLayout>;

/** A view that the agent saved: a query with a name, an order and the layout it came with. */
export const OwnView = z.object({
  viewId: z.string().regex(/^own:.+$/),
  name: z.string().trim().min(1).max(MAX_VIEW_NAME),
  query: z
    .string()
    .max(MAX_QUERY)
    .refine((query) => parseQuery(query).errors.length === 0),
  sort: z.custom<QueueSort>(isQueueSort),
  descending: z.boolean(),
  /** Absent: as usual. */
  layout: SavedLayout.optional().catch(undefined),
});
export type OwnView = z.infer<typeof OwnView>;

type OwnViews = {
  readonly views: readonly OwnView[];
  /** What was stored and cannot be read by this version: kept as it is. */
  readonly unread: readonly unknown[];
};

export const useOwnViews = create<OwnViews>()(() => ({ views: [], unread: [] }));

export const ownView = (viewId: ViewId): OwnView | undefined =>
  useOwnViews.getState().views.find((view) => view.viewId === viewId);
export const newViewId = (): string => `own:${crypto.randomUUID()}`;

/** Adds a view or replaces the one with the same id. */
export const saveOwnView = (view: OwnView): void =>
  useOwnViews.setState(({ views }) => ({
    views: views.some(({ viewId }) => viewId === view.viewId)
      ? views.map((other) => (other.viewId === view.viewId ? view : other))
      : [...views, view],
  }));

/** @returns Puts it back where it was. */
export function removeOwnView(viewId: ViewId): () => void {
  const { views } = useOwnViews.getState();
  useOwnViews.setState({ views: views.filter((view) => view.viewId !== viewId) });
  return () => useOwnViews.setState({ views });
}

/** Takes back what was kept before a restart, view by view; unchecked input. */
function restore(saved: unknown): void {
  if (!Array.isArray(saved)) return;
  const views: OwnView[] = [];
  const unread: unknown[] = [];
  for (const one of saved as readonly unknown[]) {
    const read = OwnView.safeParse(one);
    if (read.success) views.push(read.data);
    else unread.push(one);
  }
  useOwnViews.setState({ views, unread });
}

persistPart("ownViews", {
  read: () => [...useOwnViews.getState().views, ...useOwnViews.getState().unread],
  restore,
});
// This module may come after the workspace was put back.
restore(useSettings.getState().workspace["ownViews"]);
useOwnViews.subscribe((now, before) => {
  if (now.views !== before.views) saveWorkspaceSoon();
});
