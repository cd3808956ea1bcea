import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { buildConstants } from "#resources/build/project.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Settings both suites share: plain Node by default, a DOM only where a file asks for jsdom. */
const shared = {
  environment: "node",
  pool: "forks",
  css: { modules: { classNameStrategy: "non-scoped" } },
  restoreMocks: true,
} as const;

export default defineConfig({
  root,
  define: buildConstants(),
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          // No test is about speed: a busy machine must not fail one.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        // One real server: its files run one after the other, each on the freshly filled desk.
        extends: true,
        test: {
          ...shared,
          name: "rt",
          include: ["test/rt/**/*.test.ts"],
          // No test is about speed here either: what hangs is ended by who runs all.
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
