import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseQuery } from "#domain/search/parse-query.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Connector } from "#main/sync/ports.ts";
import { must, never, type SuiteRemote } from "#test/contract/connector-suite.ts";
import { startSuiteRemote } from "#test/contract/zendesk-remote.ts";

describe("the search of a Zendesk account, on the demo workspace", () => {
  let remote: SuiteRemote;
  let connector: Connector;
  beforeAll(async () => {
    remote = await startSuiteRemote("agent", { tickets: 300, customers: 60, seed: 3 });
    connector = await remote.connector();
    must(await connector.probe(never));
  });
  afterAll(() => remote.close());

  async function find(text: string, limit = 100): Promise<readonly Ticket[]> {
    const answer = await connector.search?.(parseQuery(text).query, limit, never);
    if (answer === undefined) throw new Error("no search");
    const found = must(answer);
    if (found.kind !== "found") throw new Error(`not asked: ${found.parts.join(" ")}`);
    const names = new Set(found.customers.map(({ id }) => id));
    for (const ticket of found.tickets) expect(names.has(ticket.requesterId)).toBe(true);
    return found.tickets;
  }

  test("brings tickets that hold the conditions, with their requesters, and not more than asked", async () => {
    const solved = await find("is:solved");
    expect(solved.length).toBeGreaterThan(5);
    expect(solved.every(({ status }) => status === "solved" || status === "closed")).toBe(true);
    const pressing = await find("priority>=high -status:closed", 7);
    expect(pressing.length).toBe(7);
    for (const { priority, status } of pressing) {
      expect(["high", "urgent"]).toContain(priority);
      expect(status).not.toBe("closed");
    }
  });

  test("finds a ticket by its number and by words of its subject", async () => {
    const [some] = await find("is:unsolved", 1);
    const number = some?.id.split(":")[1] ?? "";
    expect((await find(`#${number}`)).map(({ id }) => id)).toContain(some?.id);
    const word = some?.subject.split(" ").find((part) => /^\p{L}{4,}$/u.test(part)) ?? "";
    expect((await find(word)).map(({ id }) => id)).toContain(some?.id);
  });

  test("what it has no words for is not asked at all", async () => {
    const answer = await connector.search?.(parseQuery("refund waiting>2h").query, 10, never);
    expect(answer).toEqual({ ok: true, value: { kind: "cannot-ask", parts: ["waiting>2h"] } });
  });
});
