// Everything a command needs before it can run. Safe to repeat: what is there already is left alone.
import { installDependencies } from "./dependencies.mjs";
import { isStarted, runScript } from "./project.mjs";
import { resolveRuntime } from "./runtime.mjs";
import { installSystemLibraries } from "./system-libraries.mjs";

/**
 * Dependencies, Electron, its shared libraries, and a virtual display's program where there is no screen.
 *
 * @returns {Promise<import("./runtime.mjs").Runtime>}
 */
export async function prepare() {
  installDependencies();
  const runtime = await resolveRuntime();
  installSystemLibraries(runtime.exe);
  return runtime;
}

if (isStarted(import.meta)) {
  await runScript(async () => {
    await prepare();
    console.log("Ready.");
  });
}
