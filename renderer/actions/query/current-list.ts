import type { QueueSort, ViewId } from "#contract/asks.ts";
import type { SavedLayout } from "#renderer/workspace/own-views-store.ts";

/** How the queue lists its view now, for saving it as a view. */
export type CurrentList = {
  readonly text: string;
  readonly sort: QueueSort;
  readonly descending: boolean;
  /** Columns, groups and density, as the queue writes them down; only the queue reads it. */
  readonly layout: SavedLayout;
};
/** What the queue lends to those who save, share and take over views. */
export type ListSource = {
  readonly now: () => CurrentList;
  /** The layout of any view as it is shown; null where nobody changed it. */
  readonly layoutOf: (viewId: ViewId) => SavedLayout | null;
};

let lent: ListSource | null = null;

/** @returns Takes it away again. */
export function lendCurrentList(list: ListSource): () => void {
  lent = list;
  return () => {
    if (lent === list) lent = null;
  };
}

export const currentList = (): CurrentList =>
  lent?.now() ?? { text: "", sort: "rank", descending: false, layout: {} };

export const layoutOfView = (viewId: ViewId): SavedLayout | null => lent?.layoutOf(viewId) ?? null;
