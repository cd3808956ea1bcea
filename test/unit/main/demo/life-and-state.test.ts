import { appendFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { reasonOf } from "#main/demo/reason.ts";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";
import { sender, start } from "#test/unit/main/demo/client.ts";

const folder = (): string => mkdtempSync(path.join(tmpdir(), "demo-state-"));
const stateFile = (data: string): string =>
  path.join(data, readdirSync(data).find((f) => f.endsWith(".jsonl")) ?? "");
const options = (data: string) => ({ tickets: 200, customers: 40, lag: 0, data, unlimited: true });
const openTicket = (server: DemoServer): number =>
  server.workspace.store.tickets.find((t) => t.status === "open")?.id ?? 0;

/** Everything that a client could see of a workspace. */
async function picture(server: DemoServer): Promise<string> {
  const send = sender(server);
  const parts = [];
  for (const what of [
    "incremental/tickets/cursor?start_time=0",
    "users?page[size]=100",
    "macros?page[size]=100",
    "views?page[size]=100",
  ])
    parts.push((await send("GET", what)).text);
  for (const ticket of server.workspace.store.tickets.slice(-20))
    parts.push((await send("GET", `tickets/${ticket.id}/audits?page[size]=100`)).text);
  return parts.join("\n").replaceAll(server.baseUrl(), "");
}

describe("the state file", () => {
  test("brings back tickets, comments, people, macros, files and credentials after a restart", async () => {
    const data = folder();
    const first = createDemoServer(options(data));
    await first.listen();
    const send = sender(first);
    const upload = await send("POST", "uploads?filename=a.txt", "hello file");
    const id = openTicket(first);
    await send("PUT", `tickets/${id}`, {
      ticket: {
        comment: { body: "kept", public: false, uploads: [upload.body.upload.token] },
        status: "pending",
      },
    });
    await send(
      "POST",
      "tickets",
      {
        ticket: {
          comment: { body: "new one" },
          requester: { name: "Neu", email: "neu@x.example" },
        },
      },
      "agent",
      { "Idempotency-Key": "k" },
    );
    await send("POST", "macros", {
      macro: { title: "Kept", actions: [{ field: "status", value: "open" }] },
    });
    await send("DELETE", `tickets/${first.workspace.store.tickets[5]?.id ?? 0}`);
    for (let n = 0; n < 30; n++) first.step();
    const cursor = (await send("GET", "incremental/tickets/cursor?start_time=0")).body
      .after_cursor as string;
    const before = await picture(first);
    const ledger = first.ledger();
    await first.close();

    const second = createDemoServer(options(data));
    await second.listen();
    expect(second.credentials).toEqual(first.credentials);
    expect(await picture(second)).toBe(before);
    expect(second.ledger()).toEqual(ledger);
    const again = sender(second);
    const comments = await again("GET", `tickets/${id}/comments`);
    const file = comments.body.comments.at(-1).attachments[0].content_url as string;
    expect((await again("GET", file)).text).toBe("hello file");
    expect(
      (await again("GET", `incremental/tickets/cursor?cursor=${cursor}`)).body.tickets,
    ).toEqual([]);
    const replay = await again(
      "POST",
      "tickets",
      {
        ticket: {
          comment: { body: "new one" },
          requester: { name: "Neu", email: "neu@x.example" },
        },
      },
      "agent",
      { "Idempotency-Key": "k" },
    );
    expect(replay.headers.get("x-idempotency-lookup")).toBe("hit");
    const next = await again("POST", "tickets", { ticket: { comment: { body: "after" } } });
    expect(second.workspace.store.tickets.filter((t) => t.id === next.body.ticket.id).length).toBe(
      1,
    );
    await second.close();
  });
  test.each([
    ["half a line", '{"k":"audit","id":1000'],
    ["bytes of nothing", "\u0000\u0000\u0000\n"],
    ["a line that is no effect", '{"hello":"world"}\n{"k":"touch","id":100001,"at":1}\n'],
  ])(
    "a tail of %s is cut off; what was before it stays and old cursors are refused",
    async (_, tail) => {
      const data = folder();
      const first = createDemoServer(options(data));
      await first.listen();
      await sender(first)("PUT", `tickets/${openTicket(first)}`, {
        ticket: { comment: { body: "before the crash" } },
      });
      const cursor = (await sender(first)("GET", "incremental/tickets/cursor?start_time=0")).body
        .after_cursor as string;
      await first.close();
      appendFileSync(stateFile(data), tail);

      const second = createDemoServer(options(data));
      await second.listen();
      expect(second.workspace.stateCut).toBe(true);
      expect(second.ledger().map((e) => e.body)).toEqual(["before the crash"]);
      expect(
        (await sender(second)("GET", `incremental/tickets/cursor?cursor=${cursor}`)).status,
      ).toBe(400);
      await sender(second)("PUT", `tickets/${openTicket(second)}`, {
        ticket: { comment: { body: "after it" } },
      });
      await second.close();
      expect(
        readFileSync(stateFile(data), "utf8")
          .split("\n")
          .slice(0, -1)
          .every((line) => JSON.parse(line) !== null),
      ).toBe(true);

      const third = createDemoServer(options(data));
      expect(third.workspace.stateCut).toBe(false);
      expect(third.ledger().map((e) => e.body)).toEqual(["before the crash", "after it"]);
      await third.close();
    },
  );
  test("another seed keeps its own file in the same folder", async () => {
    const data = folder();
    const one = createDemoServer({ ...options(data), seed: 1 });
    one.step();
    await one.close();
    const two = createDemoServer({ ...options(data), seed: 2 });
    expect(two.ledger()).toEqual([]);
    await two.close();
    expect(readdirSync(data).filter((f) => f.endsWith(".jsonl")).length).toBe(2);
  });
});

describe("starting", () => {
  test.each([
    [{ tickets: -1 }, "tickets"],
    [{ port: 99_999 }, "port"],
    [{ rate: Number.NaN }, "rate"],
  ])("%j is refused with a reason that names %s", (input, field) => {
    let reason = "";
    try {
      createDemoServer(input);
    } catch (cause) {
      reason = reasonOf(cause);
    }
    expect(reason.startsWith(`${field}:`)).toBe(true);
  });
  test("a taken port is said to be taken", async () => {
    const { server } = await start();
    const second = createDemoServer({ tickets: 10, customers: 5, port: server.port() });
    const cause = await second.listen().catch((error: unknown) => error);
    expect(reasonOf(cause)).toBe("port: already in use; choose another or 0 for any free one");
    await second.close();
  });
  test("a workspace without tickets answers too", async () => {
    const { send } = await start({ tickets: 0, customers: 1 });
    expect((await send("GET", "tickets?page[size]=5")).body.tickets).toEqual([]);
    expect((await send("GET", "incremental/tickets/cursor?start_time=0")).body).toMatchObject({
      tickets: [],
      end_of_stream: true,
    });
    const made = await send("POST", "tickets", { ticket: { comment: { body: "first" } } });
    expect((await send("GET", `tickets/${made.body.ticket.id}`)).body.ticket.description).toBe(
      "first",
    );
  });
});

describe("the living desk", () => {
  test("brings new tickets, customers' answers and colleagues' work, but never acts as the three people with credentials", async () => {
    const { server } = await start({ tickets: 1000, customers: 200 });
    for (let n = 0; n < 400; n++) server.step();
    const ledger = server.ledger();
    expect(ledger.length).toBeGreaterThan(350);
    const own = Object.values(server.credentials).map((c) => c.userId);
    expect(ledger.some((e) => own.includes(e.authorId))).toBe(false);
    const staff = (id: number): boolean => server.workspace.store.isStaff(id);
    expect(ledger.filter((e) => e.creates).length).toBeGreaterThan(20);
    expect(
      ledger.filter((e) => !e.creates && !staff(e.authorId) && e.public === true).length,
    ).toBeGreaterThan(40);
    expect(
      ledger.filter((e) => staff(e.authorId) && e.fields["status"] === "solved").length,
    ).toBeGreaterThan(5);
    expect(ledger.filter((e) => e.public === false).length).toBeGreaterThan(2);
    const rated = server.workspace.store.accepted.filter(({ audit }) =>
      audit.others.some((o) => o["type"] === "SatisfactionRating"),
    );
    expect(rated.length).toBeGreaterThan(0);
    expect(server.workspace.store.ticket(rated[0]?.ticketId ?? 0)?.rating?.score).toMatch(
      /good|bad/,
    );
    expect(ledger.every((e) => e.via !== "api")).toBe(true);
    expect(ledger.every((e) => e.body === null || !/\{\w+\}|undefined/.test(e.body))).toBe(true);
  });
  test("runs by itself at its rate and stops with the server", async () => {
    const server = createDemoServer({ tickets: 200, customers: 40, rate: 6000 });
    await server.listen();
    await expect.poll(() => server.ledger().length, { timeout: 10_000 }).toBeGreaterThan(10);
    await server.close();
    const count = server.ledger().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(server.ledger().length).toBe(count);
  });
  test("an answer of the customer reopens a pending ticket and starts the wait again", async () => {
    const { server } = await start({ tickets: 500, customers: 100 });
    for (let n = 0; n < 200; n++) server.step();
    const reopened = server
      .ledger()
      .find((e) => e.fields["status"] === "open" && !server.workspace.store.isStaff(e.authorId));
    const ticket = server.workspace.store.ticket(reopened?.ticketId ?? 0);
    expect(reopened).toBeDefined();
    const later = server
      .ledger()
      .filter((e) => e.ticketId === reopened?.ticketId && e.seq > (reopened?.seq ?? 0));
    if (later.length === 0) expect(ticket?.waitingSince).toBe(reopened?.at);
  });
});
