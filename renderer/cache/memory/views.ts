import { isUnsolved } from "#domain/ticket/ticket.ts";
import type { Shown } from "#renderer/cache/memory/shown.ts";

/** A ticket is about to breach when its next clock ends within this time, or has ended. */
const BREACHING_SOON_MS = 60 * 60_000;

/** @returns ms epoch of the last local midnight before `now`. */
export function localMidnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

/** The same as the view "breaching-soon" (`#domain/search/built-in.ts`). */
export const isBreachingSoon = (shown: Shown, now: number): boolean =>
  shown.breachAt !== null && isUnsolved(shown.status) && shown.breachAt <= now + BREACHING_SOON_MS;
