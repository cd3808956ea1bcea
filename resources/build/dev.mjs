// npm run dev: pages from a development server with hot updates; main and preload are rebuilt on change, and
// the console is started again. (The server's origin is not the app's, so this uses another cache database.)
import { spawn } from "node:child_process";
import path from "node:path";
import { isNoise, withDisplay } from "./launch.mjs";
import { prepare } from "./prepare.mjs";
import { root, runScript } from "./project.mjs";
import { tellSandbox } from "./sandbox.mjs";
import { developmentProfile } from "./start.mjs";

await runScript(async () => {
  const runtime = await prepare();
  tellSandbox(runtime.exe);
  const { build, createServer } = await import("vite");
  const targets = await import("./vite-targets.mjs");
  const dist = path.join(root, "dist");
  const server = await createServer({
    ...targets.renderer(dist),
    mode: "development",
    server: { host: "127.0.0.1", port: 5173, strictPort: false, hmr: { host: "127.0.0.1" } },
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0] ?? "";
  console.log(`Pages: ${address}`);

  await withDisplay(async () => {
    /** @type {{ app?: import("node:child_process").ChildProcess }} */
    const running = {};
    let finish = () => {};
    const finished = new Promise((resolve) => (finish = () => resolve(undefined)));
    const restart = () => {
      running.app?.removeAllListeners("exit");
      running.app?.kill();
      /** @type {NodeJS.ProcessEnv} */
      const env = { ...process.env, SWITCHBOARD_DEV_SERVER: address, NODE_ENV: "development" };
      delete env["ELECTRON_RUN_AS_NODE"];
      const app = spawn(
        runtime.exe,
        [
          ...runtime.flags,
          `--user-data-dir=${developmentProfile(runtime.version)}-dev`,
          root,
          ...process.argv.slice(2),
        ],
        { env, stdio: ["ignore", "inherit", "pipe"] },
      );
      app.stderr?.on("data", (data) => {
        for (const line of String(data).split("\n"))
          if (line.trim() && !isNoise(line)) console.error(line);
      });
      app.once("exit", () => finish());
      running.app = app;
    };
    let built = 0;
    for (const target of [targets.main, targets.demo, targets.preload]) {
      const config = target(dist);
      const watcher = await build({
        ...config,
        mode: "development",
        build: { ...config.build, watch: {} },
      });
      if (!("on" in watcher)) continue;
      watcher.on("event", (event) => {
        if (event.code === "ERROR") console.error(event.error.message);
        if (event.code !== "END") return;
        built += 1;
        if (built >= 3) restart();
      });
    }
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => finish());
    await finished;
    running.app?.kill();
  });
  await server.close();
  process.exit();
});
