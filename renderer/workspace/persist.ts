import { call } from "#renderer/bridge.ts";
import { SavedWorkspace, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** How long after the last change the workspace is written. */
const SETTLE_MS = 500;

const savedOf = () => SavedWorkspace.parse(useWorkspace.getState());
const parts = new Map<string, { read: () => unknown; restore: (value: unknown) => void }>();
/** What the file held at the start, for parts that come later; null before it was read. */
let saved: Readonly<Record<string, unknown>> | null = null;

/**
 * Lets another part of the page keep something small in `settings.workspace`. May come before or after
 * `restoreWorkspace`; gets its own back at once in the latter case.
 *
 * @param restore Gets what was kept, unchecked; undefined when nothing was.
 */
export function persistPart(
  name: string,
  part: { readonly read: () => unknown; readonly restore: (value: unknown) => void },
): void {
  parts.set(name, part);
  if (saved !== null) part.restore(saved[name]);
}

/** Puts back what was on screen when the app ended. Damaged values fall back one by one. */
export function restoreWorkspace(from: Readonly<Record<string, unknown>>): void {
  saved = from;
  const before = SavedWorkspace.parse(from);
  useWorkspace.setState(before);
  const { focusedPane } = before;
  if (
    focusedPane !== null &&
    before.screen === "queue" &&
    !before.collapsedPanes.includes(focusedPane)
  )
    workspace.focusPane(focusedPane);
  for (const [name, part] of parts) part.restore(from[name]);
}

let timer: ReturnType<typeof setTimeout> | undefined;
let written = "";

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  // Parts that have not come yet keep what the file holds of them.
  const state: Record<string, unknown> = { ...saved, ...savedOf() };
  for (const [name, part] of parts) state[name] = part.read();
  const text = JSON.stringify(state);
  if (text === written) return;
  written = text;
  void call("settings.set", { workspace: state });
}

/** Writes now what differs from what was written last: the app is about to end. */
export function flushWorkspace(): void {
  if (saved !== null) write();
}

/** Writes soon; for parts whose change the workspace store does not see. */
export function saveWorkspaceSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(write, SETTLE_MS);
}

/**
 * Keeps `settings.workspace` in step with the screen.
 *
 * @returns Stops, after writing what is open.
 */
export function startWorkspacePersistence(): () => void {
  const stop = useWorkspace.subscribe(saveWorkspaceSoon);
  const flush = () => {
    if (timer !== undefined) write();
  };
  window.addEventListener("pagehide", flush);
  window.addEventListener("blur", flush);
  return () => {
    stop();
    flush();
    window.removeEventListener("pagehide", flush);
    window.removeEventListener("blur", flush);
  };
}
