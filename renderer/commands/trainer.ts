import { z } from "zod";
import { create } from "zustand";

/** Uses by pointer of one command after which its key is suggested. */
export const USES_BEFORE_HINT = 3;

type Trainer = {
  /** Uses by pointer since the last one by key, by command; -1: its key was suggested and need not be again. */
  readonly uses: Readonly<Record<string, number>>;
  /** Command whose key is being suggested. */
  readonly suggested: string | null;
};

/** Learns which commands are reached by pointer although they have a key. */
export const useTrainer = create<Trainer>()(() => ({ uses: {}, suggested: null }));

const POINTERS = new Set(["mouse", "touch", "pen"]);
let isOn = true;

export function setTrainer(on: boolean): void {
  isOn = on;
  if (!on) useTrainer.setState({ suggested: null });
}

/** What pressed, for clicks that are told by the page itself. Keys give clicks without a pointer. */
export const pointerOf = (event: Event): string =>
  "pointerType" in event ? String(event.pointerType) : "";

/** A command was run from the screen. @param pointerType As events tell it; keys and assistive tools do not count. */
export function notePress(commandId: string, pointerType: string): void {
  const { uses } = useTrainer.getState();
  const before = uses[commandId] ?? 0;
  if (!isOn || before < 0 || !POINTERS.has(pointerType)) return;
  const now = before + 1;
  const isEnough = now >= USES_BEFORE_HINT;
  useTrainer.setState({
    uses: { ...uses, [commandId]: isEnough ? -1 : now },
    ...(isEnough && { suggested: commandId }),
  });
}

/** A command was run by its key: there is nothing to teach. */
export function noteKeys(commandId: string): void {
  const { uses, suggested } = useTrainer.getState();
  if (suggested === commandId) useTrainer.setState({ suggested: null });
  if ((uses[commandId] ?? 0) <= 0) return;
  const { [commandId]: _, ...others } = uses;
  useTrainer.setState({ uses: others });
}

export const dismissSuggestion = (): void => useTrainer.setState({ suggested: null });

const Saved = z.record(z.string(), z.number().int().min(-1).max(USES_BEFORE_HINT));

/** Takes back what was learnt before a restart; unchecked input. */
export function restoreTrainer(saved: unknown): void {
  const read = Saved.safeParse(saved);
  if (read.success) useTrainer.setState({ uses: read.data });
}
