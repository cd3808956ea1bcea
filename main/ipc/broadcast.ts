import { EVENT_CHANNEL } from "#contract/bridge.ts";
import type { EventName, Events } from "#contract/events.ts";

/** Anything that takes an event: a web contents. */
export interface Listener {
  isDestroyed(): boolean;
  send(channel: string, ...args: readonly unknown[]): void;
}
export type Broadcast = <K extends EventName>(name: K, payload: Events[K]) => void;

/** Sends news to every UI window there is at that moment. */
export const createBroadcast =
  (listeners: () => Iterable<Listener>): Broadcast =>
  (name, payload) => {
    const text = JSON.stringify(payload);
    for (const listener of listeners()) {
      if (!listener.isDestroyed()) listener.send(EVENT_CHANNEL, name, text);
    }
  };
