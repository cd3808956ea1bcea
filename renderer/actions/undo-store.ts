import { create } from "zustand";
import type { Intent } from "#domain/sync/intent.ts";

/** What the agent did with one key press, newest last. Lives as long as the window. */
export type Batch = { readonly intents: readonly Intent[] };
const KEPT = 50;

export const useUndoStore = create<{ readonly batches: readonly Batch[] }>()(() => ({
  batches: [],
}));

/** @param joins  Belongs to the batch before it. */
export function recordBatch(intents: readonly Intent[], joins = false): void {
  useUndoStore.setState(({ batches }) => {
    const last = batches.at(-1);
    if (!joins || last === undefined) return { batches: [...batches, { intents }].slice(-KEPT) };
    return { batches: [...batches.slice(0, -1), { intents: [...last.intents, ...intents] }] };
  });
}

/** Takes the newest batch away, so that it is undone once. */
export function takeBatch(): Batch | null {
  const { batches } = useUndoStore.getState();
  const last = batches.at(-1);
  if (last === undefined) return null;
  useUndoStore.setState({ batches: batches.slice(0, -1) });
  return last;
}
