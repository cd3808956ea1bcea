import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** Marks a pane of the window; its value is the pane's name. */
export const PANE_ATTRIBUTE = "data-pane";
const TABBABLE =
  "[tabindex]:not([tabindex='-1']), button:not(:disabled), input:not(:disabled), textarea, [contenteditable=true], a[href]";

const elementOf = (pane: Pane): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[${PANE_ATTRIBUTE}="${pane}"]`);

/** Panes on screen now, in reading order. */
function shownPanes(): readonly Pane[] {
  const { collapsedPanes } = useWorkspace.getState();
  return (["queue", "conversation", "composer", "profile"] as const).filter(
    (pane) => elementOf(pane) !== null && !collapsedPanes.includes(pane),
  );
}

/** Gives the keyboard to the next pane, or with -1 to the one before. */
export function movePane(step: 1 | -1): void {
  const panes = shownPanes();
  const { focusedPane } = useWorkspace.getState();
  const at = focusedPane === null ? -1 : panes.indexOf(focusedPane);
  const start = at < 0 && step < 0 ? 0 : at;
  const next = panes[(start + step + panes.length) % panes.length];
  if (next !== undefined) workspace.focusPane(next);
}

export function togglePane(pane: "queue" | "profile"): void {
  const isCollapsed = useWorkspace.getState().collapsedPanes.includes(pane);
  if (isCollapsed) {
    workspace.focusPane(pane);
    return;
  }
  workspace.setCollapsed(pane, true);
  if (useWorkspace.getState().focusedPane === pane) workspace.focusPane("conversation");
}

/** What took the keyboard in place of an element that was not there yet. */
let standIn: Element | null = null;

/**
 * Moves the keyboard into a pane: to the element that asks for it (`data-pane-focus`); until that is there, to the first
 * that can take it. Leaves it where it is when the agent has put it somewhere in the pane.
 *
 * @returns Whether the pane and its element are on screen.
 */
export function focusInto(pane: Pane): boolean {
  const element = elementOf(pane);
  if (element === null) return false;
  const active = document.activeElement;
  const isElsewhere = !element.contains(active) || active === element || active === standIn;
  const wanted = element.querySelector<HTMLElement>("[data-pane-focus]");
  if (wanted !== null) {
    if (isElsewhere) wanted.focus();
    return true;
  }
  if (!element.contains(active)) {
    const first = element.querySelector<HTMLElement>(TABBABLE) ?? element;
    first.focus();
    standIn = first;
  }
  return false;
}

/**
 * After a change of screen by key the keyboard is nowhere: moves it to what the new screen names, until then to the
 * screen itself.
 */
export function focusScreen(main: HTMLElement | null): boolean {
  if (main === null) return true;
  const active = document.activeElement;
  if (active !== document.body && active !== main) return true;
  const wanted = main.querySelector<HTMLElement>("[data-pane-focus]");
  (wanted ?? main).focus();
  return wanted !== null;
}

/** How long a pane that is still being fetched is waited for. */
const PATIENCE_MS = 15_000;

/**
 * Tries to give the keyboard to something as soon as it is on screen; not any more once the agent has done something
 * else.
 *
 * @param attempt Says whether it succeeded.
 * @returns Stops waiting.
 */
export function focusWhenShown(attempt: () => boolean): () => void {
  // What is there already gets the keyboard now: the next key may come before the next frame.
  if (attempt()) return () => undefined;
  const until = performance.now() + PATIENCE_MS;
  let frame = requestAnimationFrame(function look() {
    if (attempt() || performance.now() > until) stop();
    else frame = requestAnimationFrame(look);
  });
  const stop = () => {
    cancelAnimationFrame(frame);
    window.removeEventListener("keydown", stop, { capture: true });
    window.removeEventListener("pointerdown", stop, { capture: true });
  };
  window.addEventListener("keydown", stop, { capture: true });
  window.addEventListener("pointerdown", stop, { capture: true });
  return stop;
}
