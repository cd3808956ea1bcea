// Runs a program of ours: environment, display, signals and stderr without Chromium's known noise.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { hasDisplay } from "./system-libraries.mjs";
import { startVirtualDisplay } from "./virtual-display.mjs";

/** What Chromium prints without D-Bus or GPU, or when the display ends; it says nothing about Switchboard. */
const NOISE = [
  /:ERROR:.*(dbus|bus\.cc|object_proxy)/,
  /:ERROR:.*(gpu|viz_main|gl_surface|gl_display|vulkan|angle|vaapi|command_buffer)/i,
  /:ERROR:.*(udev|upower|atom_cache|network_service_instance_impl)/i,
  /Failed to connect to the bus/,
  /Exiting GPU process/,
  /^libva /,
  /Gtk-(WARNING|Message)/,
  /dconf-WARNING/,
  /X connection error received/,
  /FATAL:electron_browser_main_parts.*Failed to shutdown/,
];

/**
 * @param {string} line
 * @returns {boolean} Whether the line is known noise.
 */
export const isNoise = (line) => NOISE.some((pattern) => pattern.test(line));

/**
 * Gives the work a display: the one there is, or a virtual one that ends with it.
 *
 * @template T
 * @param {(display: import("./virtual-display.mjs").VirtualDisplay | null) => Promise<T>} work Gets null when
 *   windows can be seen.
 * @returns {Promise<T>}
 */
export async function withDisplay(work) {
  if (hasDisplay()) return work(null);
  const display = await startVirtualDisplay();
  process.env["DISPLAY"] = display.display;
  try {
    return await work(display);
  } finally {
    delete process.env["DISPLAY"];
    display.stop();
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number, quiet?: boolean }} [options] timeoutMs: the
 *   program is ended after it. quiet: known noise on stderr is left out.
 * @returns {Promise<{ code: number, timedOut: boolean }>} Exit code; 1 when a signal ended it.
 */
export function run(command, args, { env = process.env, cwd, timeoutMs, quiet = false } = {}) {
  const clean = { ...env };
  delete clean["ELECTRON_RUN_AS_NODE"]; // set by editors; would turn Electron into plain Node
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: clean,
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ["ignore", "inherit", quiet ? "pipe" : "inherit"],
    });
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGTERM");
            setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
          }, timeoutMs);
    const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    process.on("SIGINT", forward);
    process.on("SIGTERM", forward);
    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      process.off("SIGINT", forward);
      process.off("SIGTERM", forward);
      resolve({ code, timedOut });
    };
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        if (line.trim() !== "" && !isNoise(line)) console.error(line);
      });
    }
    child.once("error", (cause) => {
      console.error(`${command} can't be started: ${cause.message}`);
      end(1);
    });
    child.once("exit", (code) => end(code ?? 1));
  });
}
