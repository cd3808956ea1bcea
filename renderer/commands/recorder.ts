import { create } from "zustand";
import {
  type KeyPress,
  type KeysFault,
  type Stroke,
  parseKeys,
  strokeOf,
} from "#renderer/commands/stroke.ts";

/** How long after its last key a recording waits for another one. */
export const RECORD_PAUSE_MS = 1_200;
const MOST_STROKES = 3;

export type Recording = {
  /** Command that gets the keys. */
  readonly commandId: string;
  readonly strokes: readonly Stroke[];
  /** Why the last key was not taken. */
  readonly fault: KeysFault | null;
};

/** Keys being recorded; null: none are, keys do what they always do. */
export const useRecorder = create<{ readonly recording: Recording | null }>()(() => ({
  recording: null,
}));

let finish: ((keys: string) => void) | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

export function stopRecording(): void {
  clearTimeout(timer);
  finish = null;
  useRecorder.setState({ recording: null });
}

/** Takes the next keys, up to three one after the other, until a pause; Escape as the first one gives up. */
export function startRecording(commandId: string, onKeys: (keys: string) => void): void {
  clearTimeout(timer);
  finish = onKeys;
  useRecorder.setState({ recording: { commandId, strokes: [], fault: null } });
}

function done(): void {
  const { recording } = useRecorder.getState();
  const tell = finish;
  stopRecording();
  if (recording !== null && recording.strokes.length > 0) tell?.(recording.strokes.join(" "));
}

const BARE = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn", "Dead"]);

/** @returns Whether a recording took the key. */
export function recordKey(press: KeyPress & { readonly repeat?: boolean }, mac: boolean): boolean {
  const { recording } = useRecorder.getState();
  if (recording === null) return false;
  if (BARE.has(press.key) || press.repeat === true) return true;
  if (press.key === "Escape" && recording.strokes.length === 0) {
    stopRecording();
    return true;
  }
  const stroke = strokeOf(press, mac);
  const strokes = stroke === null ? [] : [...recording.strokes, stroke];
  const parsed = parseKeys(strokes.join(" "));
  if (stroke === null || !parsed.ok) {
    const fault = stroke === null || parsed.ok ? "alt" : parsed.fault;
    useRecorder.setState({ recording: { ...recording, fault } });
    return true;
  }
  useRecorder.setState({ recording: { ...recording, strokes, fault: null } });
  clearTimeout(timer);
  if (strokes.length === MOST_STROKES) done();
  else timer = setTimeout(done, RECORD_PAUSE_MS);
  return true;
}
