import { z } from "zod";

/** Per-machine preferences of the agent; stored by main in a small file. */
export const Settings = z.object({
  theme: z.enum(["system", "light", "dark", "contrast"]).default("system"),
  density: z.enum(["compact", "default", "comfortable"]).default("default"),
  /** UI language; `system` follows the OS. */
  locale: z.enum(["system", "en", "de", "ar"]).default("system"),
  /** Single-key shortcuts (WCAG 2.1.4). */
  singleKeys: z.boolean().default(true),
  /** Undo window of a queued send, seconds. */
  undoSeconds: z.number().int().min(0).max(60).default(10),
  /** Command id → key chords; overrides defaults. */
  keymap: z.record(z.string(), z.array(z.string())).default({}),
  /** ms epoch at which the agent last had the window; for "while you were away". */
  lastSeenAt: z.number().default(0),
  /** View store state that survives a restart (pane sizes, open ticket, view). */
  workspace: z.record(z.string(), z.unknown()).default({}),
});
export type Settings = z.infer<typeof Settings>;
