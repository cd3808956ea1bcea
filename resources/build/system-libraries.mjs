// Shared libraries that Electron links against, and Xvfb where there is no screen (Debian and relatives).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { Stop } from "./project.mjs";

/** Enough for Electron on a bare Debian 12; their dependencies bring the rest. */
const ELECTRON_PACKAGES = ["libgtk-3-0", "libnss3", "libasound2", "libgbm1"];

/**
 * @param {string} exe
 * @returns {readonly string[]} Names of libraries the loader doesn't find.
 */
export function missingLibraries(exe) {
  if (process.platform !== "linux") return [];
  const ldd = spawnSync("ldd", [exe], {
    encoding: "utf8",
    env: { ...process.env, LD_LIBRARY_PATH: path.dirname(exe), LC_ALL: "C" },
  });
  const lines = (ldd.stdout ?? "").split("\n").filter((line) => line.includes("not found"));
  return [...new Set(lines.map((line) => line.trim().split(" ")[0] ?? ""))];
}

/** @returns {boolean} Whether windows can be shown. */
export function hasDisplay() {
  if (process.platform !== "linux") return true;
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/** @returns {boolean} Whether a virtual display can be started. */
export function hasXvfb() {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, "Xvfb")));
}

/**
 * Makes sure that the executable can be loaded and, without a screen, that Xvfb is there. As root on Debian
 * it installs what is missing; otherwise it says the exact command and stops.
 *
 * @param {string} exe Electron's executable.
 */
export function installSystemLibraries(exe) {
  const libraries = missingLibraries(exe);
  const wanted = [
    ...(libraries.length > 0 ? ELECTRON_PACKAGES : []),
    ...(hasDisplay() || hasXvfb() ? [] : ["xvfb", "xauth"]),
  ];
  if (wanted.length === 0) return;
  const reason = [
    ...(libraries.length > 0
      ? [`Electron's shared libraries are missing (${libraries.join(", ")})`]
      : []),
    ...(wanted.includes("xvfb") ? ["there is no display and no Xvfb"] : []),
  ].join(", and ");
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync("apt-get", ["--version"]).status !== 0) {
    throw new Stop(
      `Electron can't start: ${reason}.\nOn Debian or Ubuntu install what is missing with:\n  sudo apt-get update && sudo apt-get install --no-install-recommends ${wanted.join(" ")}`,
      4,
    );
  }
  console.log(`Installing system packages, because ${reason}: ${wanted.join(" ")}`);
  apt(["update", "-qq"]);
  apt(["install", "-y", "-qq", "--no-install-recommends", ...wanted.map(currentName)]);
  const left = missingLibraries(exe);
  if (left.length > 0) {
    throw new Stop(
      `Electron still can't start: these libraries are missing: ${left.join(", ")}.`,
      4,
    );
  }
}

/**
 * @param {string} name Debian 12's name of a package.
 * @returns {string} The name here: newer systems renamed some with the suffix t64.
 */
function currentName(name) {
  const shown = spawnSync("apt-cache", ["show", "--no-all-versions", `${name}t64`], {
    encoding: "utf8",
  });
  return shown.status === 0 && shown.stdout.trim() !== "" ? `${name}t64` : name;
}

/** @param {readonly string[]} args */
function apt(args) {
  const run = spawnSync("apt-get", args, {
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
  });
  if (run.status !== 0) {
    throw new Stop(
      `apt-get ${args.join(" ")} failed:\n${(run.stderr || run.stdout).trim().slice(-800)}`,
      4,
    );
  }
}
