import { afterEach, expect, test } from "vitest";
import { currentText, isTextKey, setLocale, textFor } from "#renderer/i18n/text.ts";
import { resolveLocale } from "#renderer/i18n/locale.ts";

afterEach(() => setLocale("en"));

test("a key is read as area.path.name in the chosen language", () => {
  expect(currentText().t("common.status.on-hold")).toBe("On hold");
  setLocale("de");
  expect(currentText().t("common.status.on-hold")).toBe("Angehalten");
  expect(currentText().dir).toBe("ltr");
});

test("Arabic is written from the right", () => {
  expect(textFor("ar").dir).toBe("rtl");
});

test("texts of one language are one object, so components do not draw twice", () => {
  expect(textFor("de")).toBe(textFor("de"));
});

test("the system's language is followed when we have it, else English", () => {
  expect(resolveLocale("system", "de-AT")).toBe("de");
  expect(resolveLocale("system", "ar_EG")).toBe("ar");
  expect(resolveLocale("system", "fr-FR")).toBe("en");
  expect(resolveLocale("ar", "de-DE")).toBe("ar");
});

test("unknown keys from elsewhere are told apart", () => {
  expect(isTextKey("common.action.undo")).toBe(true);
  expect(isTextKey("common.action.nonsense")).toBe(false);
});
