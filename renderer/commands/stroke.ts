/** One key press in canonical form: `j`, `Shift+j`, `?`, `Mod+k`, `Mod+Shift+Enter`, `Escape`, `Space`. */
export type Stroke = string;

/** What of a keyboard event decides the stroke; a real `KeyboardEvent` fits. */
export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

const LETTER = /^\p{L}$/u;
const MODIFIERS = new Set([
  "Shift",
  "Control",
  "Alt",
  "AltGraph",
  "Meta",
  "CapsLock",
  "Fn",
  "Dead",
]);
/** Keys that are found by place where the layout's own character is not one we could name. */
const BY_PLACE: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Slash: ["/", "?"],
  Comma: [",", "<"],
  Period: [".", ">"],
};

export const isMac = (): boolean =>
  typeof navigator !== "undefined" && navigator.platform.startsWith("Mac");

/** The character, or the Latin one at the same place when the layout writes another script. */
function characterOf(press: KeyPress): string {
  if (press.key === " ") return "Space";
  const code = press.key.codePointAt(0) ?? 0;
  if (code < 128) return press.key;
  // Some keys write two letters at once (Arabic لا); named keys are all ASCII.
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (letter !== undefined) return letter;
  const place = BY_PLACE[press.code];
  return place === undefined ? press.key : place[press.shiftKey ? 1 : 0];
}

/**
 * The stroke of a key press.
 *
 * @returns null for what no command may have: bare modifiers, dead keys, anything with Alt (AltGr arrives as
 *          Ctrl+Alt on many layouts), the OS key.
 */
export function strokeOf(press: KeyPress, mac: boolean): Stroke | null {
  if (MODIFIERS.has(press.key) || press.altKey) return null;
  const mod = mac ? press.metaKey : press.ctrlKey;
  if (mac ? press.ctrlKey : press.metaKey) return null;
  const character = characterOf(press);
  const named = Array.from(character).length > 1;
  const letter = !named && LETTER.test(character);
  return [
    mod ? "Mod" : null,
    press.shiftKey && (named || letter) ? "Shift" : null,
    letter ? character.toLowerCase() : character,
  ]
    .filter((part) => part !== null)
    .join("+");
}

/** Why written keys cannot be used. */
export type KeysFault = "empty" | "alt" | "digit" | "unknown-modifier" | "too-long";
export type ParsedKeys =
  | { readonly ok: true; readonly strokes: readonly Stroke[] }
  | { readonly ok: false; readonly fault: KeysFault };

const NAMED = /^([A-Z][a-z]+[A-Za-z]*|F([1-9]|1[0-2]))$/;
const LONGEST = 3;

/** Reads keys as they are written in command tables and keymaps: strokes parted by one space. */
export function parseKeys(written: string): ParsedKeys {
  const words = written.trim().split(/\s+/);
  if (words[0] === "") return { ok: false, fault: "empty" };
  if (words.length > LONGEST) return { ok: false, fault: "too-long" };
  const strokes: Stroke[] = [];
  for (const word of words) {
    const parts = word === "+" ? ["+"] : word.split(/\+(?!$)/);
    const key = parts.at(-1) ?? "";
    const modifiers = parts.slice(0, -1);
    if (key === "") return { ok: false, fault: "empty" };
    if (modifiers.some((part) => part === "Alt" || part === "AltGr")) {
      return { ok: false, fault: "alt" };
    }
    if (modifiers.some((part) => part !== "Mod" && part !== "Shift")) {
      return { ok: false, fault: "unknown-modifier" };
    }
    if (/^\d$/.test(key) && !modifiers.includes("Mod")) return { ok: false, fault: "digit" };
    const letter = LETTER.test(key);
    if (!letter && Array.from(key).length > 1 && !NAMED.test(key))
      return { ok: false, fault: "empty" };
    const shifted = modifiers.includes("Shift") || (letter && key !== key.toLowerCase());
    strokes.push(
      [
        modifiers.includes("Mod") ? "Mod" : null,
        shifted ? "Shift" : null,
        letter ? key.toLowerCase() : key,
      ]
        .filter((part) => part !== null)
        .join("+"),
    );
  }
  return { ok: true, strokes };
}

/** Whether it writes a character when typed into a field: those never act in text and can be switched off. */
export function isPrintable(stroke: Stroke): boolean {
  const key = stroke.startsWith("Shift+") ? stroke.slice(6) : stroke;
  return key === "Space" || Array.from(key).length === 1;
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
  Backspace: "⌫",
  Delete: "Del",
  PageUp: "PgUp",
  PageDown: "PgDn",
};

/** Caps of the keys to draw, one list for each stroke: `Mod+Shift+k` → `["Ctrl", "Shift", "K"]`. */
export function capsOf(keys: string, mac: boolean): readonly (readonly string[])[] {
  const parsed = parseKeys(keys);
  if (!parsed.ok) return [];
  return parsed.strokes.map((stroke) =>
    (stroke === "+" ? ["+"] : stroke.split(/\+(?!$)/)).map((part) => {
      if (part === "Mod") return mac ? "⌘" : "Ctrl";
      if (part === "Shift") return mac ? "⇧" : "Shift";
      return SHOWN[part] ?? (LETTER.test(part) ? part.toUpperCase() : part);
    }),
  );
}

/** The keys in one line of text, for accessible names: `Ctrl+K`, `G I`. */
export const spellKeys = (keys: string, mac = isMac()): string =>
  capsOf(keys, mac)
    .map((caps) => caps.join("+"))
    .join(" ");

/** A stroke taken apart; `key` is one character or a name such as `Escape`. */
export function splitStroke(stroke: Stroke): {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly key: string;
} {
  const mod = stroke.startsWith("Mod+");
  const rest = mod ? stroke.slice(4) : stroke;
  const shift = rest.startsWith("Shift+") && rest.length > 6;
  return { mod, shift, key: shift ? rest.slice(6) : rest };
}

/** Whether it is a name (`Escape`, `F6`) and not a character. */
export const isNamedKey = (key: string): boolean => Array.from(key).length > 1;
