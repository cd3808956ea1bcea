import type { z } from "zod";
import { readIfThere, setAside, writeAtomically } from "#main/settings/atomic-file.ts";

/** A small JSON file held in memory; every change is durable before `update` resolves. */
export interface JsonStore<T> {
  get(): T;
  /** Changes run one after another; each sees the result of the one before. */
  update(change: (value: T) => T): Promise<T>;
  /** Name of the file that was put aside because it could not be read; null when all was well. */
  readonly broken: string | null;
}

/**
 * @param schema   Parses what the file holds; a file that does not pass is put aside, not deleted.
 * @param initial  Value where there is no (readable) file.
 */
export async function openJsonStore<T>(
  file: string,
  schema: z.ZodType<T>,
  initial: T,
  now: () => number,
): Promise<JsonStore<T>> {
  let broken: string | null = null;
  let value = initial;
  const text = await readIfThere(file);
  if (text !== null) {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) value = parsed.data;
    else broken = await setAside(file, now());
  }
  let queue: Promise<unknown> = Promise.resolve();
  return {
    broken,
    get: () => value,
    update(change) {
      const step = queue.then(async () => {
        const changed = change(value);
        if (changed === value) return value;
        await writeAtomically(file, `${JSON.stringify(changed, null, 2)}\n`);
        value = changed;
        return value;
      });
      queue = step.catch(() => undefined);
      return step;
    },
  };
}

/** @returns undefined for text that is not JSON: no schema of ours accepts it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
