// Installs the locked dependencies when node_modules differs from the lockfile.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import path from "node:path";
import { root, Stop } from "./project.mjs";

/**
 * @param {string} file
 * @returns {Record<string, any> | null} Its packages by folder; null when it can't be read.
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), "utf8")).packages;
  } catch {
    return null;
  }
}

/** @returns {string | null} Why node_modules is not what the lockfile says; null when it is. */
export function dependencyGap() {
  const wanted = readPackages("package-lock.json");
  if (wanted === null) throw new Stop("package-lock.json can't be read. Restore it from git.", 6);
  const installed = readPackages("node_modules/.package-lock.json");
  if (installed === null) return "nothing is installed yet";
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === "" || entry.optional === true || entry.peer === true || entry.link === true)
      continue;
    const found = installed[folder];
    if (found?.version !== entry.version) return `${folder} should be ${entry.version}`;
    if (!existsSync(path.join(root, folder, "package.json"))) return `${folder} is missing`;
  }
  return existsSync(path.join(root, "node_modules/.bin/node")) ? null : "Node 24 is missing";
}

/** Whether node_modules is somebody else's: `npm ci` would empty theirs. */
const isLinked = () =>
  lstatSync(path.join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Brings node_modules in line with the lockfile; does nothing when it already is. */
export function installDependencies() {
  const gap = dependencyGap();
  if (gap === null) return;
  if (isLinked()) {
    console.log(`node_modules is a link to another folder's and is left alone (${gap}).`);
    return;
  }
  console.log(`Installing dependencies (${gap}): npm ci`);
  const npm = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    throw new Stop(
      "npm ci failed, so the dependencies are not installed. Check that the npm registry can be reached, then run the command again.",
      6,
    );
  }
  const left = dependencyGap();
  if (left !== null)
    throw new Stop(`npm ci ended well, yet ${left}. Delete node_modules and try again.`, 6);
}
