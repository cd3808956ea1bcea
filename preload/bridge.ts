import { contextBridge, ipcRenderer } from "electron";
import {
  type Bridge,
  CACHE_PORT_MESSAGE,
  CALL_CHANNEL,
  EVENT_CHANNEL,
  PORT_CHANNEL,
  type PortRole,
} from "#contract/bridge.ts";
import { type EventName, eventNames } from "#contract/events.ts";

type Listener = (event: string) => void;
const listeners = new Map<EventName, Set<Listener>>(eventNames.map((name) => [name, new Set()]));

ipcRenderer.on(EVENT_CHANNEL, (_event, name: EventName, text: string) => {
  for (const listener of listeners.get(name) ?? []) listener(text);
});

// A port cannot cross the context bridge; the page takes it from this message (event.source === window).
ipcRenderer.on(PORT_CHANNEL, (event, role: PortRole) => {
  window.postMessage({ type: CACHE_PORT_MESSAGE, role }, window.location.origin, [...event.ports]);
});

const bridge: Bridge = {
  call: (name: string, input: unknown) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  on: (name, listener) => {
    const set = listeners.get(name);
    if (set === undefined) return () => undefined;
    const own: Listener = (event) => listener(event);
    set.add(own);
    return () => void set.delete(own);
  },
};

contextBridge.exposeInMainWorld("bridge", bridge);
