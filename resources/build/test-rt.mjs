// npm run test:rt: the contract suite and the scenarios on a real Request Tracker, which test/rt/rt-server installs
// (as root, on Debian), starts, fills and stops. Ends with one line of figures. What follows goes to the test runner.
// Exit status: 0 all passed, 1 something failed, 10 Request Tracker can't be had here (nothing was tested).
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { installDependencies } from "./dependencies.mjs";
import { withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { root, runScript, Stop } from "./project.mjs";
import { endToEnd, vitest } from "./stages.mjs";

const SKIPPED = 10;
const server = path.join(root, "test/rt/rt-server");
/** Data of the server; kept between runs, so that it is filled only once. */
const usualHome = process.env["RT_HOME"] ?? path.join(os.tmpdir(), "switchboard-rt");
let home = usualHome;
const USUAL_PORT = 8893;
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

/**
 * Takes the usual data for this run. While another run has it, this one works on a copy of what was filled.
 *
 * @returns {() => void} Gives it back.
 */
function takeHome() {
  const lock = `${usualHome}.lock`;
  const give = () => rmSync(lock, { force: true });
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      mkdirSync(path.dirname(lock), { recursive: true });
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return give;
    } catch {
      if (isRunning(Number(readFileSync(lock, "utf8")))) break;
      give();
    }
  }
  home = `${usualHome}-${process.pid}`;
  const filled = path.join(usualHome, "data/seeded.sqlite3");
  if (existsSync(filled)) {
    const data = path.join(home, "data");
    mkdirSync(data, { recursive: true });
    for (const name of ["seeded.sqlite3", "seeded.credentials.json", "seeded.json", "seed.key"]) {
      cpSync(path.join(usualHome, "data", name), path.join(data, name));
    }
    cpSync(filled, path.join(data, "rt.sqlite3"));
    cpSync(path.join(data, "seeded.credentials.json"), path.join(home, "credentials.json"));
    cpSync(path.join(data, "seeded.json"), path.join(home, "seed.json"));
    writeFileSync(path.join(data, ".ready"), "");
  }
  return () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns {Promise<string>} The usual port, or a free one while something else has it. */
async function choosePort() {
  const asked = process.env["RT_PORT"];
  if (asked !== undefined) return asked;
  if (rtServer(["status"]) === 0) return String(USUAL_PORT); // our own, left by a run that was killed
  const listen = (/** @type {number} */ port) =>
    new Promise((resolve) => {
      const server = net.createServer();
      server.once("error", () => resolve(null));
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" ? (address?.port ?? null) : null));
      });
    });
  return String((await listen(USUAL_PORT)) ?? (await listen(0)));
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

/**
 * The tests of the connector, then those of the built app.
 *
 * @param {readonly string[]} files Only these; none: all.
 * @returns {Promise<import("./stages.mjs").Outcome>}
 */
async function runSuites(files) {
  const apps = files.filter((name) => name.includes("app"));
  const sum = { passed: 0, failed: 0 };
  const add = (/** @type {import("./stages.mjs").Outcome} */ { passed, failed }) => {
    sum.passed += passed;
    sum.failed += failed;
  };
  if (files.length === 0 || apps.length < files.length) {
    add(
      await vitest(
        "rt",
        files.filter((name) => !apps.includes(name)),
      ),
    );
  }
  if (files.length === 0 || apps.length > 0) {
    const runtime = await prepare();
    await build();
    add(await withDisplay(() => endToEnd(runtime, apps, "rt")));
  }
  return sum;
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
  const giveBack = takeHome();
  process.env["RT_HOME"] = home;
  process.env["RT_BCRYPT_COST"] = "4";
  const figures = path.join(home, "figures.txt");
  const end = () => {
    rtServer(["stop"]);
    giveBack();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      end();
      process.exit(1);
    });
  }
  try {
    const isReady =
      rtServer(["start", "--port", await choosePort()]) === 0 &&
      rtServer(["seed", "--tickets", TICKETS, "--customers", CUSTOMERS]) === 0;
    if (!isReady) throw new Stop("Request Tracker could not be started and filled; see above.", 1);
    process.env["RT_FIGURES"] = figures;
    rmSync(figures, { force: true });
    const { passed, failed } = await runSuites(process.argv.slice(2));
    if (existsSync(figures)) process.stdout.write(readFileSync(figures, "utf8"));
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    end();
  }
});
