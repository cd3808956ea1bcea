import type { Limiter } from "#main/net/limiter.ts";
import type { HttpRequest } from "#main/net/ports.ts";
import type { DeliveryTraits } from "#main/sync/ports.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { AnyWire } from "#test/support/sim/model-wire.ts";
import type { Life, World } from "#test/support/sim/world.ts";

/** Chances per call while faults last. */
export type NetFaults = {
  readonly notSent: number;
  readonly requestLost: number;
  readonly late: number;
  readonly answerLost: number;
  /** A copy of the request lands some time later. Only where the remote has a lever against it. */
  readonly twice: number;
  readonly serverError: number;
  readonly throttled: number;
  readonly signedOut: number;
  readonly refused: number;
  readonly stale: number;
  readonly readFails: number;
  /** A page of the network instead of an answer. Wire level only, like the next two. */
  readonly html: number;
  /** An answer that ends in the middle. */
  readonly truncated: number;
  /** A lost race for a lock: 409, rolled back. */
  readonly locked: number;
};

/** Latest landing of a request after it was sent, and oldest state a read may show. */
export const LATEST_LANDING_MS = 60_000;
export const OLDEST_READ_MS = 5_000;
export const CLIENT_TIMEOUT_MS = 10_000;

export type Session = {
  /** Who is signed in; null: the token is no longer accepted. */
  agentId: string | null;
};

/** One account's network, as one life of the console has it. */
export type ModelNet = {
  readonly world: World;
  readonly server: ModelServer;
  readonly life: Life;
  readonly session: Session;
  readonly faults: NetFaults;
  /** The account's one gate for all calls. */
  readonly limiter: Limiter;
  readonly mayCrash: () => boolean;
  readonly isOnline: () => boolean;
  /** Told of every request that leaves, and of the end of every Retry-After. */
  readonly onSent: (wire: AnyWire) => void;
  readonly onWire: (request: HttpRequest) => void;
  /** Told of every call at the moment it leaves. */
  readonly onCalled: () => void;
  readonly onThrottled: (untilMs: number) => void;
};

export const markerTraits: DeliveryTraits = {
  conditionalWrites: true,
  keepsMarker: true,
  settleMs: 0,
  stampResolutionMs: 1_000,
  createKeyMs: 3_600_000,
};
export const settleTraits: DeliveryTraits = {
  conditionalWrites: false,
  keepsMarker: false,
  settleMs: LATEST_LANDING_MS + OLDEST_READ_MS + 5_000,
  stampResolutionMs: 0,
};

/** Nobody is there any more who could hear it. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});
