import { expect, test } from "vitest";
import { Settings, SettingsChange } from "#contract/settings.ts";

test("a change names only the settings it is about, so the others stay as they are", () => {
  expect(SettingsChange.parse({ workspace: { screen: "queue" } })).toEqual({
    workspace: { screen: "queue" },
  });
  expect(Object.keys(SettingsChange.shape).toSorted()).toEqual(
    Object.keys(Settings.shape).toSorted(),
  );
});

test("a change is checked like the settings themselves", () => {
  expect(SettingsChange.safeParse({ undoSeconds: 61 }).success).toBe(false);
  expect(SettingsChange.safeParse({ locale: "xx" }).success).toBe(false);
});
