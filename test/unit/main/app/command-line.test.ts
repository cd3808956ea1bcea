import { expect, test } from "vitest";
import { DEFAULT_DEMO_RATE, parseCommandLine } from "#main/app/command-line.ts";

test("without arguments the embedded workspace starts awake and its agent signs in", () => {
  const options = parseCommandLine(["electron", "."], {});
  expect(options).toMatchObject({ once: false, userDataDir: null, screenshot: null });
  expect(options.demo).toMatchObject({
    url: null,
    role: "agent",
    rate: DEFAULT_DEMO_RATE,
    tickets: null,
    faults: false,
  });
});

test("values may follow an equals sign or a space", () => {
  const { demo, userDataDir, once } = parseCommandLine(
    [
      "electron",
      ".",
      "--once",
      "--demo-tickets=50",
      "--demo-seed",
      "7",
      "--user-data-dir=/tmp/p",
      "--demo-role",
      "admin",
      "--demo-faults",
    ],
    {},
  );
  expect(demo).toMatchObject({ tickets: 50, seed: 7, role: "admin", faults: true });
  expect(userDataDir).toBe("/tmp/p");
  expect(once).toBe(true);
});

test("a flag is not taken for the value of the one before it", () => {
  expect(parseCommandLine(["--demo-tickets", "--once"], {}).demo.tickets).toBeNull();
});

test("nonsense falls back to the default instead of starting something odd", () => {
  const { demo } = parseCommandLine(
    ["--demo-tickets=many", "--demo-rate=-1", "--demo-role=king"],
    {},
  );
  expect(demo).toMatchObject({ tickets: null, rate: DEFAULT_DEMO_RATE, role: "agent" });
});

test("secrets come from the environment only", () => {
  const { demo } = parseCommandLine(["--demo-url=http://127.0.0.1:9", "--demo-token=seen-by-all"], {
    SWITCHBOARD_DEMO_EMAIL: "a@b.c",
    SWITCHBOARD_DEMO_TOKEN: "t",
  });
  expect(demo).toMatchObject({ url: "http://127.0.0.1:9", email: "a@b.c", token: "t" });
});
