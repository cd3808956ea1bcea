import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Page } from "@playwright/test";
import { dropProfile, makeProfile, startPlain } from "#test/bench/app.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";
import { note, percentile, printFigure } from "#test/bench/figures.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const FILES: Readonly<Record<string, string>> = {
  "/ag-grid.js": "node_modules/ag-grid-community/dist/ag-grid-community.min.js",
  "/dexie.js": "node_modules/dexie/dist/modern/dexie.min.mjs",
};
const PEERS = ["ag-grid", "dexie"] as const;

/** What of a ticket a list shows. */
const FIELDS = [
  "id",
  "subject",
  "status",
  "priority",
  "assignee_id",
  "group_id",
  "tags",
  "created_at",
  "updated_at",
] as const;
/** A peer has this long to fill itself, and this long for its keys, besides a share for each row. */
const MOST_MS = 240_000;
const MOST_MS_PER_ROW = 4;

type PeerTimes = Readonly<Record<string, readonly number[]>>;

/** The same tickets as the console shows, as a page of anybody's would fetch them. */
async function readTickets(demo: DemoServer): Promise<readonly unknown[]> {
  const admin = demo.credentials["admin"];
  if (admin === undefined) throw new Error("the demo workspace has no admin");
  const authorization = `Basic ${Buffer.from(`${admin.email}/token:${admin.token}`).toString("base64")}`;
  // One that changes meanwhile comes again.
  const tickets = new Map<unknown, unknown>();
  let url: string | null = `${demo.apiUrl}/incremental/tickets/cursor.json?start_time=0`;
  while (url !== null) {
    const answer: Response = await fetch(url, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const body = (await answer.json()) as {
      readonly tickets: readonly Record<string, unknown>[];
      readonly after_url: string | null;
      readonly end_of_stream: boolean;
    };
    for (const ticket of body.tickets)
      tickets.set(ticket["id"], Object.fromEntries(FIELDS.map((field) => [field, ticket[field]])));
    url = body.end_of_stream ? null : body.after_url;
  }
  return [...tickets.values()];
}

/** Fills the peer and presses its keys. @param timeout Of each, ms. */
async function measure(page: Page, timeout: number): Promise<PeerTimes> {
  const from = performance.now();
  // Looked at now and then: a page that is always busy has few frames in which it could be asked.
  const polling = 500;
  await page.waitForFunction("globalThis.peerReady === true", undefined, { timeout, polling });
  note(`  filled after ${((performance.now() - from) / 1000).toFixed(0)} s`);
  await page.evaluate("globalThis.runPeer()");
  await page.waitForFunction("globalThis.peerTimes !== undefined", undefined, { timeout, polling });
  return page.evaluate<PeerTimes>("globalThis.peerTimes");
}

function printPeer(peer: string, times: PeerTimes): void {
  note(
    `${peer}: ${Object.entries(times)
      .map(([kind, list]) => `${list.length} ${kind}`)
      .join(", ")}`,
  );
  const keys = ["move", "filter", "view"].flatMap((kind) => times[kind] ?? []);
  const figure = (name: string, list: readonly number[], share: number): void =>
    printFigure({
      name: `queue.peer.${peer}.${name}`,
      value: percentile(list, share),
      unit: "ms",
    });
  figure("key.p95", keys, 0.95);
  figure("key.p99", keys, 0.99);
  for (const [kind, list] of Object.entries(times)) figure(`${kind}.p95`, list, 0.95);
}

/**
 * The same list and the same kinds of keys in AG Grid Community (all rows in the page) and in a plain Dexie `liveQuery`
 * over a table, in a bare window of the same runtime, while as many changes arrive.
 *
 * @param rate Changes a minute.
 */
export async function benchPeers(demo: DemoServer, rate: number): Promise<void> {
  const rows = await readTickets(demo);
  const body = JSON.stringify(rows);
  const server = createServer((request, response) => {
    void (async () => {
      const name = (request.url ?? "/").split("?")[0] ?? "/";
      const [file, type] =
        name === "/rows.json"
          ? [null, "application/json"]
          : [
              FILES[name] === undefined
                ? path.join(import.meta.dirname, path.basename(name))
                : path.join(root, FILES[name]),
              name.endsWith(".html") ? "text/html" : "text/javascript",
            ];
      response.setHeader("content-type", type);
      response.end(file === null ? body : await readFile(file));
    })().catch(() => {
      response.statusCode = 404;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    for (const peer of PEERS) {
      const profile = await makeProfile();
      const app = await startPlain(path.join(import.meta.dirname, "../plain-app"), [
        `http://127.0.0.1:${port}/${peer}.html?rate=${rate}`,
        `--profile=${profile}`,
      ]);
      try {
        note(`${peer}: ${rows.length} tickets, ${rate} changes a minute`);
        const most = MOST_MS + rows.length * MOST_MS_PER_ROW;
        printPeer(peer, await measure(await app.firstWindow(), most));
      } catch (cause) {
        // The figures of the console stand, and the other peer's.
        note(`${peer}: ended without figures: ${String(cause).split("\n")[0]}`);
      } finally {
        await app.close();
        await dropProfile(profile);
      }
    }
  } finally {
    server.close();
  }
}
