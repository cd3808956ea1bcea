import { readdir, readFile } from "node:fs/promises";

/** Process ids of all descendants, parents before their children. */
export async function descendants(pid: number): Promise<readonly number[]> {
  // A child is listed under the thread that started it: Chromium starts some from threads of their own.
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => ""),
    ),
  );
  const children = lists.flatMap((text) => text.split(" ").filter(Boolean).map(Number));
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Ends one process at once; one that has ended already is fine. */
export function killNow(pid: number): void {
  if (pid <= 1) return; // 0 would mean our own group: what a process that is gone is listed with
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}

/** Ends a process and everything it started at once, as a power cut of the program would. */
export async function killTree(pid: number): Promise<void> {
  for (const one of [pid, ...(await descendants(pid))]) killNow(one);
}

/** Proportional set size, MB; 0 for a process that has ended. */
export async function memoryMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
}

/**
 * As `memoryMb`, without the pages of files (program, fonts, libraries), MB: those are shared with every other program of
 * the same kind on the machine, and given back when memory is short.
 */
export async function ownMemoryMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const kB = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
  return (kB("Pss_Anon") + kB("Pss_Shmem")) / 1024;
}

/** Whether any process was started with this word in its command line. */
export async function isRunningWith(word: string): Promise<boolean> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(word)) return true;
  }
  return false;
}
