import type { AppError } from "#domain/kernel/app-error.ts";
import { isProvisional, type AccountId, type TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Tombstone } from "#domain/sync/page.ts";
import type { Clock } from "#main/net/ports.ts";
import type { CachePort, Connector, OpenUrgency } from "#main/sync/ports.ts";

export type RefreshOptions = {
  readonly accountId: AccountId;
  readonly connector: Connector;
  readonly cache: CachePort;
  readonly clock: Clock;
  /** Server time, ms epoch. */
  readonly serverNow: () => number;
};

/** Fresh reads of single tickets, with their disappearance. */
export interface Refresh {
  /**
   * Reads a ticket with its thread and commits it. `not-found` becomes a tombstone; `no-access` only when a second
   * read, at least five seconds later, says so too.
   */
  read(
    ticketId: TicketId,
    urgency: OpenUrgency,
    signal: AbortSignal,
  ): Promise<Result<null, AppError>>;
}

const CONFIRM_AFTER_MS = 5_000;
const MAX_DOUBTS = 1000;

export function createRefresh(options: RefreshOptions): Refresh {
  const { accountId, connector, cache, clock, serverNow } = options;
  const running = new Map<TicketId, Promise<Result<null, AppError>>>();
  /** First time a ticket was refused to us, monotonic. */
  const doubts = new Map<TicketId, number>();

  async function bury(id: TicketId, why: Tombstone["why"]): Promise<void> {
    const version = Math.round(serverNow());
    const tombstones: readonly Tombstone[] = [
      { kind: "ticket", id, why, mergedInto: null, version },
    ];
    await cache.commitChanges(accountId, { tombstones }, []);
    doubts.delete(id);
  }

  async function refused(id: TicketId, error: AppError): Promise<Result<null, AppError>> {
    const since = doubts.get(id);
    if (since !== undefined && clock.monotonic() - since >= CONFIRM_AFTER_MS) {
      await bury(id, "no-access");
      return err(error);
    }
    if (since === undefined && doubts.size < MAX_DOUBTS) doubts.set(id, clock.monotonic());
    return err(error);
  }

  async function readOnce(
    id: TicketId,
    urgency: OpenUrgency,
    signal: AbortSignal,
  ): Promise<Result<null, AppError>> {
    const opened = await connector.open(id, signal, urgency);
    if (opened.ok) {
      doubts.delete(id);
      await cache.commitChanges(accountId, opened.value.changes, opened.value.setAside ?? []);
      return ok(null);
    }
    const { error } = opened;
    if (error.kind === "no-access") return refused(id, error);
    if (error.kind === "not-found") await bury(id, "deleted");
    return opened;
  }

  async function confirmed(
    id: TicketId,
    urgency: OpenUrgency,
    signal: AbortSignal,
  ): Promise<Result<null, AppError>> {
    const first = await readOnce(id, urgency, signal);
    if (first.ok || first.error.kind !== "no-access" || !doubts.has(id)) return first;
    await clock.sleep(CONFIRM_AFTER_MS, signal);
    return signal.aborted ? first : readOnce(id, urgency, signal);
  }

  return {
    read: (ticketId, urgency, signal) => {
      if (isProvisional(ticketId)) return Promise.resolve(ok(null));
      const known = running.get(ticketId);
      if (known !== undefined) return known;
      const started = confirmed(ticketId, urgency, signal).finally(() => running.delete(ticketId));
      running.set(ticketId, started);
      return started;
    },
  };
}
