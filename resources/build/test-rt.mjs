// npm run test:rt: the contract suite and the scenarios on a real Request Tracker, which test/rt/rt-server installs
// (as root, on Debian), starts, fills and stops. Ends with one line of figures. What follows goes to the test runner.
// Exit status: 0 all passed, 1 something failed, 10 Request Tracker can't be had here (nothing was tested).
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installDependencies } from "./dependencies.mjs";
import { root, runScript, Stop } from "./project.mjs";
import { vitest } from "./stages.mjs";

const SKIPPED = 10;
const server = path.join(root, "test/rt/rt-server");
/** Data of the server; kept between runs, so that it is filled only once. */
const home = process.env["RT_HOME"] ?? path.join(os.tmpdir(), "switchboard-rt");
const figures = path.join(home, "figures.txt");
const PORT = process.env["RT_PORT"] ?? "8893";
const TICKETS = process.env["RT_TICKETS"] ?? "500";
const CUSTOMERS = process.env["RT_CUSTOMERS"] ?? "150";

/**
 * @param {readonly string[]} args Command of the server script.
 * @param {Record<string, string>} [more] Environment.
 * @returns {number} Exit status.
 */
function rtServer(args, more = {}) {
  const { status } = spawnSync(server, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, RT_HOME: home, RT_BCRYPT_COST: "4", ...more },
  });
  return status ?? 1;
}

/** @returns {string | null} Why no server can be had here; null when one can. */
function obstacle() {
  if (process.platform !== "linux") return "it runs on Linux only";
  if (existsSync("/usr/share/request-tracker5/libexec/rt-server")) return null;
  if (!existsSync("/usr/bin/apt-get"))
    return "it is installed from Debian's packages, and there is no apt-get";
  if (process.getuid?.() !== 0)
    return "installing its packages needs root (run `test/rt/rt-server install` as root once)";
  return null;
}

await runScript(async () => {
  installDependencies();
  const why = obstacle();
  if (why !== null || rtServer(["install"]) !== 0) {
    throw new Stop(
      `Skipped: no Request Tracker here: ${why ?? "its packages could not be installed"}. Nothing was tested.`,
      SKIPPED,
    );
  }
  const isReady =
    rtServer(["start", "--port", PORT]) === 0 &&
    rtServer(["seed", "--tickets", TICKETS, "--customers", CUSTOMERS]) === 0;
  if (!isReady) throw new Stop("Request Tracker could not be started and filled; see above.", 1);
  process.env["RT_HOME"] = home;
  process.env["RT_BCRYPT_COST"] = "4";
  try {
    process.env["RT_FIGURES"] = figures;
    rmSync(figures, { force: true });
    const { passed, failed } = await vitest("rt", process.argv.slice(2));
    if (existsSync(figures)) process.stdout.write(readFileSync(figures, "utf8"));
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    rtServer(["stop"]);
  }
});
