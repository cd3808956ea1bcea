import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { differences, readBooks, type Books } from "#test/rt/support/books.ts";
import { startRtConsole, until, type RtConsole } from "#test/rt/support/console.ts";
import { outcomeOf, updateOf } from "#test/rt/support/desk-hand.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import {
  askRt,
  makeTicket,
  newestTransaction,
  rtBase,
  rtServer,
  writtenBy,
  type Who,
} from "#test/rt/support/rt-desk.ts";

let home = "";
let proxy: DroppingProxy;
let books: Books;
beforeAll(async () => {
  rtServer("reset");
  home = await mkdtemp(path.join(os.tmpdir(), "rt-agents-"));
  proxy = await startDroppingProxy(rtBase());
});
afterAll(async () => {
  await proxy.close();
  await rm(home, { recursive: true, force: true });
});

/** A console of this agent with everything in its cache; the books are those of just before. */
async function synced(who: Who, by: "token" | "password"): Promise<RtConsole> {
  books = await readBooks();
  const desk = await startRtConsole(who, path.join(home, `${who}-${Date.now()}.log`), {
    base: proxy.base,
    by,
    settleMs: 2_000,
    changesEveryMs: 3_000,
  });
  await until("the first sync", () => desk.engine.status().progress.complete, 600_000);
  return desk;
}
const meOf = (desk: RtConsole): string => desk.engine.identity()?.agent.id ?? "";
async function readTicket(id: TicketId): Promise<unknown> {
  return (await askRt("root", "GET", `/ticket/${remoteOf(id)}`)).json;
}

describe("an agent with few rights", () => {
  let desk: RtConsole;
  beforeAll(async () => {
    desk = await synced("desk.trainee", "token");
    return () => desk.stop();
  });

  test("is told in advance what they may not do, and what an administrator would have to give", () => {
    const { missing } = desk.engine.identity()?.capabilities ?? { missing: [] };
    expect(missing).toEqual(expect.arrayContaining(["rt-note", "rt-change"]));
    expect(missing).not.toContain("rt-reply");
  });

  test("sees exactly the tickets they may read, with every public message and no internal note", () => {
    expect(desk.cache.records.ticket.size).toBeGreaterThan(50);
    expect(differences(desk.cache, books, ["Support"], false)).toEqual([]);
  });

  test("a reply whose answer was lost arrives once, although its marker can't be written", async () => {
    const since = await newestTransaction();
    const ticketId = await makeTicket();
    proxy.dropNextAnswers(1);
    const done = await outcomeOf(desk, updateOf(meOf(desk), ticketId, "Tess answers: grüß dich"));
    expect(done.state).toBe("done");
    const written = await writtenBy("desk.trainee", since);
    expect(written.map((one) => [one.ticket, one.text, one.isPublic])).toEqual([
      [Number(remoteOf(ticketId)), "Tess answers: grüß dich", true],
    ]);
  });

  test("a note that they may not write is given back, and stands nowhere", async () => {
    const since = await newestTransaction();
    const ticketId = await makeTicket();
    const entry = await outcomeOf(desk, updateOf(meOf(desk), ticketId, "Only for us", {}, false));
    expect([entry.state, entry.reason?.kind]).toEqual(["needs-human", "refused"]);
    expect(await writtenBy("desk.trainee", since)).toEqual([]);
  });

  test("a change that they may not make is given back with its field, and nothing changed", async () => {
    const ticketId = await makeTicket();
    const before = await readTicket(ticketId);
    const entry = await outcomeOf(
      desk,
      updateOf(meOf(desk), ticketId, null, { status: { base: "open", value: "solved" } }),
    );
    expect(entry.state).toBe("needs-human");
    expect(entry.reason).toMatchObject({ kind: "refused", error: { field: "status" } });
    const Status = z.object({ Status: z.string() });
    expect(Status.parse(await readTicket(ticketId))).toEqual(Status.parse(before));
  });
});

describe("an agent in Auckland whose language is Arabic", () => {
  let desk: RtConsole;
  beforeAll(async () => {
    desk = await synced("desk.far", "password");
    return () => desk.stop();
  });
  beforeEach(async () => {
    await until("online", () => desk.engine.mayUseNetwork());
  });

  test("sees the same tickets, words and instants as the books", () => {
    expect(desk.cache.records.ticket.size).toBeGreaterThan(300);
    expect(differences(desk.cache, books, ["Support", "Billing", "Returns"])).toEqual([]);
  });

  test("is told in advance that its language makes answers harder to read", () => {
    const { missing } = desk.engine.identity()?.capabilities ?? { missing: [] };
    expect(missing).toEqual(["rt-language"]);
  });

  test("a reply in Arabic and Japanese whose answer was lost arrives once and whole", async () => {
    const since = await newestTransaction();
    const ticketId = await makeTicket();
    const words = "مرحبًا، سنعاود الاتصال بك غدًا. 日本語も大丈夫です 👩‍👩‍👧‍👦";
    proxy.dropNextAnswers(1);
    expect((await outcomeOf(desk, updateOf(meOf(desk), ticketId, words))).state).toBe("done");
    const written = await writtenBy("desk.far", since);
    expect(written.map((one) => one.text)).toEqual([words]);
  });

  test("dates that they set are the same instants in the books", async () => {
    const ticketId = await makeTicket();
    await until("the console has it", () => desk.cache.records.ticket.has(ticketId));
    const due = Date.UTC(2026, 11, 1, 10, 0, 0);
    const callback = Date.UTC(2026, 11, 2, 22, 30, 0);
    const field = [...desk.cache.records.field.values()].find((one) => one.title === "Callback at");
    const ticket = desk.cache.records.ticket.get(ticketId);
    if (field === undefined || ticket === undefined) throw new Error("no such field or ticket");
    const entry = await outcomeOf(
      desk,
      updateOf(meOf(desk), ticketId, null, {
        dueAt: { base: ticket.dueAt, value: due },
        customFields: {
          [field.id]: {
            base: ticket.customFields[field.id] ?? null,
            value: new Date(callback).toISOString(),
          },
        },
      }),
    );
    expect([entry.state, entry.reason]).toEqual(["done", null]);
    const Dates = z.object({
      Due: z.string(),
      CustomFields: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    });
    const { Due, CustomFields } = Dates.parse(await readTicket(ticketId));
    expect(Date.parse(Due)).toBe(due);
    const [told = ""] = CustomFields.find((one) => one.name === "Callback at")?.values ?? [];
    expect(Date.parse(told)).toBe(callback);
    await until("the date is here", () => desk.cache.records.ticket.get(ticketId)?.dueAt === due);
  });

  test("solving holds, and what the server refuses in Arabic is still understood", async () => {
    const ticketId = await makeTicket();
    const solved = await outcomeOf(
      desk,
      updateOf(meOf(desk), ticketId, null, { status: { base: "open", value: "solved" } }),
    );
    expect([solved.state, solved.reason]).toEqual(["done", null]);
    expect(await readTicket(ticketId)).toMatchObject({ Status: "resolved" });
    const other = await makeTicket();
    const entry = await outcomeOf(
      desk,
      updateOf(meOf(desk), other, null, { assigneeId: { base: null, value: "rt:999999" } }),
    );
    expect(entry.state).toBe("needs-human");
  });
});
