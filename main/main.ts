import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { app, protocol } from "electron";
import { parseCommandLine } from "#main/app/command-line.ts";
import { openConsole } from "#main/app/console.ts";
import { keepHeapsLean } from "#main/app/lean-heaps.ts";
import { registerScheme } from "#main/app/protocol.ts";

const options = parseCommandLine(process.argv, process.env);
if (options.userDataDir !== null) app.setPath("userData", path.resolve(options.userDataDir));
keepHeapsLean(app.commandLine, setFlagsFromString);
registerScheme(protocol);

// Before anything touches the profile: two processes on one profile would wipe each other's cache.
if (app.requestSingleInstanceLock()) {
  openConsole(options).catch((cause: unknown) => {
    process.stderr.write(
      `Switchboard cannot start: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
    );
    app.exit(1);
  });
} else {
  if (options.once) {
    process.stderr.write("Switchboard is already running on this profile; --once needs its own.\n");
  }
  app.exit(options.once ? 1 : 0);
}
