import type { AppError } from "#domain/kernel/app-error.ts";
import { err } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Urgency } from "#main/net/limiter.ts";
import type { DeliveryTraits, FrozenRequest, PushOutcome } from "#main/sync/ports.ts";
import type { MacroAnswer } from "#test/support/sim/model-macros.ts";
import { CLIENT_TIMEOUT_MS, LATEST_LANDING_MS, never } from "#test/support/sim/model-net.ts";
import type { ModelNet } from "#test/support/sim/model-net.ts";
import type { ServerAnswer } from "#test/support/sim/model-wire.ts";
import { outcomeOf, parseWire } from "#test/support/sim/transport.ts";
import type { Transport } from "#test/support/sim/transport.ts";

const CALL = { endpoint: null, maxWaitMs: Number.POSITIVE_INFINITY } as const;
const headersOf = (retryAfterMs: number | null) =>
  retryAfterMs === null
    ? { status: 200, headers: {} }
    : { status: 429, headers: { "retry-after": String(retryAfterMs / 1_000) } };

const offline: AppError = { kind: "offline", detail: "sim" };

/** Outcomes as a connector would tell them, over a network that drops, delays, doubles and lies: without any HTTP. */
export function createDirectTransport(net: ModelNet, traits: DeliveryTraits): Transport {
  const { world, server, life, faults } = net;
  const { rng } = world;
  const fault = (probability: number): boolean => world.faults && rng.chance(probability);
  const pause = (ms: number, signal: AbortSignal): Promise<void> =>
    world.clock(life).sleep(ms, signal);
  /** The end of a call: a dead life never hears it, and any moment may be its last. */
  const answer = async <T>(value: T): Promise<T> => {
    if (!life.alive || net.mayCrash()) return never();
    return value;
  };

  async function write(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome> {
    if (!life.alive) return never();
    const place = await net.limiter.acquire({ ...CALL, urgency: "outbox" }, signal);
    if (!life.alive) return never();
    if (!place.ok) return answer({ kind: "not-sent", detail: "aborted" });
    const outcome = await writeNow(request, signal);
    place.value.done(headersOf(outcome.kind === "throttled" ? outcome.retryAfterMs : null));
    return answer(outcome);
  }

  async function writeNow(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome> {
    net.onCalled();
    if (!net.isOnline() || fault(faults.notSent)) {
      await pause(rng.int(1, 50), signal);
      return { kind: "not-sent", detail: "no connection" };
    }
    const author = net.session.agentId;
    if (author === null || fault(faults.signedOut)) {
      net.session.agentId = null;
      await pause(rng.int(20, 200), signal);
      return { kind: "signed-out", detail: "sim" };
    }
    if (fault(faults.throttled)) {
      await pause(rng.int(20, 200), signal);
      const retryAfterMs = rng.int(1, 20) * 1_000;
      net.onThrottled(world.now + retryAfterMs);
      return { kind: "throttled", retryAfterMs };
    }
    if (fault(faults.refused)) {
      await pause(rng.int(20, 200), signal);
      const status = rng.pick([413, 422]);
      return {
        kind: "refused",
        error: { kind: "refused", status, field: null, detail: "sim" },
      };
    }
    // Read when it lands: a request that is changed after it was built lands changed.
    const land = (): ServerAnswer | MacroAnswer => server.land(parseWire(request.body), author);
    const wire = parseWire(request.body);
    net.onSent(wire);
    return exchange(land, wire.kind !== "macro" && traits.conditionalWrites, signal);
  }

  function exchange(
    land: () => ServerAnswer | MacroAnswer,
    mayDouble: boolean,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    return new Promise((resolve) => {
      let over = false;
      const end = (outcome: PushOutcome): void => {
        if (over) return;
        over = true;
        resolve(outcome);
      };
      const lost = (detail: string): void => end({ kind: "ambiguous", detail });
      signal.addEventListener("abort", () => lost("aborted"), { once: true });
      world.after(CLIENT_TIMEOUT_MS, () => lost("timeout"));
      const reset = fault(0.5) ? rng.int(1, 300) : null;
      const isLate = fault(faults.late);
      const delay = isLate ? rng.int(2_000, LATEST_LANDING_MS) : rng.int(20, 400);
      if (isLate && reset !== null) world.after(reset, () => lost("reset"));
      if (fault(faults.requestLost)) {
        if (reset !== null) world.after(reset, () => lost("reset"));
        return;
      }
      if (fault(faults.serverError)) {
        world.after(delay, () => lost("502 before"));
        return;
      }
      world.fly(delay, () => {
        const landed = land();
        if (fault(faults.twice) && mayDouble) {
          world.fly(rng.int(1, LATEST_LANDING_MS - delay), () => void land());
        }
        if (fault(faults.answerLost)) {
          if (reset !== null) world.after(reset, () => lost("answer lost"));
          return;
        }
        if (fault(faults.serverError)) {
          world.after(5, () => lost("HTML after it was applied"));
          return;
        }
        world.after(rng.int(10, 200), () => end(outcomeOf(landed, traits)));
      });
    });
  }

  async function read<T>(
    urgency: Urgency,
    signal: AbortSignal,
    act: (agentId: string) => Result<T, AppError>,
  ): Promise<Result<T, AppError>> {
    if (!life.alive) return never();
    const place = await net.limiter.acquire({ ...CALL, urgency }, signal);
    if (!life.alive) return never();
    if (!place.ok) return answer(place);
    const result = await readNow(signal, act);
    const waitMs =
      !result.ok && result.error.kind === "throttled" ? result.error.retryAfterMs : null;
    place.value.done(headersOf(waitMs));
    return answer(result);
  }

  async function readNow<T>(
    signal: AbortSignal,
    act: (agentId: string) => Result<T, AppError>,
  ): Promise<Result<T, AppError>> {
    net.onCalled();
    await pause(rng.int(20, 400), signal);
    if (signal.aborted) return err({ kind: "cancelled" });
    if (!net.isOnline()) return err(offline);
    const { agentId } = net.session;
    if (agentId === null) return err({ kind: "signed-out", detail: "sim" });
    if (fault(faults.readFails)) {
      const failure = rng.pick<AppError>([
        offline,
        { kind: "blocked", detail: "HTML" },
        { kind: "unavailable", status: 503, detail: "sim" },
      ]);
      return err(failure);
    }
    if (fault(faults.throttled)) {
      const retryAfterMs = rng.int(1, 10) * 1_000;
      net.onThrottled(world.now + retryAfterMs);
      return err({ kind: "throttled", retryAfterMs });
    }
    return act(agentId);
  }

  return { read, write };
}
