import type { CommandLine } from "electron";

/**
 * V8 lets a heap grow to several times of what it holds before it looks for garbage: with 50,000 tickets the pages and
 * the worker held 90 MB of it. A page is told to look when its heap has doubled, and gets small nurseries. With less room
 * a window looks for garbage all the time, on every core, and keys wait for it.
 */
const PAGES = ["--heap-growing-percent=100", "--max-semi-space-size=8"];
/**
 * Main allocates little: it is told to look when a third was added. Its own heap exists already: its nursery cannot be
 * given a limit any more, but it need not grow.
 */
const MAIN = ["--heap-growing-percent=30", "--semi-space-growth-factor=1"];

/** Must run before the app is ready: later pages would start without the flags. */
export function keepHeapsLean(
  commandLine: Pick<CommandLine, "appendSwitch" | "getSwitchValue">,
  setFlag: (flag: string) => void,
): void {
  const given = commandLine.getSwitchValue("js-flags");
  commandLine.appendSwitch("js-flags", [...PAGES, ...(given === "" ? [] : [given])].join(" "));
  for (const flag of MAIN) setFlag(flag);
}

/**
 * The argument with which the cache host's page starts: it holds most and paints nothing, so that a third is room enough.
 * Of two `--js-flags` on a process's command line the later one counts.
 */
export const leanHost = (commandLine: Pick<CommandLine, "getSwitchValue">): string =>
  `--js-flags=${commandLine.getSwitchValue("js-flags")} --heap-growing-percent=30`;
