import { call } from "#renderer/bridge.ts";
import type { Keymap } from "#renderer/commands/keymap.ts";
import { macroKeysOf } from "#renderer/commands/keymap.ts";
import {
  type FileCommand,
  type FileFault,
  LONGEST_FILE,
  readKeymapFile,
  writeKeymapFile,
} from "#renderer/commands/keymap-file.ts";
import { PRESETS, PRESET_KEYMAPS, type Preset } from "#renderer/commands/presets.ts";
import { useKeymapView } from "#renderer/features/keymap/keymap-view.ts";
import { currentText } from "#renderer/i18n/text.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";

/** Puts a keymap in use; the one before can be put back. */
export async function changeKeymap(keymap: Keymap): Promise<boolean> {
  const before = useSettings.getState().keymap;
  // Settings are plain data that may be written to: a copy.
  const copy = Object.fromEntries(Object.entries(keymap).map(([id, keys]) => [id, [...keys]]));
  const saved = await saveSettings({ keymap: copy });
  if (!saved.ok) {
    notify("critical", "settings.notSaved");
    return false;
  }
  useKeymapView.setState(({ before: earlier }) => ({ before: [...earlier, before].slice(-20) }));
  return true;
}

/** Puts back the keys of before the last change. */
export async function undoKeymap(): Promise<void> {
  const { before } = useKeymapView.getState();
  const last = before.at(-1);
  if (last === undefined) return;
  const saved = await saveSettings({ keymap: last });
  if (!saved.ok) return notify("critical", "settings.notSaved");
  useKeymapView.setState({ before: before.slice(0, -1) });
  notify("info", "keymap.undone");
}

const written = (keymap: Keymap): string =>
  JSON.stringify(Object.entries(keymap).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** The preset that is in use, macros aside; null: the agent's own keys. */
export function presetOf(keymap: Keymap): Preset | null {
  const macros = macroKeysOf(keymap);
  const own = written(keymap);
  return (
    PRESETS.find((preset) => written({ ...PRESET_KEYMAPS[preset], ...macros }) === own) ?? null
  );
}

export async function choosePreset(preset: Preset): Promise<void> {
  const { keymap } = useSettings.getState();
  const isUsed = await changeKeymap({ ...PRESET_KEYMAPS[preset], ...macroKeysOf(keymap) });
  const { t } = currentText();
  if (isUsed) notify("info", "keymap.presetUsed", { preset: t(`keymap.preset.${preset}`) });
}

export async function exportKeymap(titleOf: (id: string) => string): Promise<void> {
  const text = writeKeymapFile(useSettings.getState().keymap, titleOf);
  const saved = await call("files.saveText", { fileName: "switchboard-keymap.txt", text });
  if (!saved.ok) notify("critical", "keymap.notSaved");
  else if (saved.value.saved) notify("info", "keymap.saved");
}

/** Why a file was not taken over. `faults` empty: it cannot be read as text. */
export type Refusal = { readonly file: string; readonly faults: readonly FileFault[] };

/** Takes a file over, all of it or nothing. @returns null when it is in use. */
export async function importKeymap(
  file: File,
  commands: readonly FileCommand[],
): Promise<Refusal | null> {
  if (file.size > LONGEST_FILE * 4) return { file: file.name, faults: [{ kind: "too-long" }] };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return { file: file.name, faults: [] };
  }
  const read = readKeymapFile(text, commands);
  if (!read.ok) return { file: file.name, faults: read.faults };
  if (await changeKeymap(read.keymap)) notify("info", "keymap.imported", { file: file.name });
  return null;
}
