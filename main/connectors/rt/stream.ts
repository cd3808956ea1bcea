import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import type { StreamSpec } from "#main/sync/ports.ts";

/** One stream of this connector: what the engine sees of it, and how a page is pulled. */
export type Stream = {
  readonly spec: StreamSpec;
  readonly pull: (cursor: string | null, signal: AbortSignal) => Promise<Result<Page, AppError>>;
};

export const minutes = (count: number): number => count * 60_000;
