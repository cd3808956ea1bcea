import { create } from "zustand";
import { call } from "#renderer/bridge.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";

type Away = {
  /** ms epoch at which the agent was last here before the pause; null: no pause worth telling. */
  readonly since: number | null;
  readonly isOpen: boolean;
  /** The one line was read or sent away. */
  readonly isDismissed: boolean;
};

/** Pauses shorter than this are not told. */
export const PAUSE_MS = 15 * 60_000;
/** While the window is used, how often that is written down: a crash then costs at most this much. */
const WRITE_MS = 5 * 60_000;

export const useAway = create<Away>()(() => ({ since: null, isOpen: false, isDismissed: false }));

/** Opens the panel: since the last pause, or without one for the last hour. */
export function openAway(): void {
  useAway.setState(({ since }) => ({
    since: since ?? Date.now() - 60 * 60_000,
    isOpen: true,
    isDismissed: true,
  }));
}
export const closeAway = (): void => useAway.setState({ isOpen: false });
export const dismissAway = (): void => useAway.setState({ isDismissed: true });

/** Notes that the agent is back; a long enough pause is offered to be told. */
function arrive(lastSeenAt: number, now: number): void {
  if (lastSeenAt > 0 && now - lastSeenAt >= PAUSE_MS) {
    useAway.setState({ since: lastSeenAt, isDismissed: false });
  }
}

/**
 * Follows when the agent has the window. Call once the settings are there.
 *
 * @returns Stops.
 */
export function startAwayWatch(): () => void {
  let seenAt = useSettings.getState().lastSeenAt;
  arrive(seenAt, Date.now());
  const write = () => {
    seenAt = Date.now();
    void call("settings.set", { lastSeenAt: seenAt });
  };
  const onFocus = () => {
    arrive(seenAt, Date.now());
    write();
  };
  const timer = setInterval(() => {
    if (document.hasFocus()) write();
  }, WRITE_MS);
  write();
  window.addEventListener("focus", onFocus);
  window.addEventListener("blur", write);
  window.addEventListener("pagehide", write);
  return () => {
    clearInterval(timer);
    window.removeEventListener("focus", onFocus);
    window.removeEventListener("blur", write);
    window.removeEventListener("pagehide", write);
  };
}
