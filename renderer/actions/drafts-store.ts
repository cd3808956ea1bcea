import { create } from "zustand";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { call } from "#renderer/bridge.ts";

/** Where the agent's words are. `saved` only after main has put them on disk. */
export type DraftStatus =
  | { readonly kind: "changed" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly at: number }
  | { readonly kind: "failed"; readonly error: AppError };

type Drafts = {
  /** null until main has answered for the first time. Includes words not saved yet. */
  readonly drafts: ReadonlyMap<string, Draft> | null;
  readonly statuses: ReadonlyMap<string, DraftStatus>;
};
export const useDrafts = create<Drafts>()(() => ({ drafts: null, statuses: new Map() }));

/** Pause in typing after which a draft is saved, and the longest it waits while the typing goes on. */
const PAUSE_MS = 400;
const LONGEST_MS = 2_000;
const RETRY_MS = 5_000;

type Writer = {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest unsaved word was typed, ms; null when all is saved or on its way. */
  since: number | null;
  /** Ends when nothing of this draft is on its way to main. */
  chain: Promise<void>;
};
const writers = new Map<string, Writer>();
const writerOf = (key: string): Writer => {
  const known = writers.get(key);
  if (known) return known;
  const made: Writer = { timer: undefined, since: null, chain: Promise.resolve() };
  writers.set(key, made);
  return made;
};

function setStatus(key: string, status: DraftStatus | null): void {
  useDrafts.setState(({ statuses }) => {
    const next = new Map(statuses);
    if (status === null) next.delete(key);
    else next.set(key, status);
    return { statuses: next };
  });
}

function setDraft(key: string, draft: Draft | null): void {
  useDrafts.setState(({ drafts }) => {
    const next = new Map(drafts);
    if (draft === null) next.delete(key);
    else next.set(key, draft);
    return { drafts: next };
  });
}

/** Fetches what main keeps; words typed meanwhile win. */
export async function loadDrafts(): Promise<void> {
  const answer = await call("drafts.list", {});
  if (!answer.ok) return;
  const typed = useDrafts.getState().drafts ?? new Map<string, Draft>();
  const kept = answer.value.map((draft) => [draft.key, draft] as const);
  useDrafts.setState({ drafts: new Map([...kept, ...typed]) });
}

/**
 * Takes over what main made of drafts, e.g. when it gave the words of a change back: the page must not save its older
 * ones over them. Words typed since the last save win.
 *
 * @returns Those that there are, by key.
 */
export async function adoptDrafts(
  keys: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, Draft>, AppError>> {
  const answer = await call("drafts.list", {});
  if (!answer.ok) return answer;
  const found = new Map<string, Draft>();
  for (const draft of answer.value) if (keys.has(draft.key)) found.set(draft.key, draft);
  useDrafts.setState(({ drafts }) => {
    const next = new Map(drafts);
    for (const [key, draft] of found) if (writerOf(key).since === null) next.set(key, draft);
    return { drafts: next };
  });
  return ok(found);
}

const isEmpty = (draft: Draft): boolean =>
  draft.text.trim() === "" &&
  draft.files.length === 0 &&
  Object.values(draft.fields).every((value) => value === "");

/** Takes the words over at once and saves them at the next pause. An empty draft is forgotten by main. */
export function changeDraft(draft: Draft): void {
  setDraft(draft.key, draft);
  setStatus(draft.key, { kind: "changed" });
  const writer = writerOf(draft.key);
  const now = Date.now();
  writer.since ??= now;
  clearTimeout(writer.timer);
  const wait = Math.max(0, Math.min(PAUSE_MS, writer.since + LONGEST_MS - now));
  writer.timer = setTimeout(() => void flushDraft(draft.key), wait);
}

async function write(key: string): Promise<void> {
  const draft = useDrafts.getState().drafts?.get(key);
  if (!draft) return;
  setStatus(key, { kind: "saving" });
  const answer = isEmpty(draft)
    ? await call("drafts.clear", { key })
    : await call("drafts.save", { draft: structuredClone(draft) as never });
  const unchanged = useDrafts.getState().drafts?.get(key) === draft;
  if (!unchanged) return;
  if (!answer.ok) {
    setStatus(key, { kind: "failed", error: answer.error });
    const writer = writerOf(key);
    writer.since ??= Date.now();
    writer.timer = setTimeout(() => void flushDraft(key), RETRY_MS);
    return;
  }
  setStatus(key, { kind: "saved", at: Date.now() });
  if (isEmpty(draft)) setDraft(key, null);
}

/** Saves now. Ends when main has answered; without unsaved words at once. */
export function flushDraft(key: string): Promise<void> {
  const writer = writerOf(key);
  clearTimeout(writer.timer);
  if (writer.since === null) return writer.chain;
  writer.since = null;
  writer.chain = writer.chain.then(() => write(key));
  return writer.chain;
}

/** Forgets a draft here and at main: its words are in the outbox, or the agent threw them away. */
export function clearDraft(key: string): Promise<void> {
  const writer = writerOf(key);
  clearTimeout(writer.timer);
  writer.since = null;
  setDraft(key, null);
  setStatus(key, null);
  writer.chain = writer.chain.then(async () => {
    await call("drafts.clear", { key });
  });
  return writer.chain;
}

/** Saves everything unsaved: the window loses focus, is hidden or closes. */
export function flushDrafts(): void {
  for (const key of writers.keys()) void flushDraft(key);
}

/**
 * Loads what main keeps and saves on blur, hide and close.
 *
 * @returns Stops.
 */
export function startDrafts(): () => void {
  void loadDrafts();
  const onHide = () => flushDrafts();
  window.addEventListener("blur", onHide);
  window.addEventListener("pagehide", onHide);
  document.addEventListener("visibilitychange", onHide);
  return () => {
    flushDrafts();
    window.removeEventListener("blur", onHide);
    window.removeEventListener("pagehide", onHide);
    document.removeEventListener("visibilitychange", onHide);
  };
}
