import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../..");

const Listening = z.looseObject({
  baseUrl: z.string(),
  apiUrl: z.string(),
  credentials: z.record(z.string(), z.looseObject({ email: z.string(), token: z.string() })),
});
export type DemoServer = z.infer<typeof Listening> & { readonly stop: () => Promise<void> };

/** The embedded workspace as a process of its own, as `npm run demo` starts it. */
export async function startDemo(args: readonly string[]): Promise<DemoServer> {
  const child = spawn(process.execPath, ["main/demo/cli.ts", "--port", "0", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) continue;
    child.stdout.resume();
    return { ...Listening.parse(JSON.parse(line)), stop };
  }
  throw new Error("the demo workspace ended before it listened");
}
