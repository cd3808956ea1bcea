// npm run package: a runnable folder, a tar.gz and a .deb in release/. Needs the npm registry only.
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { run } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { node24, root, runScript, Stop } from "./project.mjs";

/** @returns {NodeJS.ProcessEnv} Tools that electron-builder would otherwise download. */
function localTools() {
  if (process.platform !== "linux") return {};
  if (spawnSync("dpkg-deb", ["--version"]).status !== 0) {
    throw new Stop("dpkg-deb is missing, so no .deb can be made. Install the package dpkg.", 4);
  }
  const archiver = path.join(root, "node_modules/7zip-bin/linux", process.arch, "7za");
  chmodSync(archiver, 0o755);
  return {
    ELECTRON_BUILDER_7ZIP_PATH: archiver,
    ELECTRON_BUILDER_COMPRESSION_LEVEL: "3", // its default takes minutes and saves little
    CUSTOM_FPM_PATH: path.join(root, "resources/build/fpm.mjs"),
  };
}

await runScript(async () => {
  const runtime = await prepare();
  if (runtime.version === "unknown") {
    throw new Stop("The runtime in ELECTRON_OVERRIDE_DIST_PATH does not tell its version.", 7);
  }
  await build();
  const release = path.join(root, "release");
  rmSync(release, { recursive: true, force: true });
  const { code } = await run(
    node24,
    [
      "node_modules/electron-builder/cli.js",
      "--config=electron-builder.yml",
      `--config.electronDist=${runtime.dist}`,
      `--config.electronVersion=${runtime.version}`,
      "--publish=never",
      ...process.argv.slice(2),
    ],
    { cwd: root, env: { ...process.env, ...localTools() } },
  );
  if (code !== 0) throw new Stop("Packaging failed; electron-builder says why above.", code);
  for (const name of readdirSync(release).toSorted()) {
    const { size } = statSync(path.join(release, name));
    if (/\.(deb|gz|zip|exe|dmg)$/.test(name)) {
      console.log(`Made: release/${name} (${Math.round(size / 1e6)} MB)`);
    } else if (name.endsWith("-unpacked")) console.log(`Made: release/${name}/`);
  }
  if (runtime.source === "fallback") {
    console.warn(
      `These packages hold the FALLBACK runtime, Electron ${runtime.version}: for trying and testing only, not for release.`,
    );
  }
});
