/** One thing that must be finished before the app may end. */
export type ClosingStep = { readonly name: string; readonly run: () => Promise<void> };

/**
 * Runs the steps in order, each with a limit, so that one that hangs keeps none of the others from finishing.
 *
 * @param limitMs   For each step.
 * @param onTrouble Told of steps that failed or took too long.
 */
export async function closeInOrder(
  steps: readonly ClosingStep[],
  limitMs: number,
  onTrouble: (name: string, detail: string) => void,
): Promise<void> {
  for (const { name, run } of steps) {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`took longer than ${limitMs} ms`)), limitMs);
    });
    try {
      await Promise.race([run(), limit]);
    } catch (cause) {
      onTrouble(name, cause instanceof Error ? cause.message : String(cause));
    } finally {
      clearTimeout(timer);
    }
  }
}
