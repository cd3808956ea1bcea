import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { DeliveryTraits, FrozenRequest, PushOutcome } from "#main/sync/ports.ts";
import type { MacroAnswer } from "#test/support/sim/model-macros.ts";
import type { AnyWire, ServerAnswer } from "#test/support/sim/model-wire.ts";

/** How the model connector's calls reach the model server: straight, or through a client of the product. */
export interface Transport {
  /** Fails in passing, or gives what `act` finds there for the agent on whose behalf the call goes. */
  read<T>(
    urgency: Urgency,
    signal: AbortSignal,
    act: (agentId: string) => Result<T, AppError>,
  ): Promise<Result<T, AppError>>;
  /** One attempt of a write, which lands at some time, never, or twice. */
  write(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome>;
}

// The model wrote it a moment ago; nothing from outside is read here.
export const parseWire = (body: string): AnyWire => JSON.parse(body) as AnyWire;

/** What an answer of the model server means to the outbox. */
export function outcomeOf(landed: ServerAnswer | MacroAnswer, traits: DeliveryTraits): PushOutcome {
  switch (landed.status) {
    case 204:
      return {
        kind: "accepted",
        entryId: null,
        createdId: landed.createdId,
        changes: landed.macro === null ? {} : { macros: [landed.macro] },
      };
    case 200:
      return {
        kind: "accepted",
        // A remote without markers does not tell what it made either.
        entryId: traits.keepsMarker ? landed.entryId : null,
        createdId: null,
        changes: { tickets: [landed.ticket] },
      };
    case 201:
      return {
        kind: "accepted",
        entryId: null,
        createdId: landed.ticket.id,
        changes: { tickets: [landed.ticket] },
      };
    case 409:
      return { kind: "stale-version" };
    case 403:
      return { kind: "refused", error: { kind: "no-access", detail: "sim" } };
    case 404:
      return { kind: "refused", error: { kind: "not-found", detail: "sim" } };
    case 422:
      return {
        kind: "refused",
        error: { kind: "refused", status: 422, field: "status", detail: "closed" },
      };
  }
}
