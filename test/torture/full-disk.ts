import { execFile } from "node:child_process";
import { mkdtemp, open, rm, statfs, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { replyDraftKey } from "#domain/sync/draft.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { ask, launchConsole } from "#test/support/built-console.ts";
import { Hand } from "#test/support/hand.ts";
import { createRng } from "#test/support/sim/rng.ts";
import { askKept } from "#test/torture/agent.ts";

const run = promisify(execFile);

/** Above what the console calls full (300 MB), so that it begins at work. */
const SIZE_MB = 400;
const DRAFTS = 60;

export type FullDiskResult = { readonly words: string; readonly lost: readonly string[] };

/**
 * The profile lies on a small file system that fills up under the console's hands: what is acknowledged then must be
 * there after a kill, and everything must go on once there is room. Needs root for the mount.
 */
export async function tortureFullDisk(
  seed: number,
  note: (line: string) => void,
): Promise<FullDiskResult> {
  const disk = await mkdtemp(path.join(os.tmpdir(), "switchboard-small-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "switchboard-torture", disk]);
  } catch {
    await rm(disk, { recursive: true });
    return {
      words: "full disk: left out, since a small file system cannot be mounted here (needs root)",
      lost: [],
    };
  }
  try {
    return await fillAndKill(disk, seed, note);
  } finally {
    await run("umount", ["--lazy", disk]).catch(() => undefined);
    await rm(disk, { recursive: true, force: true });
  }
}

async function fill(file: string, leaveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path.dirname(file));
  const size = bavail * bsize - leaveBytes;
  if (size <= 0) return;
  const handle = await open(file, "a");
  try {
    const block = new Uint8Array(1024 * 1024);
    for (let left = size; left > 0; left -= block.length) {
      await handle.write(block, 0, Math.min(left, block.length));
    }
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOSPC")) throw cause;
  } finally {
    await handle.close();
  }
}

async function fillAndKill(
  disk: string,
  seed: number,
  note: (line: string) => void,
): Promise<FullDiskResult> {
  const rng = createRng(seed);
  const profile = path.join(disk, "profile");
  const ballast = path.join(disk, "ballast");
  const demo = await startDemo("--ledger --unlimited --rate 30 --lag 1 --tickets 300".split(" "));
  const who = demo.credentials["agent"];
  if (who === undefined) throw new Error("the demo workspace has no agent");
  const launch = (): ReturnType<typeof launchConsole> =>
    launchConsole({ profile, baseUrl: demo.baseUrl, email: who.email, token: who.token });
  let console = await launch();
  try {
    await new Hand(console.page).seesQueue(60_000);
    const acknowledged = new Map<string, string>();
    let refused = 0;
    for (let n = 0; n < DRAFTS; n += 1) {
      // Full to the last bytes, a little room now and then, as other programs take and give it.
      if (n % 12 === 6) await fill(ballast, rng.pick([0, 4_000, 40_000]));
      if (n % 24 === 0 && n > 0) await rm(ballast, { force: true });
      const key = replyDraftKey(`demo:${n}`);
      const text = `Written on a full disk ${n} ${"x".repeat(rng.int(10, 4_000))}`;
      const answer = await ask(console.page, "drafts.save", {
        draft: {
          key,
          accountId: "demo",
          ticketId: null,
          text,
          fields: {},
          files: [],
          seen: null,
          savedAt: Date.now(),
        },
      });
      if (answer.ok) acknowledged.set(key, text);
      else refused += 1;
    }
    await console.kill();
    await rm(ballast, { force: true });
    await writeFile(path.join(disk, "room"), "");
    const started = performance.now();
    console = await launch();
    await new Hand(console.page).seesQueue(60_000);
    const usableMs = performance.now() - started;
    const kept = await askKept(console.page);
    const texts = new Map(kept.drafts.map(({ key, text }) => [key, text]));
    const lost = [...acknowledged].filter(([key, text]) => texts.get(key) !== text);
    note(`full disk: usable again after ${usableMs.toFixed(0)} ms`);
    return {
      words: `full disk: ${acknowledged.size} drafts acknowledged, ${refused} refused, ${lost.length} lost`,
      lost: lost.map(([key]) => `full disk: ${key}`),
    };
  } finally {
    await console.kill();
    await demo.stop();
  }
}
