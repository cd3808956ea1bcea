import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import { startRtConsole, until, type RtConsole } from "#test/rt/support/console.ts";
import { outcomeOf, updateOf } from "#test/rt/support/desk-hand.ts";
import {
  askRt,
  credentialsOf,
  listRt,
  makeTicket,
  rtBase,
  rtServer,
} from "#test/rt/support/rt-desk.ts";

const MONDAY = Date.UTC(2026, 11, 7, 9);
const FRIDAY = Date.UTC(2026, 11, 11, 9);
let desk: RtConsole;
beforeAll(async () => {
  rtServer("reset");
  const home = await mkdtemp(path.join(os.tmpdir(), "rt-reminders-"));
  desk = await startRtConsole("desk.agent", path.join(home, "reminders.log"), {
    by: "password",
    settleMs: 2_000,
    changesEveryMs: 2_000,
  });
  await until("online", () => desk.engine.mayUseNetwork());
  return async () => {
    await desk.stop();
    await rm(home, { recursive: true, force: true });
  };
});

const Row = z.object({
  id: z.coerce.number(),
  Status: z.string(),
  Due: z.string(),
  Owner: z.object({ id: z.string() }),
});
/** All reminders of a ticket as the server's books have them, oldest first: due, status, whose. */
async function booked(ticketId: TicketId) {
  const rows = await listRt(
    "root",
    "/tickets",
    `Type='reminder' AND RefersTo=${remoteOf(ticketId)}`,
    "Status,Due,Owner",
  );
  return rows
    .map((row) => Row.parse(row))
    .map((one) => [Date.parse(one.Due), one.Status, one.Owner.id]);
}
/** A reminder as the ticket's own page makes it; REST alone would leave no entry on the ticket. */
async function remindOnTheWeb(ticketId: TicketId, at: number): Promise<void> {
  const signIn = await fetch(`${rtBase()}/NoAuth/Login.html`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ user: "desk.agent", pass: credentialsOf("desk.agent").password }),
  });
  const cookie = (signIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const page = `${rtBase()}/Ticket/Reminders.html?id=${remoteOf(ticketId)}`;
  const form = await (await fetch(page, { headers: { cookie } })).text();
  const owner = /<option[^>]*value="(\d+)"[^>]*>[^<]*desk\.agent/.exec(form)?.[1] ?? "";
  await fetch(page, {
    method: "POST",
    headers: { cookie, referer: page },
    body: new URLSearchParams({
      id: remoteOf(ticketId),
      "NewReminder-Subject": "Call back",
      "NewReminder-Owner": owner,
      "NewReminder-Due": new Date(at).toISOString().slice(0, 19).replace("T", " "),
      SubmitTicket: "1",
    }),
  });
}
const shown = (ticketId: TicketId): number | null | undefined =>
  desk.cache.records.ticket.get(ticketId)?.followUpAt;
async function shows(ticketId: TicketId, at: number | null): Promise<void> {
  await until(`the console shows ${at}`, () => shown(ticketId) === at);
}
async function remind(ticketId: TicketId, base: number | null, value: number | null) {
  const me = desk.engine.identity()?.agent.id ?? "";
  const entry = await outcomeOf(
    desk,
    updateOf(me, ticketId, null, { followUpAt: { base, value } }),
  );
  expect([entry.state, entry.reason]).toEqual(["done", null]);
}

test("a reminder made on the server's own page is a follow-up here, and ended here it is resolved there", async () => {
  const ticketId = await makeTicket();
  await shows(ticketId, null);
  await remindOnTheWeb(ticketId, MONDAY);
  const [[at = 0] = []] = await booked(ticketId);
  await shows(ticketId, Number(at));
  await remind(ticketId, Number(at), null);
  await shows(ticketId, null);
  expect(await booked(ticketId)).toEqual([[at, "resolved", "desk.agent"]]);
});

test("a follow-up made here is a reminder there, and moves with it; the ticket's own due time stays", async () => {
  const ticketId = await makeTicket({ Due: "2026-12-01 10:00:00" });
  await shows(ticketId, null);
  await remind(ticketId, null, MONDAY);
  await shows(ticketId, MONDAY);
  expect(await booked(ticketId)).toEqual([[MONDAY, "new", "desk.agent"]]);
  await remind(ticketId, MONDAY, FRIDAY);
  await shows(ticketId, FRIDAY);
  expect(await booked(ticketId)).toEqual([[FRIDAY, "new", "desk.agent"]]);
  const { json } = await askRt("root", "GET", `/ticket/${remoteOf(ticketId)}`);
  expect(z.object({ Due: z.string() }).parse(json).Due).toBe("2026-12-01T10:00:00Z");
});

test("of several the earliest is shown; once it is ended, the next, which is left as it was", async () => {
  const ticketId = await makeTicket();
  for (const at of [FRIDAY, MONDAY]) {
    await askRt("desk.agent", "POST", "/ticket", {
      Type: "reminder",
      Queue: "Support",
      Subject: "Call back",
      Owner: "desk.agent",
      Due: new Date(at).toISOString().slice(0, 19).replace("T", " "),
      RefersTo: Number(remoteOf(ticketId)),
    });
  }
  await shows(ticketId, MONDAY);
  await remind(ticketId, MONDAY, null);
  await shows(ticketId, FRIDAY);
  expect(await booked(ticketId)).toEqual([
    [FRIDAY, "new", "desk.agent"],
    [MONDAY, "resolved", "desk.agent"],
  ]);
});

test("a colleague's reminder is not mine", async () => {
  const ticketId = await makeTicket();
  await askRt("root", "POST", "/ticket", {
    Type: "reminder",
    Queue: "Support",
    Subject: "For Dana",
    Owner: "desk.lead",
    Due: "2026-12-07 09:00:00",
    RefersTo: Number(remoteOf(ticketId)),
  });
  await remind(ticketId, null, FRIDAY);
  await shows(ticketId, FRIDAY);
  expect(await booked(ticketId)).toEqual([
    [MONDAY, "new", "desk.lead"],
    [FRIDAY, "new", "desk.agent"],
  ]);
});
