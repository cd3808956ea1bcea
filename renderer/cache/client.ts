import type { AskInput, AskName, AskOutput } from "#contract/asks.ts";
import { CACHE_PORT_MESSAGE } from "#contract/bridge.ts";
import type { HostToWindow, TypedAsk, WindowToHost } from "#contract/cache-protocol.ts";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Glimpse } from "#renderer/cache/glimpse.ts";

/** A question that is answered again whenever something it read has changed. */
export type CacheSubscription<K extends AskName> = {
  /** Asks the same question with a new input; answered at once, ahead of changes. */
  readonly revise: (input: AskInput<K>) => void;
  /** No answer arrives after this returns. */
  readonly close: () => void;
};

/** What screens know of the cache: ask once, or subscribe. */
export interface CacheClient {
  /** Waits for the cache host when it is not there yet; a host that dies meanwhile is asked again. */
  readonly ask: TypedAsk;
  readonly subscribe: <K extends AskName>(
    name: K,
    input: AskInput<K>,
    listener: (result: Result<AskOutput<K>, AppError>) => void,
  ) => CacheSubscription<K>;
  /**
   * Takes over a port to the cache host. Unanswered questions and all subscriptions move to it, so that a
   * re-created host goes unnoticed. The port before is closed.
   */
  readonly attach: (port: MessagePort) => void;
  /**
   * Subscriptions are answered from it until the first answer of a host comes: at once, before `subscribe` returns, so
   * that the first frame shows it.
   */
  readonly foresee: (glimpse: Glimpse) => void;
  /** Somebody uses the window: the host lets rest what can wait. */
  readonly tellBusy: () => void;
}

type Open = {
  readonly kind: "ask" | "subscribe";
  readonly name: AskName;
  input: unknown;
  readonly deliver: (result: Result<unknown, AppError>) => void;
};

/** @returns A client without a host yet: questions wait until `attach`. */
export function createCacheClient(): CacheClient {
  const open = new Map<number, Open>();
  let port: MessagePort | null = null;
  let lastId = 0;
  let glimpse: Glimpse | null = null;

  function post(message: WindowToHost): void {
    port?.postMessage(message);
  }
  function begin(entry: Open): number {
    lastId += 1;
    open.set(lastId, entry);
    post({ type: entry.kind, id: lastId, name: entry.name, input: entry.input });
    if (entry.kind === "subscribe") foretell(entry);
    return lastId;
  }
  function foretell(entry: Open): void {
    const seen = glimpse?.answerTo(entry);
    if (seen !== undefined) entry.deliver(ok(seen));
  }
  function receive(message: HostToWindow): void {
    glimpse = null;
    const entry = open.get(message.id);
    if (entry === undefined) return;
    if (entry.kind === "ask") open.delete(message.id);
    entry.deliver(message.result);
  }

  return {
    ask: (name, input) =>
      new Promise((resolve) => {
        // The host answers `name` with its own output type; both sides are compiled against `Asks`.
        begin({ kind: "ask", name, input, deliver: (result) => resolve(result as never) });
      }),
    subscribe: (name, input, listener) => {
      const id = begin({
        kind: "subscribe",
        name,
        input,
        deliver: (result) => listener(result as never),
      });
      return {
        revise: (next) => {
          const entry = open.get(id);
          if (entry === undefined) return;
          entry.input = next;
          post({ type: "revise", id, input: next });
          foretell(entry);
        },
        close: () => {
          if (open.delete(id)) post({ type: "unsubscribe", id });
        },
      };
    },
    attach: (next) => {
      port?.close();
      port = next;
      next.addEventListener("message", (event: MessageEvent<HostToWindow>) => {
        if (port === next) receive(event.data);
      });
      next.addEventListener("messageerror", () => {
        for (const [id, entry] of open) {
          if (entry.kind !== "ask") continue;
          open.delete(id);
          entry.deliver(err(defect("the cache host's answer could not be read")));
        }
      });
      next.start();
      for (const [id, entry] of open) {
        post({ type: entry.kind, id, name: entry.name, input: entry.input });
      }
    },
    foresee: (seen) => {
      glimpse = seen;
    },
    tellBusy: () => post({ type: "busy" }),
  };
}

/** The client of this window. */
export const cacheClient = createCacheClient();

/**
 * Accepts the ports that the preload script hands over, each time the cache host was (re-)created. Call once, before
 * the first render.
 *
 * @returns Stops accepting.
 */
export function listenForCachePort(client: CacheClient = cacheClient): () => void {
  const onMessage = (event: MessageEvent<unknown>): void => {
    if (event.source !== window || !isPortMessage(event.data)) return;
    const port = event.ports[0];
    if (port !== undefined) client.attach(port);
  };
  window.addEventListener("message", onMessage);
  return () => window.removeEventListener("message", onMessage);
}

/** Keys are told of at most this often, ms. */
const BUSY_EVERY_MS = 100;

/**
 * Tells the host of keys, ahead of the questions they lead to. Call once.
 *
 * @returns Stops telling.
 */
export function tellOfKeys(client: CacheClient = cacheClient): () => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const onKey = ({ timeStamp }: KeyboardEvent): void => {
    if (timeStamp - toldAt < BUSY_EVERY_MS) return;
    toldAt = timeStamp;
    client.tellBusy();
  };
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}

function isPortMessage(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && "type" in data && data.type === CACHE_PORT_MESSAGE
  );
}
