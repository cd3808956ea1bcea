/**
 * Runs `task` once for many asks: at most every `pauseMs`, never forgetting the last ask.
 *
 * @param task What it answers is how long the next time waits at least, ms; nothing: `pauseMs`.
 * @returns    Ask for it.
 */
export function atMostEvery(pauseMs: number, task: () => number | void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let next = Number.NEGATIVE_INFINITY;
  return () => {
    if (timer !== undefined) return;
    const wait = Math.max(0, next - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      next = performance.now() + Math.max(pauseMs, task() ?? 0);
    }, wait);
  };
}
