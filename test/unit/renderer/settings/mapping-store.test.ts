// @vitest-environment jsdom
import { expect, test } from "vitest";
import { showMapping, useMapping } from "#renderer/features/settings/mapping-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const shown = () => useMapping.getState().accountId;

test("settings asked for once more, or come back to, show their start and not the words of an account", () => {
  workspace.show("settings");
  showMapping("a1");
  expect(shown()).toBe("a1");
  workspace.setFocusedPane(null);
  expect(shown()).toBe("a1");
  workspace.show("settings");
  expect(shown()).toBeNull();
  showMapping("a1");
  workspace.show("queue");
  expect(shown()).toBeNull();
});
