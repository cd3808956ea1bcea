import path from "node:path";
import type { Page } from "@playwright/test";
import { replyDraftKey } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { isFinal, type OutboxEntry } from "#domain/sync/outbox.ts";
import { startDemo } from "#test/bench/demo-server.ts";
import { ask, launchConsole } from "#test/support/built-console.ts";
import { Hand } from "#test/support/hand.ts";
import { createRng, type Rng } from "#test/support/sim/rng.ts";
import { askKept } from "#test/torture/agent.ts";
import { Helpdesk } from "#test/torture/helpdesk.ts";
import { AgentRecord } from "#test/torture/record.ts";
import { openSmallDisk, type SmallDisk } from "#test/torture/small-disk.ts";

const DRAFTS = 60;

export type FullDiskResult = { readonly words: string; readonly lost: readonly string[] };

/**
 * The profile lies on a disk that fills up under the console's hands: what is acknowledged then must be there after a
 * kill, and everything must go on once there is room.
 *
 * @param mayMount false: the full disk is pretended, as it is where nothing can be mounted.
 */
export async function tortureFullDisk(
  seed: number,
  note: (line: string) => void,
  mayMount = true,
): Promise<FullDiskResult> {
  const disk = await openSmallDisk(mayMount);
  note(`full disk: ${disk.words}`);
  try {
    return await fillAndKill(disk, seed, note);
  } finally {
    await disk.end();
  }
}

async function fillAndKill(
  disk: SmallDisk,
  seed: number,
  note: (line: string) => void,
): Promise<FullDiskResult> {
  const rng = createRng(seed);
  const profile = path.join(disk.folder, "profile");
  const demo = await startDemo("--ledger --unlimited --rate 30 --lag 1 --tickets 300".split(" "));
  const who = demo.credentials["agent"];
  if (who === undefined) throw new Error("the demo workspace has no agent");
  const launch = (): ReturnType<typeof launchConsole> =>
    launchConsole({ profile, baseUrl: demo.baseUrl, email: who.email, token: who.token });
  let console = await launch();
  try {
    await new Hand(console.page).seesQueue(60_000);
    const helpdesk = new Helpdesk(demo);
    const tickets = await helpdesk.openTickets();
    const record = new AgentRecord();
    const acknowledged = new Map<string, string>();
    let refused = 0;
    for (let n = 0; n < DRAFTS; n += 1) {
      // Full to the last bytes, a little room now and then, as other programs take and give it.
      if (n % 12 === 6) await disk.fill(console.app, rng.pick([0, 4_000, 40_000]));
      if (n % 24 === 0 && n > 0) await disk.free(console.app);
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
      if (n % 3 === 0) await submit(console.page, record, rng, n, tickets[n] ?? 0);
    }
    await console.kill();
    await disk.free(null);
    const started = performance.now();
    console = await launch();
    await new Hand(console.page).seesQueue(60_000);
    const usableMs = performance.now() - started;
    const kept = await askKept(console.page);
    const texts = new Map(kept.drafts.map(({ key, text }) => [key, text]));
    const lost = [...acknowledged].filter(([key, text]) => texts.get(key) !== text);
    note(`full disk: usable again after ${usableMs.toFixed(0)} ms`);
    await untilSent(console.page);
    const verdict = record.compare(await helpdesk.ledger(), await askKept(console.page));
    const wrong = [...verdict.lost, ...verdict.duplicates];
    return {
      words:
        `full disk: ${acknowledged.size} drafts acknowledged, ${refused} refused, ${lost.length} lost; ` +
        `${record.acknowledged()} of ${record.written.length} replies acknowledged, ${wrong.length} lost or doubled`,
      lost: [...lost.map(([key]) => key), ...wrong].map((one) => `full disk: ${one}`),
    };
  } finally {
    await console.kill();
    await demo.stop();
  }
}

async function submit(
  page: Page,
  record: AgentRecord,
  rng: Rng,
  n: number,
  ticket: number,
): Promise<void> {
  const accounts = await ask(page, "accounts.list", {});
  const account = accounts.ok ? accounts.value[0] : undefined;
  if (account === undefined) throw new Error("the console has no account");
  const { accountId, agentId } = account;
  const now = Date.now();
  const token = `[full${n}]`;
  const intent: Intent = {
    opId: rng.uuid(),
    accountId,
    authorId: agentId,
    createdAt: now,
    sendAfter: now,
    action: {
      kind: "update-ticket",
      ticketId: `${accountId}:${ticket}`,
      comment: { audience: "public", text: `Answer ${token}`, files: [] },
      edits: {},
      macroIds: [],
      seen: { interactionId: `${accountId}:0`, at: now },
    },
  };
  const written = record.write(intent.opId, token);
  const answer = await ask(page, "outbox.submit", { intents: [intent as never] });
  written.queued = answer.ok ? "yes" : "no";
}

/** Until nothing is on its way, at most a minute; what asks a person stays. */
async function untilSent(page: Page): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    const listed = await ask(page, "outbox.list", {});
    const isDone = ({ state }: OutboxEntry): boolean => isFinal(state) || state === "needs-human";
    if (listed.ok && listed.value.every(isDone)) return;
    await page.waitForTimeout(1_000);
  }
}
