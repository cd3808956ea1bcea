import electronLog from "electron-log/main";
import { redact } from "#main/log/redact.ts";

/** `error`: a developer should look. `info`: a state changed. `debug`: the rest. A failed request is no error. */
export interface Log {
  error(area: string, what: string, detail?: unknown): void;
  info(area: string, what: string, detail?: unknown): void;
  debug(area: string, what: string, detail?: unknown): void;
}

const MAX_FILE_BYTES = 2_000_000;

/**
 * The log of this start: a rotated file in `folder`, and stderr for errors while developing.
 *
 * @param isPackaged  An installed app keeps quiet on the terminal.
 */
export function createLog(folder: string, isPackaged: boolean): Log {
  electronLog.transports.file.resolvePathFn = () => `${folder}/switchboard.log`;
  electronLog.transports.file.maxSize = MAX_FILE_BYTES;
  electronLog.transports.file.level = isPackaged ? "info" : "debug";
  electronLog.transports.file.format = "{y}-{m}-{d}T{h}:{i}:{s}.{ms} {level} {text}";
  electronLog.transports.console.level = isPackaged ? false : "error";
  electronLog.transports.ipc.level = false;
  const write =
    (level: "error" | "info" | "debug") => (area: string, what: string, detail?: unknown) =>
      electronLog[level](
        redact(`${area}: ${what}${detail === undefined ? "" : ` — ${describe(detail).trimEnd()}`}`),
      );
  return { error: write("error"), info: write("info"), debug: write("debug") };
}

/** Text of anything; of an Error with its stack, of data as JSON. */
export function describe(detail: unknown): string {
  if (typeof detail === "string") return detail;
  if (detail instanceof Error) return detail.stack ?? detail.message;
  try {
    return JSON.stringify(detail) ?? String(detail);
  } catch {
    return String(detail);
  }
}
