// The three build targets: main and preload (one CommonJS file per entry) and the pages.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the project. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Constants the sources may name; see constants.d.ts.
 *
 * @returns {Record<string, string>} Name to JavaScript expression.
 */
export function buildConstants() {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return {
    __APP_VERSION__: JSON.stringify(manifest.version),
    __RECORD_RUNTIME__: JSON.stringify(manifest.devDependencies.electron),
  };
}
