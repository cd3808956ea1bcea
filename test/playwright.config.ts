import { defineConfig } from "@playwright/test";

/** One worker: every test starts its own console, and windows of two would compete for focus. */
export default defineConfig({
  projects: [
    { name: "e2e", testDir: "e2e" },
    { name: "rt", testDir: "rt" }, // with a Request Tracker that runs: npm run test:rt
  ],
  testMatch: "**/*.e2e.ts",
  outputDir: "../test-results",
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json"]],
  snapshotPathTemplate: "{testDir}/pictures/{testFilePath}/{arg}{ext}",
  use: { trace: "retain-on-failure" },
});
