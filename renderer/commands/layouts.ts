import { type Stroke, isNamedKey, splitStroke } from "#renderer/commands/stroke.ts";

export const LAYOUTS = ["us", "uk", "de", "fr", "pl", "es", "he", "ar"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Whether a stroke can be pressed: without trouble, only with AltGr, only as an accent that waits, not at all. */
export type Reach = "ok" | "altgr" | "dead" | "missing";

type Keyboard = {
  /** Characters that are no letters a–z, plain or with Shift. */
  readonly typed: string;
  readonly altgr: string;
  /** Accents that wait for the next letter: the page never sees them as keys. */
  readonly dead: string;
  /** Letters that are not there plain; with Shift. On layouts of other scripts letters are found by their place. */
  readonly lost?: string;
  readonly lostShifted?: string;
};

const US = "`-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?";

/**
 * Characters of the layouts as Windows has them.
 *
 * Source: Microsoft's keyboard layouts (kbdus, kbduk, kbdgr, kbdfr, kbdpl1, kbdsp, kbdhebl3, kbda1), written from memory
 * of their pictures: what a system calls the same may differ in a corner.
 */
const KEYBOARDS: Readonly<Record<Layout, Keyboard>> = {
  us: { typed: US, altgr: "", dead: "" },
  uk: { typed: "`-=[]#;'\\,./¬!\"£$%^&*()_+{}~:@|<>?", altgr: "¦€", dead: "" },
  de: {
    typed: "ß+#,.-<!\"§$%&/()=?*';:_>°",
    altgr: "²³{[]}\\~€@|µ",
    dead: "^´`",
  },
  fr: { typed: "²&\"'(-_)=$*,;:!<+£%µ?./§>°", altgr: "#{[|\\@]}€¤", dead: "^¨~`" },
  pl: { typed: US.replace("~", ""), altgr: "€", dead: "~" },
  es: { typed: "º'¡+ñç,.-<ª!\"·$%&/()=?¿*;:_>", altgr: "\\|@#~€¬[]{}", dead: "`^´¨" },
  he: { typed: US, altgr: "€", dead: "", lost: "qw" },
  ar: {
    typed: '-=\\,./~!@#$%^&*()_+|<>:"[]{}?',
    altgr: "",
    dead: "",
    lostShifted: "cdflvz",
  },
};

const WORST: readonly Reach[] = ["ok", "altgr", "dead", "missing"];

function reachStroke(stroke: Stroke, layout: Layout): Reach {
  const { mod, shift, key } = splitStroke(stroke);
  const { typed, altgr, dead, lost = "", lostShifted = "" } = KEYBOARDS[layout];
  if (isNamedKey(key) || /^\d$/.test(key)) return "ok";
  if (/^[a-z]$/.test(key)) return (shift ? lostShifted : lost).includes(key) ? "missing" : "ok";
  if (typed.includes(key)) return "ok";
  // Ctrl together with AltGr is told to no page.
  if (altgr.includes(key)) return mod ? "missing" : "altgr";
  return dead.includes(key) ? "dead" : "missing";
}

/** How the worst stroke of these keys can be pressed on a layout. */
export function reachOf(strokes: readonly Stroke[], layout: Layout): Reach {
  const places = strokes.map((stroke) => WORST.indexOf(reachStroke(stroke, layout)));
  return WORST[Math.max(0, ...places)] ?? "ok";
}
