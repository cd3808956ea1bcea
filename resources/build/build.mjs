// Builds the app into dist/; does nothing when no input has changed since.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { installDependencies } from "./dependencies.mjs";
import { isStarted, root, runScript, Stop } from "./project.mjs";

/** What the build reads. */
const INPUTS = [
  "main",
  "preload",
  "renderer",
  "resources",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
const OUTPUTS = ["main", "preload", "renderer"];
const dist = path.join(root, "dist");
const stampFile = path.join(dist, ".stamp");

/** @returns {string} Fingerprint of every input's path and content. */
function fingerprint() {
  const hash = createHash("sha256");
  const visit = (/** @type {string} */ name) => {
    const file = path.join(root, name);
    const children = readdirSync(file, { withFileTypes: true });
    for (const child of children.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (child.name.startsWith(".")) continue;
      if (child.isDirectory()) visit(`${name}/${child.name}`);
      else hash.update(`${name}/${child.name}\0`).update(readFileSync(path.join(file, child.name)));
    }
  };
  for (const input of INPUTS) {
    if (input.includes(".")) hash.update(readFileSync(path.join(root, input)));
    else visit(input);
  }
  return hash.digest("hex");
}

/** @returns {boolean} Whether dist/ was built from what is there now. */
function isCurrent(/** @type {string} */ print) {
  return (
    OUTPUTS.every((name) => existsSync(path.join(dist, name))) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, "utf8") === print
  );
}

/** Builds what dist/ lacks. A build that fails leaves the previous one in place. */
export async function build() {
  const print = fingerprint();
  if (isCurrent(print)) {
    console.log("Build: nothing changed.");
    return;
  }
  const started = performance.now();
  const { build: viteBuild } = await import("vite");
  const targets = await import("./vite-targets.mjs");
  const next = path.join(dist, `.next-${process.pid}`);
  try {
    for (const target of [targets.main, targets.demo, targets.preload, targets.renderer]) {
      await viteBuild(target(next));
    }
    mkdirSync(dist, { recursive: true });
    rmSync(stampFile, { force: true });
    for (const name of OUTPUTS) {
      rmSync(path.join(dist, name), { recursive: true, force: true });
      renameSync(path.join(next, name), path.join(dist, name));
    }
    writeFileSync(stampFile, print);
  } catch (cause) {
    throw new Stop(`Build failed:\n${cause instanceof Error ? cause.message : String(cause)}`, 9);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  console.log(`Build: done in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

if (isStarted(import.meta)) {
  await runScript(async () => {
    installDependencies();
    await build();
  });
}
