import type { LedgerEntry } from "#main/demo/ledger.ts";
import { expect, test } from "#test/e2e/support/console.ts";
import { Desk } from "#test/e2e/support/desk.ts";

/** Something the agent did, and how the helpdesk's ledger must show it. */
type Deed = { readonly ticket: string | null; readonly shows: (entry: LedgerEntry) => boolean };

const comment = (isPublic: boolean, text: string) => (entry: LedgerEntry) =>
  entry.body === text && entry.public === isPublic;
const field = (name: string, holds: (value: unknown) => boolean) => (entry: LedgerEntry) =>
  holds(entry.fields[name]);

test("fifty changes made without the helpdesk survive a kill and arrive once, in order", async ({
  start,
  server,
}) => {
  test.setTimeout(240_000);
  const first = await start();
  let desk = new Desk(first.page);
  await desk.begin();
  await desk.showView("All open");
  await server.outage("refuse");
  await desk.syncNow();
  await expect(desk.status).toContainText("Offline");

  const deeds: Deed[] = [];
  const did = (ticket: string | null, shows: Deed["shows"]) => void deeds.push({ ticket, shows });
  for (let round = 0; round < 8; round += 1) {
    const ticket = await desk.openAt(round);
    await desk.reply(`Answer ${round} to the customer`);
    did(ticket, comment(true, `Answer ${round} to the customer`));
    await desk.note(`Note ${round} for the team`);
    did(ticket, comment(false, `Note ${round} for the team`));
    await desk.tag(`offline_${round}`);
    did(
      ticket,
      field("tags", (tags) => JSON.stringify(tags).includes(`offline_${round}`)),
    );
    await desk.choose("s", "Status", "on hold");
    did(
      ticket,
      field("status", (status) => status === "hold"),
    );
    await desk.note(`Second note ${round}`);
    did(ticket, comment(false, `Second note ${round}`));
  }
  for (let round = 8; round < 12; round += 1) {
    const ticket = await desk.openAt(round);
    await desk.choose("m", "Apply a macro", "Parcel found");
    await expect(desk.composer("reply")).toBeFocused();
    await desk.send();
    did(ticket, (entry) => entry.public === true && entry.body !== null);
  }
  for (let round = 0; round < 3; round += 1) {
    const ticket = await desk.openAt(20);
    await desk.write("reply", `Solved ${round}`);
    await desk.send("Control+Shift+Enter");
    did(
      ticket,
      (entry) => comment(true, `Solved ${round}`)(entry) && entry.fields["status"] === "solved",
    );
  }
  for (let round = 0; round < 3; round += 1) {
    await desk.newTicket(
      `Caller ${round}`,
      `caller${round}@example.com`,
      `Call ${round}`,
      `They called ${round}`,
    );
    did(null, (entry) => entry.creates && entry.body === `They called ${round}`);
  }
  expect(deeds).toHaveLength(50);
  await desk.expectUnsent(50);
  await first.kill();

  const second = await start();
  desk = new Desk(second.page);
  await desk.expectUnsent(50);
  expect(server.ledger().filter(({ via }) => via === "api")).toEqual([]);
  await server.outage(null);
  await desk.syncNow();
  await expect(desk.status).toContainText("Online");
  await desk.expectDelivered(150_000);

  const arrived = server.ledger().filter(({ via }) => via === "api");
  const operations = arrived.map(({ metadata }) => JSON.stringify(metadata));
  expect(new Set(operations).size).toBe(50);
  expect(arrived).toHaveLength(50);
  for (const ticket of new Set(deeds.map((deed) => deed.ticket))) {
    const wanted = deeds.filter((deed) => deed.ticket === ticket);
    const got = arrived.filter((entry) =>
      ticket === null ? entry.creates : String(entry.ticketId) === ticket,
    );
    expect(got).toHaveLength(wanted.length);
    if (ticket === null) for (const deed of wanted) expect(got.filter(deed.shows)).toHaveLength(1);
    else
      expect(wanted.map((deed, place) => deed.shows(got[place]!))).toEqual(wanted.map(() => true));
  }
});
