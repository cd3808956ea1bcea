import { randomUUID } from "node:crypto";
import type { Notice } from "#contract/events.ts";

export type Notify = (
  tone: Notice["tone"],
  key: string,
  values?: Readonly<Record<string, string | number>>,
) => void;

export interface Notices {
  readonly notify: Notify;
  /** A page listens: what was said before is delivered now, once. */
  pageReady(): void;
}

/** A page's first call comes a moment before its first screen is there to show a line. */
const SETTLE_MS = 300;
const MOST_KEPT = 20;

/** Lines to the agent. Those said before a page listens are kept for it. */
export function createNotices(send: (notice: Notice) => void, now: () => number): Notices {
  let kept: readonly Notice[] = [];
  let state: "no-page" | "settling" | "open" = "no-page";
  return {
    notify(tone, key, values = {}) {
      const notice: Notice = { id: randomUUID(), tone, key, values, at: now() };
      if (state === "open") send(notice);
      else kept = [...kept, notice].slice(-MOST_KEPT);
    },
    pageReady() {
      if (state !== "no-page") return;
      state = "settling";
      setTimeout(() => {
        state = "open";
        for (const notice of kept) send(notice);
        kept = [];
      }, SETTLE_MS);
    },
  };
}
