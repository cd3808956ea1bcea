import { expect, test } from "vitest";
import { resolveTheme } from "#renderer/app/appearance.ts";

test.each([
  ["system", false, false, "light"],
  ["system", true, false, "dark"],
  ["system", true, true, "contrast"],
  ["light", true, true, "light"],
  ["contrast", false, false, "contrast"],
] as const)(
  "theme %s with dark %s and more contrast %s is %s",
  (setting, dark, moreContrast, theme) => {
    expect(resolveTheme(setting, { dark, moreContrast })).toBe(theme);
  },
);
