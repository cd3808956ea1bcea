import { z } from "zod";

const fields = {
  theme: z.enum(["system", "light", "dark", "contrast"]),
  density: z.enum(["compact", "default", "comfortable"]),
  /** UI language; `system` follows the OS. */
  locale: z.enum(["system", "en", "de", "ar"]),
  /** Single-key shortcuts (WCAG 2.1.4). */
  singleKeys: z.boolean(),
  /** Suggest a command's key after it was reached by pointer three times. */
  trainer: z.boolean(),
  /** The reading pane follows the cursor of the queue; what is only looked at does not count as opened. */
  previewOnMove: z.boolean(),
  /** Undo window of a queued send, seconds. */
  undoSeconds: z.number().int().min(0).max(60),
  /** Command id → key chords; overrides defaults. */
  keymap: z.record(z.string(), z.array(z.string())),
  /** ms epoch at which the agent last had the window; for "while you were away". */
  lastSeenAt: z.number(),
  /** View store state that survives a restart (pane sizes, open ticket, view). */
  workspace: z.record(z.string(), z.unknown()),
} as const;

/** Per-machine preferences of the agent; stored by main in a small file. */
export const Settings = z.object({
  theme: fields.theme.default("system"),
  density: fields.density.default("default"),
  locale: fields.locale.default("system"),
  singleKeys: fields.singleKeys.default(true),
  trainer: fields.trainer.default(true),
  previewOnMove: fields.previewOnMove.default(false),
  undoSeconds: fields.undoSeconds.default(10),
  keymap: fields.keymap.default({}),
  lastSeenAt: fields.lastSeenAt.default(0),
  workspace: fields.workspace.default({}),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Some of the preferences. Not `Settings.partial()`: that would fill in the default of everything left out, and so
 * reset it.
 */
export const SettingsChange = z.object(fields).partial();
