import type { AccountId, TicketId } from "#domain/kernel/ids.ts";
import type { CachePort, Clock, Connector } from "#main/sync/ports.ts";

export type RemapOptions = {
  readonly accountId: AccountId;
  readonly connector: Connector;
  readonly cache: Pick<CachePort, "ticketIds" | "commitChanges">;
  readonly clock: Clock;
  readonly mayUseNetwork: () => boolean;
};

const PER_STEP = 100;
const LOOK_AGAIN_MS = 500;
const RETRY_MS = 5_000;
/** The list of what the desk is made of: queues, fields, colleagues. */
const DESK_STREAM = "desk";

/**
 * Reads everything that is kept of an account once more, so that it shows what a new mapping says. Waits for the
 * network as long as it takes.
 *
 * @returns false when it was stopped before its end: begin again.
 */
export async function remap(options: RemapOptions, signal: AbortSignal): Promise<boolean> {
  const { accountId, connector, cache, clock } = options;
  const usable = async (): Promise<boolean> => {
    while (!signal.aborted && !options.mayUseNetwork()) await clock.sleep(LOOK_AGAIN_MS, signal);
    return !signal.aborted;
  };
  if (connector.readMany === undefined) return true;
  let isDeskRead = false;
  let after: TicketId | null = null;
  while (await usable()) {
    if (!isDeskRead) {
      const desk = await connector.pull(DESK_STREAM, null, signal);
      isDeskRead = desk.ok;
      if (desk.ok) await cache.commitChanges(accountId, desk.value.changes, desk.value.setAside);
      else await clock.sleep(RETRY_MS, signal);
      continue;
    }
    const ids = await cache.ticketIds(accountId, after, PER_STEP);
    const last = ids.at(-1);
    if (last === undefined) return true;
    const read = await connector.readMany(ids, signal);
    if (!read.ok) {
      await clock.sleep(RETRY_MS, signal);
      continue;
    }
    await cache.commitChanges(accountId, read.value.changes, read.value.setAside);
    after = last;
  }
  return false;
}
