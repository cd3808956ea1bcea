import { z } from "zod";
import { portTaken, reasonOf } from "#main/demo/reason.ts";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";

/** The part of Electron's `process.parentPort` that is used here. */
type ParentPort = {
  readonly on: (event: "message", listener: (message: { readonly data: unknown }) => void) => void;
  readonly postMessage: (message: unknown) => void;
};

const Message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start"), options: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal("stop") }),
]);

/**
 * Runs a demo workspace for the app: `{type:"start", options}` answers `{type:"listening", baseUrl, credentials}` or
 * `{type:"failed", message}`; a port that is taken is replaced by a free one; `{type:"stop"}` writes the state down, answers `{type:"stopped"}` and exits.
 */
function serve(port: ParentPort): void {
  let server: DemoServer | null = null;
  const handle = async (data: unknown): Promise<void> => {
    const message = Message.parse(data);
    if (message.type === "stop") {
      await server?.close();
      port.postMessage({ type: "stopped" });
      process.exit(0);
    }
    if (server !== null) throw new Error("the workspace is already running");
    server = createDemoServer(message.options);
    const baseUrl = await server.listen().catch(async (cause: unknown) => {
      if (!portTaken(cause)) throw cause;
      await server?.close();
      server = createDemoServer({ ...message.options, port: 0 });
      return server.listen();
    });
    port.postMessage({ type: "listening", baseUrl, credentials: server.credentials });
  };
  port.on("message", ({ data }) => {
    handle(data).catch((cause: unknown) => {
      server = null;
      port.postMessage({ type: "failed", message: reasonOf(cause) });
    });
  });
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (parentPort !== undefined) serve(parentPort);
