import { defect, type AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Connection } from "#main/sync/connection.ts";
import type { Clock } from "#main/sync/ports.ts";
import type { Refresh } from "#main/sync/refresh.ts";

const OPEN_AGAIN_MS = 3_000;
const MAX_OPENED = 500;

/** Reads afresh what the agent looks at, not more often than they can read. */
export interface TicketOpener {
  /** Resolves when the ticket is in the cache. */
  open(ticketId: TicketId, signal: AbortSignal): Promise<Result<null, AppError>>;
  /** The cache was lost. */
  forget(): void;
}

export function createTicketOpener(
  connection: Connection,
  refresh: Refresh,
  clock: Pick<Clock, "monotonic">,
): TicketOpener {
  /** Monotonic ms of the last read; oldest first. */
  const opened = new Map<TicketId, number>();

  function failed(ticketId: TicketId, error: AppError): void {
    opened.delete(ticketId);
    switch (error.kind) {
      case "offline":
      case "blocked":
      case "unavailable":
      case "signed-out":
        connection.suspect(error);
        return;
      case "cancelled":
      case "conflict":
      case "defect":
      case "invalid":
      case "no-access":
      case "not-found":
      case "refused":
      case "storage":
      case "throttled":
    }
  }

  return {
    async open(ticketId, signal) {
      if (!connection.isUsable()) return err({ kind: "offline", detail: "not connected" });
      const last = opened.get(ticketId);
      if (last !== undefined && clock.monotonic() - last < OPEN_AGAIN_MS) return ok(null);
      opened.delete(ticketId);
      opened.set(ticketId, clock.monotonic());
      const [oldest] = opened.keys();
      if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
      try {
        const read = await refresh.read(ticketId, "now", signal);
        if (read.ok) connection.confirm();
        else failed(ticketId, read.error);
        return read;
      } catch (cause) {
        return err(defect(cause));
      }
    },
    forget: () => opened.clear(),
  };
}
