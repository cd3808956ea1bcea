import type { CrashPoint } from "#main/sync/ports.ts";

/**
 * Places at which a kill test may end the process: right before or after a step that must be whole. Listed in
 * `SPEC.md`; nothing happens there unless a test asked for it.
 */
export const CRASH_POINTS = [
  "start.journals-open",
  "journal.cut",
  "journal.append",
  "journal.written",
  "journal.synced",
  "journal.compact",
  "journal.compact-written",
  "journal.compact-renamed",
  "call.answering",
  "sender.looked",
  "sender.pinned",
  "sender.uploaded",
  "sender.before-attempt",
  "sender.attempt-journalled",
  "sender.answered",
  "sender.done-journalled",
  "sender.found-journalled",
  "cache.host-loaded",
  "cache.opened",
  "cache.pointer-written",
  "cache.giving-up",
  "cache.given-up",
  "cache.old-deleted",
  "cache.committing",
  "cache.committed",
  "closing.accounts-closed",
] as const;

export const NO_CRASH: CrashPoint = () => undefined;

/**
 * Reads `name` or `name:n`: the process ends when that point is passed for the n-th time (from 1).
 *
 * @param wanted  Value of `SWITCHBOARD_CRASH_AT`; undefined or empty: never.
 * @param die     Ends the process at once, as a power cut would.
 * @throws Error that names the variable when the point does not exist.
 */
export function readCrashPoint(wanted: string | undefined, die: () => void): CrashPoint {
  if (wanted === undefined || wanted === "") return NO_CRASH;
  const [name = "", times = "1"] = wanted.split(":");
  let left = Number(times);
  if (!CRASH_POINTS.some((known) => known === name) || !Number.isSafeInteger(left) || left < 1) {
    throw new Error(
      `SWITCHBOARD_CRASH_AT: "${wanted}" is not NAME or NAME:N with N from 1; names: ${CRASH_POINTS.join(", ")}`,
    );
  }
  return (passed) => {
    if (passed !== name) return;
    left -= 1;
    if (left === 0) die();
  };
}
