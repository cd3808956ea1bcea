// What every script here knows: where the project is, what package.json says, how to speak and stop.
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the project. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Node 24 from the lockfile; tests and tools run with it. */
export const node24 = path.join(root, "node_modules/.bin/node");

/** @returns {any} package.json as it is now. */
export function manifest() {
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
}

/**
 * Constants the sources may name; see constants.d.ts.
 *
 * @returns {Record<string, string>} Name to JavaScript expression.
 */
export function buildConstants() {
  const { version, devDependencies } = manifest();
  return {
    __APP_VERSION__: JSON.stringify(version),
    __RECORD_RUNTIME__: JSON.stringify(devDependencies.electron),
  };
}

/** @returns {string} Folder for what may be fetched or made again, shared by all checkouts. */
export function cacheFolder() {
  return path.join(
    process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"),
    "switchboard",
  );
}

/**
 * A failure told in plain words, with the exit code of its kind:
 * 4 libraries missing, 5 sandbox, 6 dependencies, 7 runtime, 8 virtual display, 9 build.
 */
export class Stop extends Error {
  /**
   * @param {string} message What is wrong and what to do.
   * @param {number} exitCode
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a script's main function; a Stop is printed as a sentence, anything else with its stack.
 *
 * @param {() => Promise<number | void>} main Its number becomes the exit code.
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (cause) {
    if (cause instanceof Stop) {
      console.error(cause.message);
      process.exitCode = cause.exitCode;
    } else {
      console.error(cause);
      process.exitCode = 1;
    }
  }
}

/**
 * @param {ImportMeta} meta import.meta of the asking module.
 * @returns {boolean} Whether the module is what the user started.
 */
export function isStarted(meta) {
  return process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(meta.url);
}
