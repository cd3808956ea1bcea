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

const MOST_KEPT = 20;

/** Lines to the agent. Those said before a page listens are kept for it. */
export function createNotices(send: (notice: Notice) => void, now: () => number): Notices {
  let kept: readonly Notice[] = [];
  let open = false;
  return {
    notify(tone, key, values = {}) {
      // The same line said again replaces the one before.
      const notice: Notice = { id: `main.${key}`, tone, key: `notice.${key}`, values, at: now() };
      if (open) send(notice);
      else kept = [...kept, notice].slice(-MOST_KEPT);
    },
    pageReady() {
      open = true;
      for (const notice of kept) send(notice);
      kept = [];
    },
  };
}
