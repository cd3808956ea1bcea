import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { dropProfile, makeProfile, startPlain } from "#test/bench/app.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";

const folder = path.join(import.meta.dirname, "plain-app");

export type PlainPuts = {
  readonly rows: number;
  /** Rows that were really put one by one; their time is scaled to all rows. */
  readonly sampled: number;
  /** Sum of the puts alone, each in a transaction of its own, ms; scaled from the sample. */
  readonly oneByOneMs: number;
  /** The same rows with one transaction for each page of 1,000, ms. */
  readonly batchedMs: number;
};

/** Reads the workspace's exports page by page and hands their records to a bare page that stores them. */
async function* pages(demo: DemoServer, store: string): AsyncGenerator<readonly unknown[]> {
  const admin = demo.credentials["admin"];
  if (admin === undefined) throw new Error("the demo workspace has no admin");
  const authorization = `Basic ${Buffer.from(`${admin.email}/token:${admin.token}`).toString("base64")}`;
  let url: string | null =
    store === "tickets"
      ? `${demo.apiUrl}/incremental/tickets/cursor.json?start_time=0`
      : `${demo.apiUrl}/incremental/ticket_events.json?start_time=0&include=comment_events`;
  while (url !== null) {
    const answer = await fetch(url, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const body = (await answer.json()) as {
      readonly tickets?: readonly unknown[];
      readonly ticket_events?: readonly unknown[];
      readonly after_url?: string;
      readonly next_page?: string;
      readonly end_of_stream: boolean;
    };
    yield body.tickets ?? body.ticket_events ?? [];
    url = body.end_of_stream ? null : (body.after_url ?? body.next_page ?? null);
  }
}

export async function measurePlainPuts(demo: DemoServer): Promise<PlainPuts> {
  const streams = { tickets: pages(demo, "tickets"), events: pages(demo, "events") };
  const server = createServer((request, response) => {
    void (async () => {
      const [, first, store] = (request.url ?? "/").split("/");
      if (first === "records" && (store === "tickets" || store === "events")) {
        const next = await streams[store].next();
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(next.done === true ? [] : next.value));
        return;
      }
      const isScript = first === "puts.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(await readFile(path.join(folder, isScript ? "puts.js" : "puts.html")));
    })().catch((cause: unknown) => {
      process.stderr.write(`plain puts: ${String(cause)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const profile = await makeProfile();
  const app = await startPlain(folder, [`http://127.0.0.1:${port}/`, `--profile=${profile}`]);
  try {
    const page = await app.firstWindow();
    await page.waitForFunction("globalThis.putsResult !== undefined", undefined, {
      timeout: 1_200_000,
    });
    return await page.evaluate<PlainPuts>("globalThis.putsResult");
  } finally {
    await app.close();
    server.close();
    await dropProfile(profile);
  }
}
