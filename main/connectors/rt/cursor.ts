import type { z } from "zod";

/** Our cursors are JSON of our own making; one that cannot be read (an older release's) starts its stream anew. */
export function readCursor<T>(cursor: string | null, schema: z.ZodType<T>): T | null {
  if (cursor === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(cursor));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
