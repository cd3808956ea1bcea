import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** Marks a pane of the window; its value is the pane's name. */
export const PANE_ATTRIBUTE = "data-pane";
const TABBABLE =
  "[data-pane-focus], [tabindex]:not([tabindex='-1']), button:not(:disabled), input:not(:disabled), textarea, [contenteditable=true], a[href]";

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

/**
 * Moves the keyboard into a pane: to the element that asks for it (`data-pane-focus`), else to the first that can
 * take it. Does nothing when the pane has it already.
 *
 * @returns false when the pane is not on screen.
 */
export function focusInto(pane: Pane): boolean {
  const element = elementOf(pane);
  if (element === null) return false;
  if (element.contains(document.activeElement)) return true;
  const wanted =
    element.querySelector<HTMLElement>("[data-pane-focus]") ??
    element.querySelector<HTMLElement>(TABBABLE) ??
    element;
  wanted.focus();
  return true;
}

/** How long a pane that is still being fetched is waited for. */
const PATIENCE_MS = 1500;

/**
 * Gives the keyboard to a pane as soon as it is on screen; not any more once the agent has done something else.
 *
 * @returns Stops waiting.
 */
export function focusWhenShown(pane: Pane): () => void {
  const until = performance.now() + PATIENCE_MS;
  let frame = requestAnimationFrame(function look() {
    if (focusInto(pane) || performance.now() > until) stop();
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
