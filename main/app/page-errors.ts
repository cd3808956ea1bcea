import type { App } from "electron";

/** The two shapes of the event: a level number and words (Electron 33), or one object (35 and later). */
type ConsoleMessage = { readonly level: number | string; readonly message: string };

export function readConsoleMessage(args: readonly unknown[]): ConsoleMessage | null {
  const [first, level, message] = args;
  if (typeof level === "number" && typeof message === "string") return { level, message };
  if (typeof first === "object" && first !== null && "level" in first && "message" in first) {
    const { level: word, message: text } = first;
    if (typeof word === "string" && typeof text === "string") return { level: word, message: text };
  }
  return null;
}

/** Brings what pages complain about into the log: warnings and errors only. */
export function logPageErrors(app: App, log: (url: string, message: string) => void): void {
  app.on("web-contents-created", (_event, contents) => {
    const listen = contents.on as (name: string, listener: (...args: unknown[]) => void) => void;
    listen.call(contents, "console-message", (...args) => {
      const said = readConsoleMessage(args);
      if (said === null || said.level === "info" || said.level === "debug") return;
      if (typeof said.level === "number" && said.level < 3) return;
      if (said.level === "warning") return;
      log(contents.getURL(), said.message);
    });
  });
}
