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

type PeerTimes = Readonly<Record<string, readonly number[]>>;

/** The same tickets as the console shows, as a page of anybody's would fetch them. */
async function readTickets(demo: DemoServer): Promise<readonly unknown[]> {
  const admin = demo.credentials["admin"];
  if (admin === undefined) throw new Error("the demo workspace has no admin");
  const authorization = `Basic ${Buffer.from(`${admin.email}/token:${admin.token}`).toString("base64")}`;
  const tickets: unknown[] = [];
  let url: string | null = `${demo.apiUrl}/incremental/tickets/cursor.json?start_time=0`;
  while (url !== null) {
    const answer: Response = await fetch(url, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const body = (await answer.json()) as {
      readonly tickets: readonly Record<string, unknown>[];
      readonly after_url: string | null;
      readonly end_of_stream: boolean;
    };
    for (const {
      id,
      subject,
      status,
      priority,
      assignee_id,
      group_id,
      tags,
      created_at,
      updated_at,
    } of body.tickets)
      tickets.push({
        id,
        subject,
        status,
        priority,
        assignee_id,
        group_id,
        tags,
        created_at,
        updated_at,
      });
    url = body.end_of_stream ? null : body.after_url;
  }
  return tickets;
}

async function measure(page: Page): Promise<PeerTimes> {
  await page.waitForFunction("globalThis.peerReady === true", undefined, { timeout: 300_000 });
  await page.evaluate("globalThis.runPeer()");
  await page.waitForFunction("globalThis.peerTimes !== undefined", undefined, { timeout: 300_000 });
  return page.evaluate<PeerTimes>("globalThis.peerTimes");
}

/**
 * The same list and the same kinds of keys in AG Grid Community (all rows in the page) and in a plain Dexie `liveQuery`
 * over a table, in a bare window of the same runtime, while as many changes arrive.
 *
 * @param rate Changes a minute.
 */
export async function benchPeers(demo: DemoServer, rate: number): Promise<void> {
  const rows = JSON.stringify(await readTickets(demo));
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
      response.end(file === null ? rows : await readFile(file));
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
        const times = await measure(await app.firstWindow());
        const keys = ["move", "filter", "view"].flatMap((kind) => times[kind] ?? []);
        note(
          `${peer}: ${Object.entries(times)
            .map(([kind, list]) => `${list.length} ${kind}`)
            .join(", ")}`,
        );
        printFigure({
          name: `queue.peer.${peer}.key.p95`,
          value: percentile(keys, 0.95),
          unit: "ms",
        });
        printFigure({
          name: `queue.peer.${peer}.key.p99`,
          value: percentile(keys, 0.99),
          unit: "ms",
        });
        for (const [kind, list] of Object.entries(times))
          printFigure({
            name: `queue.peer.${peer}.${kind}.p95`,
            value: percentile(list, 0.95),
            unit: "ms",
          });
      } finally {
        await app.close();
        await dropProfile(profile);
      }
    }
  } finally {
    server.close();
  }
}
