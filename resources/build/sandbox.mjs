// Whether Chromium's sandbox can work here, and what to do when it can't.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Stop } from "./project.mjs";

/**
 * @param {string} file
 * @returns {number | null} The number a kernel setting holds.
 */
function readSetting(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {string} exe Electron's executable.
 * @returns {"works" | "root" | "blocked"}
 */
export function sandboxState(exe) {
  if (process.platform !== "linux") return "works";
  if (process.getuid?.() === 0) return "root";
  try {
    const helper = statSync(path.join(path.dirname(exe), "chrome-sandbox"));
    if (helper.uid === 0 && (helper.mode & 0o4755) === 0o4755) return "works";
  } catch {
    // no helper: user namespaces decide
  }
  const blocked =
    readSetting("/proc/sys/user/max_user_namespaces") === 0 ||
    readSetting("/proc/sys/kernel/unprivileged_userns_clone") === 0 ||
    readSetting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") === 1;
  return blocked ? "blocked" : "works";
}

/**
 * @param {string} exe Electron's executable.
 * @returns {readonly string[]} Flags the executable needs: the check comes before any of our code runs.
 */
export function sandboxFlags(exe) {
  const state = sandboxState(exe);
  if (state === "root") return ["--no-sandbox"];
  return state === "blocked" && process.env["SWITCHBOARD_NO_SANDBOX"] === "1"
    ? ["--no-sandbox"]
    : [];
}

/**
 * Tells what a person should know about the sandbox; stops when Electron would abort.
 *
 * @param {string} exe Electron's executable.
 */
export function tellSandbox(exe) {
  const state = sandboxState(exe);
  if (state === "root") {
    console.log(
      "Sandbox: off, because this runs as root (--no-sandbox). Start as an ordinary user to keep it on.",
    );
  } else if (state === "blocked" && sandboxFlags(exe).length === 0) {
    const helper = path.join(path.dirname(exe), "chrome-sandbox");
    throw new Stop(
      `Chromium's sandbox can't start here: user namespaces are switched off. Either\n  sudo chown root ${helper} && sudo chmod 4755 ${helper}\nor, less safe, start with SWITCHBOARD_NO_SANDBOX=1.`,
      5,
    );
  } else if (state === "blocked") {
    console.log("Sandbox: off, because SWITCHBOARD_NO_SANDBOX=1 asks for it.");
  }
}
