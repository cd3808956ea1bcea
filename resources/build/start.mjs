// npm start: prepares, builds and opens the console on its embedded demo workspace.
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { run, withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { isStarted, manifest, root, runScript } from "./project.mjs";
import { tellSandbox } from "./sandbox.mjs";

/** A run that ends by itself (--once) is ended from here when it takes longer. */
const ONCE_MS = 5 * 60_000;
const FIRST_PICTURE_MS = 4_000;
const NEXT_PICTURE_MS = 10_000;

/** Picture of the virtual display, so that a run without a screen can be looked at. */
const screenshot = path.join(root, ".cache/screen.png");

/**
 * Own profile for development, one per major version of the runtime: a newer one's data may not be readable
 * by an older one.
 *
 * @param {string} version
 * @returns {string}
 */
export function developmentProfile(version) {
  const home = os.homedir();
  const base =
    process.platform === "darwin"
      ? path.join(home, "Library/Application Support")
      : process.platform === "win32"
        ? process.env["APPDATA"] || path.join(home, "AppData/Roaming")
        : process.env["XDG_CONFIG_HOME"] || path.join(home, ".config");
  return path.join(
    base,
    `${manifest().productName} development`,
    `electron-${version.split(".")[0]}`,
  );
}

/**
 * @param {import("./virtual-display.mjs").VirtualDisplay} display
 * @returns {() => void} Stops taking pictures.
 */
function keepScreenshot(display) {
  mkdirSync(path.dirname(screenshot), { recursive: true });
  const take = () => display.saveScreenshot(screenshot);
  const first = setTimeout(take, FIRST_PICTURE_MS);
  const next = setInterval(take, NEXT_PICTURE_MS);
  return () => {
    clearTimeout(first);
    clearInterval(next);
    take();
  };
}

/**
 * @param {readonly string[]} args For the app.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} Exit code.
 */
export async function start(args, env = process.env) {
  const runtime = await prepare();
  tellSandbox(runtime.exe);
  await build();
  const once = args.includes("--once");
  const profile = args.some((arg) => arg.startsWith("--user-data-dir"))
    ? []
    : [`--user-data-dir=${developmentProfile(runtime.version)}`];
  return withDisplay(async (display) => {
    if (display !== null) {
      console.log(
        `Display: none here, so the console runs on a virtual one (Xvfb ${display.display}).`,
      );
      if (!once)
        console.log(`It runs until you press Ctrl+C. What it shows is kept in ${screenshot}`);
    }
    console.log("Starting Switchboard …");
    const stopPictures = display !== null && !once ? keepScreenshot(display) : () => {};
    const { code, timedOut } = await run(
      runtime.exe,
      [...runtime.flags, ...profile, root, ...args],
      {
        env,
        quiet: true,
        ...(once ? { timeoutMs: ONCE_MS } : {}),
      },
    );
    stopPictures();
    if (timedOut) {
      if (display !== null) display.saveScreenshot(screenshot);
      console.error(`The console did not finish within ${ONCE_MS / 60_000} minutes and was ended.`);
      return 1;
    }
    return code;
  });
}

if (isStarted(import.meta)) await runScript(() => start(process.argv.slice(2)));
