import { create } from "zustand";
import { recordKey } from "#renderer/commands/recorder.ts";
import { type Binding, areSingleKeysOn, listBindings } from "#renderer/commands/registry.ts";
import { type Stroke, isMac, isPrintable, strokeOf } from "#renderer/commands/stroke.ts";
import { noteKeys } from "#renderer/commands/trainer.ts";

/** How long a begun sequence waits for its next key. */
export const SEQUENCE_MS = 2000;

/** Largest number that may be typed before keys: `5 j`. */
export const MOST_COUNT = 9_999;

/** A begun sequence or number, for the hint on screen. */
type Sequence = {
  readonly strokes: readonly Stroke[];
  readonly options: readonly Binding[];
  /** The number typed before the keys; null without one. */
  readonly count: number | null;
};
const NONE: Sequence = { strokes: [], options: [], count: null };
export const useSequence = create<Sequence>()(() => NONE);

/** Marks what floats above the screen; its own keys come first there. */
export const OVERLAY_ATTRIBUTE = "data-overlay";

const TEXT_INPUTS = new Set([
  "text",
  "search",
  "email",
  "password",
  "tel",
  "url",
  "number",
  "date",
  "time",
  "datetime-local",
  "month",
  "week",
]);
const WRITES = "textarea, [contenteditable]:not([contenteditable=false]), .cm-editor";
/** Elements that act on Enter, Space and arrows themselves. */
const ACTS =
  "button, a[href], input, select, summary, [role=button], [role=tab], [role=switch], [role=checkbox], [role=radio], [role=combobox], [role=slider], [role=separator], [role=menuitem]";
const OWN_KEYS = new Set([
  "Enter",
  "Space",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
]);

/** Whether typing there writes text. */
export function isTextTarget(target: Element | null): boolean {
  if (target === null) return false;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  return target.closest(WRITES) !== null;
}

let timer: ReturnType<typeof setTimeout> | undefined;

function endSequence(): void {
  clearTimeout(timer);
  if (useSequence.getState() !== NONE) useSequence.setState(NONE, true);
}

function beginSequence(sequence: Sequence): void {
  clearTimeout(timer);
  timer = setTimeout(endSequence, SEQUENCE_MS);
  useSequence.setState(sequence, true);
}

function candidates(strokes: readonly Stroke[], target: Element | null): readonly Binding[] {
  const first = strokes[0] ?? "";
  const text = isTextTarget(target);
  if (text && isPrintable(first)) return [];
  const within = (selector: string) => (target?.closest(selector) ?? null) !== null;
  const overlay = within(`[${OVERLAY_ATTRIBUTE}]`);
  if (!text && strokes.length === 1 && OWN_KEYS.has(first) && within(ACTS)) {
    return [];
  }
  return listBindings().filter(
    (binding) =>
      strokes.every((stroke, index) => binding.strokes[index] === stroke) &&
      (!text || binding.command.inText) &&
      (!overlay || binding.command.inOverlay) &&
      binding.command.possible(),
  );
}

/** Adds a digit to the number before the keys. A zero begins none. */
function takeDigit(stroke: Stroke, event: KeyboardEvent, target: Element | null): boolean {
  const { strokes, count } = useSequence.getState();
  if (!/^\p{Nd}$/u.test(stroke) || strokes.length > 0 || !areSingleKeysOn()) return false;
  if (isTextTarget(target) || (target?.closest(`[${OVERLAY_ATTRIBUTE}]`) ?? null) !== null) {
    return false;
  }
  const digit = digitOf(stroke);
  if (count === null && digit === 0) return false;
  const next = Math.min(MOST_COUNT, (count ?? 0) * 10 + digit);
  if (!event.repeat) beginSequence({ strokes: [], options: [], count: next });
  return true;
}

/** The value of a digit in any script: those of a script stand in a row from zero to nine. */
function digitOf(stroke: Stroke): number {
  const code = stroke.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

/**
 * Gives one key press to the command it belongs to.
 *
 * @returns Whether a command, or a begun sequence, took the key.
 */
export function dispatchKey(event: KeyboardEvent, mac: boolean): boolean {
  // keyCode 229: an input method is at work in browsers that do not say `isComposing`.
  // eslint-disable-next-line typescript/no-deprecated -- it is the only sign of it there
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false;
  const stroke = strokeOf(event, mac);
  if (stroke === null) return false;
  const path = event.composedPath()[0];
  const target = path instanceof Element ? path : document.activeElement;
  const { strokes: begun, count } = useSequence.getState();
  if ((begun.length > 0 || count !== null) && stroke === "Escape") {
    endSequence();
    return true;
  }
  if (takeDigit(stroke, event, target)) return true;
  for (const strokes of begun.length > 0 ? [[...begun, stroke], [stroke]] : [[stroke]]) {
    const found = candidates(strokes, target);
    const longer = found.filter((binding) => binding.strokes.length > strokes.length);
    const exact = found.find((binding) => binding.strokes.length === strokes.length);
    if (longer.length > 0) {
      if (!event.repeat) beginSequence({ strokes, options: longer, count });
      return true;
    }
    endSequence();
    if (exact !== undefined) {
      if (!event.repeat || exact.command.repeats) {
        noteKeys(exact.command.id);
        exact.command.run(count ?? 1);
      }
      return true;
    }
  }
  return false;
}

/**
 * Listens for keys before anything else on the page does.
 *
 * @returns Stops.
 */
export function startKeys(): () => void {
  const mac = isMac();
  const onKeyDown = (event: KeyboardEvent) => {
    if (!recordKey(event, mac) && !dispatchKey(event, mac)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onAway = () => endSequence();
  window.addEventListener("keydown", onKeyDown, { capture: true });
  window.addEventListener("blur", onAway);
  window.addEventListener("pointerdown", onAway, { capture: true });
  return () => {
    window.removeEventListener("keydown", onKeyDown, { capture: true });
    window.removeEventListener("blur", onAway);
    window.removeEventListener("pointerdown", onAway, { capture: true });
    endSequence();
  };
}
