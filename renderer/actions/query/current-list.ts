import type { QueueSort } from "#contract/asks.ts";

/** How the queue lists its view now, for saving it as a view. */
export type CurrentList = {
  readonly text: string;
  readonly sort: QueueSort;
  readonly descending: boolean;
};

let lent: (() => CurrentList) | null = null;

/** @returns Takes it away again. */
export function lendCurrentList(list: () => CurrentList): () => void {
  lent = list;
  return () => {
    if (lent === list) lent = null;
  };
}

export const currentList = (): CurrentList =>
  lent?.() ?? { text: "", sort: "rank", descending: false };
