import { create } from "zustand";
import type { Notice } from "#contract/events.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import type { TextValues } from "#renderer/i18n/text.ts";

type Notices = {
  /** Oldest first; at most a handful. */
  readonly notices: readonly Notice[];
};
const MOST = 5;

/** Lines told to the agent, from main and from the page itself. */
export const useNotices = create<Notices>()(() => ({ notices: [] }));

/** A notice with the id of one already shown replaces it. */
export function addNotice(notice: Notice): void {
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((other) => other.id !== notice.id), notice].slice(-MOST),
  }));
}

/**
 * Tells the agent one line.
 *
 * @param id Same id, same line: a repeated notice replaces the earlier one. Left out: the key.
 */
export function notify(
  tone: Notice["tone"],
  key: TextKey,
  values: TextValues = {},
  id: string = key,
): void {
  addNotice({ id, tone, key, values, at: Date.now() });
}

export const dismissNotice = (id: string): void =>
  useNotices.setState(({ notices }) => ({ notices: notices.filter((other) => other.id !== id) }));
