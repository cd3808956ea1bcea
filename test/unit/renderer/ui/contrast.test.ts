import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const css = readFileSync(
  fileURLToPath(new URL("../../../../renderer/ui/tokens.css", import.meta.url)),
  "utf8",
);

/** Roles of one theme, by name without dashes in front. */
function rolesOf(theme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`data-theme="${theme}"\\][^{]*\\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["base", "sunken", "rail", "overlay", "hover"].map((name) => `surface-${name}`);
const TEXTS = ["text-strong", "text", "text-muted"];
const TONES = ["accent", "note", "public", "positive", "caution", "critical", "offline"].map(
  (name) => `${name}-text`,
);
const PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ...GROUNDS.flatMap((ground) => [...TEXTS, ...TONES].map((text) => [text, ground] as const)),
  ...["surface-selected", "surface-pressed"].flatMap((ground) =>
    TEXTS.map((text) => [text, ground] as const),
  ),
  ["on-accent", "accent"],
  ["on-accent-soft", "accent-soft"],
  ["on-accent-soft", "surface-selected"],
  ["on-note", "note-surface"],
  ["note-text", "note-surface"],
  ["text-muted", "note-surface"],
  ["on-public", "public-surface"],
  ["public-text", "public-surface"],
  ["text-muted", "public-surface"],
  ...["positive", "caution", "critical", "offline"].map(
    (tone) => [`on-${tone}-soft`, `${tone}-soft`] as const,
  ),
  ["on-positive", "positive"],
  ["on-critical", "critical"],
  ["on-mark", "mark"],
];
/** Borders of controls, focus rings and marks: 3:1 is asked for graphics. */
const GRAPHICS: readonly (readonly [string, string])[] = GROUNDS.flatMap((ground) =>
  ["line-strong", "focus", "accent"].map((mark) => [mark, ground] as const),
);

describe.each(["light", "dark", "contrast"])("theme %s", (theme) => {
  const roles = rolesOf(theme);
  const weak = (pairs: readonly (readonly [string, string])[], least: number) =>
    pairs.flatMap(([text, ground]) => {
      const ratio = contrast(roles.get(text)!, roles.get(ground)!);
      return ratio < least ? [`${text} on ${ground}: ${ratio.toFixed(2)}`] : [];
    });

  test("has every role", () => {
    const missing = [...PAIRS, ...GRAPHICS].flat().filter((role) => !roles.has(role));
    expect(missing).toEqual([]);
  });
  test("text stands out from its ground by at least 4.5 : 1", () => {
    expect(weak(PAIRS, 4.5)).toEqual([]);
  });
  test("borders, focus and marks by at least 3 : 1", () => {
    expect(weak(GRAPHICS, 3)).toEqual([]);
  });
});

test("the check knows black on white", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
