import type { Clock } from "#main/net/ports.ts";

const CHECK_MS = 5_000;
/** Source: sync-pitfalls §5. */
const JUMP_MS = 30_000;

/**
 * Notices that the machine slept or its clock was set: wall and monotonic time part by more than 30 s, or a short
 * sleep took that much too long. The system's own resume event is sometimes missed.
 *
 * @param onJump Called once per jump.
 */
export async function watchForWake(
  clock: Clock,
  onJump: () => void,
  signal: AbortSignal,
): Promise<void> {
  let wall = clock.now();
  let steady = clock.monotonic();
  while (!signal.aborted) {
    await clock.sleep(CHECK_MS, signal);
    const wallPassed = clock.now() - wall;
    const steadyPassed = clock.monotonic() - steady;
    wall += wallPassed;
    steady += steadyPassed;
    if (signal.aborted) return;
    const isJump = Math.abs(wallPassed - steadyPassed) > JUMP_MS;
    if (isJump || steadyPassed - CHECK_MS > JUMP_MS) onJump();
  }
}
