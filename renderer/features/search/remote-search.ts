import { useEffect, useState } from "react";
import type { TextMark } from "#contract/asks.ts";
import type { RemoteFinding, RemoteHit } from "#contract/remote-search.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { parseQuery } from "#domain/search/parse-query.ts";
import { leavesOf } from "#domain/search/query.ts";
import { wordsOf } from "#domain/search/words.ts";
import { call } from "#renderer/bridge.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";

/** How the helpdesks' own searches stand. `asking`: `findings` are of the question before. */
export type RemoteState =
  | { readonly kind: "idle" }
  | { readonly kind: "offline" }
  | { readonly kind: "asking" }
  | { readonly kind: "failed"; readonly error: AppError }
  | { readonly kind: "answered"; readonly findings: readonly RemoteFinding[] };

/** Typing has to rest this long: helpdesks count each call. */
const REST_MS = 350;
const FEWEST_CHARACTERS = 2;
const MOST = 50;
const IDLE: RemoteState = { kind: "idle" };

/**
 * Asks the helpdesks themselves, once the query rests, for what is not kept here.
 *
 * @param text Query as typed; one that cannot be read, or is nearly empty, asks nothing.
 */
export function useRemoteSearch(text: string): RemoteState {
  const [state, setState] = useState<{ readonly text: string; readonly state: RemoteState }>({
    text: "",
    state: IDLE,
  });
  const isOnline = useStatus(({ statuses }) =>
    statuses.some((one) => one.state === "online" || one.state === "degraded"),
  );
  const question = isWorthAsking(text) ? text : "";
  useEffect(() => {
    if (question === "" || !isOnline) return undefined;
    let isStale = false;
    const timer = setTimeout(() => {
      void call("search.remote", { text: question, limit: MOST }).then((answer) => {
        if (isStale) return;
        setState({
          text: question,
          state: answer.ok
            ? { kind: "answered", findings: answer.value }
            : { kind: "failed", error: answer.error },
        });
      });
    }, REST_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [question, isOnline]);
  if (question === "") return IDLE;
  if (!isOnline) return { kind: "offline" };
  return state.text === question ? state.state : { kind: "asking" };
}

function isWorthAsking(text: string): boolean {
  if (text.trim().length < FEWEST_CHARACTERS) return false;
  const { query, errors } = parseQuery(text);
  return errors.length === 0 && leavesOf(query).length > 0;
}

/** What of the findings is not among those that stand above, each once. */
export function beyond(
  findings: readonly RemoteFinding[],
  shown: ReadonlySet<TicketId>,
): readonly RemoteHit[] {
  const seen = new Set(shown);
  const hits: RemoteHit[] = [];
  for (const finding of findings) {
    if (finding.kind !== "found") continue;
    for (const hit of finding.hits) {
      if (seen.has(hit.id)) continue;
      seen.add(hit.id);
      hits.push(hit);
    }
  }
  return hits;
}

/** Marks the words of a query where a text has them, by their beginning. */
export function markerOf(text: string): (subject: string) => readonly TextMark[] {
  const wanted = leavesOf(parseQuery(text).query).flatMap((leaf) =>
    leaf.kind === "word" ? [...wordsOf(leaf.text)].map(({ term }) => term) : [],
  );
  return (subject) =>
    wanted.length === 0
      ? []
      : [...wordsOf(subject)]
          .filter(({ term }) => wanted.some((word) => term.startsWith(word)))
          .map(({ at, length }): TextMark => [at, at + length]);
}
