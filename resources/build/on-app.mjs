// Runs a program of ours that starts the built app by itself: bench, soak, torture, end-to-end tests.
import { build } from "./build.mjs";
import { run, withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { node24, root, runScript } from "./project.mjs";

/**
 * @param {import("./runtime.mjs").Runtime} runtime
 * @returns {NodeJS.ProcessEnv} How such a program finds the runtime.
 */
export const appEnvironment = (runtime) => ({
  ...process.env,
  SWITCHBOARD_ELECTRON: runtime.exe,
  SWITCHBOARD_ELECTRON_FLAGS: runtime.flags.join(" "),
  SWITCHBOARD_ELECTRON_VERSION: runtime.version,
});

/**
 * Prepares, builds and runs `program` on a display, with this command's own arguments.
 *
 * @param {string} program From the root.
 */
export async function runOnApp(program) {
  await runScript(async () => {
    const runtime = await prepare();
    await build();
    return withDisplay(async () => {
      const args = [program, ...process.argv.slice(2)];
      const env = appEnvironment(runtime);
      return (await run(node24, args, { cwd: root, env, quiet: true })).code;
    });
  });
}
