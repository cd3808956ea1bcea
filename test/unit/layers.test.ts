import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { findViolation, layers, listImports } from "#test/support/layers.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Source files of the app, from the root. */
function listSources(): readonly string[] {
  return ["main", "renderer", "preload"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name.replaceAll(path.sep, "/")}`)
      .filter((name) => /\.tsx?$/.test(name)),
  );
}

test("no file of the app imports what its layer must not know", () => {
  const sources = listSources();
  expect(sources.length).toBeGreaterThan(10);
  const violations = sources.flatMap((file) =>
    listImports(readFileSync(path.join(ROOT, file), "utf8"))
      .map((specifier) => findViolation(file, specifier))
      .filter((violation) => violation !== null),
  );
  expect(violations).toEqual([]);
});

test("the short names lead where package.json says", () => {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    readonly imports: Readonly<Record<string, string>>;
  };
  for (const [name, target] of Object.entries(manifest.imports)) {
    const file = `${target.slice("./".length, -1)}x.ts`;
    expect(findViolation(file, name.replace("*", "x.ts")), name).toBeNull();
  }
});

test("every layer that is named in the table exists", () => {
  const names = new Set(layers.map((layer) => layer.name));
  const unknown = layers.flatMap((layer) => layer.imports).filter((name) => !names.has(name));
  expect(unknown).toEqual([]);
});

test.each([
  ["renderer/features/queue/QueuePane.tsx", "#renderer/features/macros/MacroPane.tsx"],
  ["renderer/features/queue/QueuePane.tsx", "../macros/MacroPane.tsx"],
  ["renderer/features/queue/QueuePane.tsx", "#renderer/cache/store/open-cache.ts"],
  ["renderer/features/queue/QueuePane.tsx", "dexie"],
  ["renderer/features/queue/QueuePane.tsx", "#main/sync/pull.ts"],
  ["renderer/app/Shell.tsx", "electron"],
  ["renderer/app/Shell.tsx", "node:fs"],
  ["renderer/app/Shell.tsx", "../../main/main.ts"],
  ["renderer/ui/Button.tsx", "#renderer/features/queue/QueuePane.tsx"],
  ["renderer/cache/write/commit-page.ts", "#renderer/ui/Button.tsx"],
  ["main/connectors/zendesk/client.ts", "#main/connectors/rt/client.ts"],
  ["main/connectors/zendesk/client.ts", "../rt/client.ts"],
  ["main/connectors/zendesk/client.ts", "#main/sync/pull.ts"],
  ["main/sync/pull.ts", "#main/connectors/zendesk/client.ts"],
  ["main/sync/pull.ts", "node:fs"],
  ["main/sync/journal/record.ts", "#main/sync/pull.ts"],
  ["main/net/http.ts", "#main/sync/pull.ts"],
  ["main/demo/server.ts", "#main/connectors/zendesk/wire.ts"],
  ["main/main.ts", "#renderer/main.tsx"],
  ["main/main.ts", "dexie"],
  ["preload/bridge.ts", "#main/main.ts"],
  ["preload/contract/calls.ts", "electron"],
  ["preload/domain/sla/policy.ts", "#contract/calls.ts"],
  ["preload/domain/sla/policy.ts", "react"],
  ["preload/domain/sla/policy.ts", "node:crypto"],
])("%s must not import %s", (file, specifier) => {
  expect(findViolation(file, specifier)).not.toBeNull();
});

test.each([
  ["renderer/features/queue/QueuePane.tsx", "./queue-view.ts"],
  ["renderer/features/queue/QueuePane.tsx", "#renderer/cache/client.ts"],
  ["renderer/features/queue/QueuePane.tsx", "#domain/ticket/ticket.ts"],
  ["renderer/app/Shell.tsx", "#renderer/features/queue/QueuePane.tsx"],
  ["renderer/cache/write/commit-page.ts", "dexie"],
  ["main/connectors/zendesk/client.ts", "#main/sync/ports.ts"],
  ["main/connectors/registry.ts", "#main/connectors/rt/connector.ts"],
  ["main/main.ts", "#main/connectors/registry.ts"],
  ["preload/bridge.ts", "electron"],
  ["preload/contract/calls.ts", "zod"],
])("%s may import %s", (file, specifier) => {
  expect(findViolation(file, specifier)).toBeNull();
});

test("imports of every form are seen, and those in comments are not", () => {
  const source = [
    'import a from "a";',
    'import type { B } from "b";',
    'import {\n  c,\n} from "c";',
    'import "d";',
    'export { e } from "e";',
    'export * from "f";',
    'const g = await import("g");',
    'new Worker(new URL("./h-worker.ts", import.meta.url));',
    '// import x from "x";',
    ' * import y from "y";',
  ].join("\n");
  expect(listImports(source)).toEqual(["a", "b", "c", "d", "e", "f", "g", "./h-worker.ts"]);
});
