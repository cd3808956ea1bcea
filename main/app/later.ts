/**
 * Runs `task` once for many asks: at most every `pauseMs`, never forgetting the last ask.
 *
 * @returns Ask for it.
 */
export function atMostEvery(pauseMs: number, task: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (timer !== undefined) return;
    const wait = Math.max(0, last + pauseMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      last = performance.now();
      task();
    }, wait);
  };
}
