import type { ConnectionState } from "#contract/connection.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { AgentId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import { reconnectMs } from "#main/net/backoff.ts";
import type { Clock, Random } from "#main/net/ports.ts";
import { createBell } from "#main/sync/bell.ts";
import type { AccountIdentity } from "#main/sync/ports.ts";

export type ConnectionView = {
  readonly state: ConnectionState;
  /** Plain words of the last failure; null when none. */
  readonly detail: string | null;
  /** ms epoch local of the next try; null when none is planned. */
  readonly retryAt: number | null;
};

export type ConnectionOptions = {
  readonly probe: (signal: AbortSignal) => Promise<Result<AccountIdentity, AppError>>;
  /** The agent this account belongs to; null accepts the first one. */
  readonly agentId: AgentId | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly onChange: (view: ConnectionView) => void;
  /** Called on every successful probe. `outageMs` is 0 unless there was an outage before it. */
  readonly onOnline: (identity: AccountIdentity, outageMs: number) => void;
};

/** Whether there is a connection is decided here, by our own authenticated calls alone. */
export interface Connection {
  view(): ConnectionView;
  isUsable(): boolean;
  /** Probes and waits until aborted. @param startDelayMs Before the first probe. */
  run(startDelayMs: number, signal: AbortSignal): Promise<void>;
  /** A call failed: find out whether the helpdesk is still there. */
  suspect(error: AppError): void;
  /** A call of ours succeeded: what was degraded is fine again. */
  confirm(): void;
  /** The agent asks: try now. */
  hurry(): void;
  /** The machine's own network came back: try soon, but not all desks at once. */
  hint(): void;
  /** true once usable, false when aborted. */
  whenUsable(signal: AbortSignal): Promise<boolean>;
}

const SIGNED_OUT_RETRY_MS = 900_000;
/** Only this machine stumbled: spread by a few seconds. */
const HINT_SPREAD_MS = 5_000;

/** Why a wait ends early. */
type Nudge = "hurry" | "hint" | "suspect";

/** What a failed probe means for the state. */
function stateOf(error: AppError): ConnectionState {
  switch (error.kind) {
    case "signed-out":
    case "no-access":
      return "signed-out";
    case "blocked":
    case "not-found":
    case "invalid":
    case "refused":
      return "blocked";
    case "unavailable":
    case "throttled":
    case "conflict":
      return "degraded";
    case "offline":
    case "storage":
    case "cancelled":
    case "defect":
      return "offline";
  }
}
const wordsOf = (error: AppError): string =>
  error.kind === "throttled"
    ? "too many requests"
    : error.kind === "cancelled"
      ? "stopped"
      : error.detail;

/**
 * The state machine of one account's connection. Source: sync-pitfalls §5.
 *
 * Reconnects quickly while the outage is short, spread over two minutes when it was long; a suspicion is checked by
 * a probe at once, and while probes pass though calls fail the state is `degraded`.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, random } = options;
  const nudges = createBell(clock);
  const changes = createBell(clock);
  let view: ConnectionView = { state: "connecting", detail: null, retryAt: null };
  /** The last probe passed. */
  let isUsable = false;
  let pending: Nudge | null = null;
  /** Failures that were suspected since the last call that succeeded. */
  let shakes = 0;
  let failures = 0;
  let lostAt: number | null = null;

  const show = (state: ConnectionState, detail: string | null, retryAt: number | null): void => {
    const next: ConnectionView = { state, detail, retryAt };
    const isSame =
      next.state === view.state && next.detail === view.detail && next.retryAt === view.retryAt;
    if (isSame) return;
    view = next;
    options.onChange(view);
    changes.ring();
  };

  function nudge(kind: Nudge): void {
    if (pending !== "hurry") pending = kind;
    nudges.ring();
  }

  /** Waits for a nudge or the time; a nudge that came earlier counts at once. */
  async function pause(ms: number, signal: AbortSignal): Promise<Nudge | null> {
    if (pending === null) await nudges.wait(ms, signal);
    const got = pending;
    pending = null;
    return got;
  }

  async function probeOnce(signal: AbortSignal): Promise<AppError | null> {
    const probed = await options.probe(signal);
    if (!probed.ok) return probed.error;
    const { agent } = probed.value;
    if (options.agentId !== null && agent.id !== options.agentId) {
      return { kind: "signed-out", detail: "somebody else is signed in" };
    }
    const outageMs = lostAt === null ? 0 : clock.monotonic() - lostAt;
    lostAt = null;
    failures = 0;
    isUsable = true;
    show(shakes > 0 ? "degraded" : "online", shakes > 0 ? view.detail : null, null);
    changes.ring();
    options.onOnline(probed.value, outageMs);
    return null;
  }

  /** Stays while usable; ends when something casts doubt on it. */
  async function stay(signal: AbortSignal): Promise<void> {
    const got = await pause(Number.POSITIVE_INFINITY, signal);
    // probes pass though calls fail: do not probe without pause
    if (got === "suspect" && shakes > 1) {
      await nudges.wait(Math.min(30_000, 1000 * 2 ** Math.min(5, shakes)), signal);
    }
  }

  async function waitToRetry(error: AppError, signal: AbortSignal): Promise<void> {
    const state = stateOf(error);
    lostAt ??= clock.monotonic();
    failures += 1;
    isUsable = false;
    const planned =
      state === "signed-out"
        ? SIGNED_OUT_RETRY_MS
        : reconnectMs(failures, clock.monotonic() - lostAt, random);
    const waitMs = error.kind === "throttled" ? Math.max(planned, error.retryAfterMs) : planned;
    show(state, wordsOf(error), clock.now() + waitMs);
    const until = clock.monotonic() + waitMs;
    for (;;) {
      const got = await pause(Math.max(0, until - clock.monotonic()), signal);
      if (signal.aborted || got === "hurry" || clock.monotonic() >= until) return;
      if (got === "hint") {
        const soonMs = random() * HINT_SPREAD_MS;
        show(view.state, view.detail, clock.now() + soonMs);
        await nudges.wait(soonMs, signal);
        return;
      }
    }
  }

  return {
    view: () => view,
    isUsable: () => isUsable,
    run: async (startDelayMs, signal) => {
      isUsable = false;
      show("connecting", null, startDelayMs > 0 ? clock.now() + startDelayMs : null);
      if (startDelayMs > 0) await pause(startDelayMs, signal);
      while (!signal.aborted) {
        const error = await probeOnce(signal);
        if (signal.aborted) break;
        if (error === null) await stay(signal);
        else await waitToRetry(error, signal);
      }
      isUsable = false;
    },
    suspect: (error) => {
      if (error.kind === "cancelled") return;
      shakes += 1;
      if (isUsable) show("degraded", wordsOf(error), null);
      nudge("suspect");
    },
    confirm: () => {
      if (shakes === 0) return;
      shakes = 0;
      if (isUsable) show("online", null, null);
    },
    hurry: () => nudge("hurry"),
    hint: () => nudge("hint"),
    whenUsable: async (signal) => {
      while (!signal.aborted) {
        if (isUsable) return true;
        await changes.wait(Number.POSITIVE_INFINITY, signal);
      }
      return false;
    },
  };
}
