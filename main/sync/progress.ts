import type { SyncProgress } from "#contract/connection.ts";
import type { Page } from "#domain/sync/page.ts";
import type { Clock } from "#main/net/ports.ts";
import { countRows } from "#main/sync/pull.ts";
import type { StreamSpec } from "#main/sync/ports.ts";

/** Span over which the speed is taken, ms. Longer than a minute: limits come in bursts of one. */
const WINDOW_MS = 150_000;

/** What the first sync has done and what is left, from the pages that were committed. */
export interface Progress {
  view(): SyncProgress;
  page(spec: StreamSpec, page: Page): void;
  ended(spec: StreamSpec): void;
  /** Streams that will not run here (no permission) do not keep history from being complete. */
  dropped(spec: StreamSpec): void;
  /** As remembered from an earlier session. */
  restore(known: { readonly workable: boolean; readonly complete: boolean }): void;
}

type Track = { done: number; total: number | null; ended: boolean };
type Sample = { readonly at: number; readonly done: number };

/** @param streams All streams of the account, asked whenever needed: the list may change after a probe. */
export function createProgress(clock: Clock, streams: () => readonly StreamSpec[]): Progress {
  const tracks = new Map<string, Track>();
  const gone = new Set<string>();
  let samples: Sample[] = [];
  let rows = 0;
  let workable = false;
  let complete = false;

  const trackOf = (id: string): Track => {
    const known = tracks.get(id);
    if (known !== undefined) return known;
    const fresh: Track = { done: 0, total: null, ended: false };
    tracks.set(id, fresh);
    return fresh;
  };
  const history = (): readonly StreamSpec[] =>
    streams().filter((spec) => spec.phase === "history" && !gone.has(spec.id));
  const doneNow = (): number => history().reduce((sum, spec) => sum + trackOf(spec.id).done, 0);

  /** Streams whose size is not known yet are left out of both sums. */
  function sums(): { readonly done: number; readonly total: number } {
    let done = 0;
    let total = 0;
    for (const spec of history()) {
      const track = trackOf(spec.id);
      const size = track.ended ? track.done : track.total;
      if (size === null) continue;
      done += Math.min(track.done, size);
      total += size;
    }
    return { done, total };
  }

  function secondsLeft(left: number): number | null {
    const first = samples[0];
    const last = samples.at(-1);
    const passedMs = first === undefined ? 0 : clock.monotonic() - first.at;
    if (first === undefined || last === undefined || passedMs < 1000) return null;
    const perSecond = ((last.done - first.done) * 1000) / passedMs;
    return perSecond <= 0 ? null : Math.ceil(left / perSecond);
  }

  const settle = (): void => {
    const list = history();
    if (list.length > 0 && list.every((spec) => trackOf(spec.id).ended)) complete = true;
  };

  return {
    view: () => {
      if (complete) return { rows, share: 1, secondsLeft: 0, workable, complete };
      const { done, total } = sums();
      return {
        rows,
        share: total === 0 ? null : Math.min(1, done / total),
        secondsLeft: total === 0 ? null : secondsLeft(total - done),
        workable,
        complete,
      };
    },
    page: (spec, page) => {
      const size = countRows(page);
      rows += size;
      if (spec.phase !== "history") return;
      const track = trackOf(spec.id);
      track.done = page.done ?? track.done + size;
      track.total = page.total ?? track.total;
      const at = clock.monotonic();
      samples = [...samples.filter((one) => at - one.at <= WINDOW_MS), { at, done: doneNow() }];
    },
    ended: (spec) => {
      trackOf(spec.id).ended = true;
      if (spec.phase === "first") workable = true;
      settle();
    },
    dropped: (spec) => {
      gone.add(spec.id);
      if (spec.phase === "first") workable = true;
      settle();
    },
    restore: (known) => {
      workable ||= known.workable;
      complete ||= known.complete;
    },
  };
}
