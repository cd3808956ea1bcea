import { describe, expect, test } from "vitest";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { parseEvent } from "#main/sync/journal/journal-event.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import {
  TICKET,
  draft,
  newTicket,
  openTestOutbox,
  opId,
  reply,
  frozenClock,
  pauselessClock,
} from "#test/support/sim/outbox-fixtures.ts";

describe("submitting", () => {
  test("many intents cost one sync and keep their order over a restart", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    expect((await outbox.submit([reply(1), reply(2), reply(3)])).ok).toBe(true);
    expect(file.syncs).toBe(1);
    const again = await openTestOutbox(file);
    expect(again.list().map((entry) => [entry.intent.opId, entry.seq, entry.state])).toEqual([
      [opId(1), 1, "queued"],
      [opId(2), 2, "queued"],
      [opId(3), 3, "queued"],
    ]);
  });

  test("the same intent twice is one entry, also after a restart and within one call", async () => {
    const file = new MemoryFile();
    const first = await openTestOutbox(file);
    await Promise.all([first.submit([reply(1), reply(1)]), first.submit([reply(1)])]);
    const second = await openTestOutbox(file);
    expect((await second.submit([reply(1)])).ok).toBe(true);
    expect(second.list().length).toBe(1);
  });

  test("an intent of another account is refused by name of the field", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    const refused = await outbox.submit([{ ...reply(1), accountId: "other" }]);
    expect(refused).toMatchObject({ ok: false, error: { kind: "invalid", field: "accountId" } });
  });

  test("what the disk refused is not queued, and can be submitted again", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    file.failAppends = 1;
    expect(await outbox.submit([reply(1)])).toMatchObject({ error: { kind: "storage" } });
    expect(outbox.list()).toEqual([]);
    expect((await outbox.submit([reply(1)])).ok).toBe(true);
    expect((await openTestOutbox(file)).list().length).toBe(1);
  });

  test("the draft with the same text goes with it; another text stays", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.drafts.save(draft("Reply 1"));
    await outbox.drafts.save(draft("A note", noteDraftKey(TICKET)));
    await outbox.submit([reply(1), reply(2, { audience: "internal" })]);
    expect(outbox.drafts.list().map((one) => one.text)).toEqual(["A note"]);
    expect(outbox.drafts.history(replyDraftKey(TICKET)).map((one) => one.text)).toEqual([
      "Reply 1",
    ]);
  });
});

describe("taking back", () => {
  test("gives the text back above what was being written", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    await outbox.drafts.save(draft("half a sen"));
    expect((await outbox.cancel(opId(1))).ok).toBe(true);
    expect(outbox.list()[0]?.state).toBe("cancelled");
    expect(outbox.drafts.list()[0]?.text).toBe("Reply 1\n\nhalf a sen");
  });

  test("is refused once an attempt is on its way to the journal", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    await outbox.sending.pin(opId(1), { base: "", stamp: "1" });
    const attempt = outbox.sending.attempt(opId(1));
    const cancel = outbox.cancel(opId(1));
    expect(await attempt).toMatchObject({ ok: true, value: { attempts: 1 } });
    expect(await cancel).toMatchObject({ ok: false, error: { kind: "invalid" } });
    expect((await outbox.edit(opId(1), "other")).ok).toBe(false);
  });

  test("first means that no attempt is made any more", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    const cancel = outbox.cancel(opId(1));
    expect(await outbox.sending.attempt(opId(1))).toEqual({ ok: true, value: null });
    expect((await cancel).ok).toBe(true);
  });

  test("of a new ticket asks about what was to follow it, whose text is kept", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    const create = newTicket(1);
    await outbox.submit([create, reply(2, { ticketId: `acme:new-${opId(1)}` })]);
    await outbox.cancel(opId(1));
    expect(outbox.list().map((entry) => [entry.state, entry.reason?.kind])).toEqual([
      ["cancelled", undefined],
      ["needs-human", "ticket-gone"],
    ]);
    expect(outbox.drafts.list()[0]).toMatchObject({
      text: "Hello",
      fields: { subject: "Broken lamp", name: "Ada", email: "ada@example.org" },
    });
  });
});

describe("taking many back", () => {
  test("is one write, and what was written first is on top of its draft", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    await outbox.submit([reply(1), reply(2), reply(3, { ticketId: "acme:200" })]);
    await outbox.drafts.save(draft("half a sen"));
    const before = file.syncs;
    const taken = await outbox.takeBack([opId(1), opId(2), opId(3), opId(4)]);
    expect(taken.ok && [...taken.value].toSorted()).toEqual([opId(1), opId(2), opId(3)]);
    expect(file.syncs).toBe(before + 1);
    expect(outbox.drafts.list().map((one) => one.text)).toEqual([
      "Reply 1\n\nReply 2\n\nhalf a sen",
      "Reply 3",
    ]);
  });

  test("leaves what has left, and ends what follows a new ticket without a question", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    const follow = reply(2, { ticketId: `acme:new-${opId(1)}` });
    await outbox.submit([newTicket(1), follow, reply(3)]);
    await outbox.sending.attempt(opId(3));
    const taken = await outbox.takeBack([opId(1), opId(2), opId(3)]);
    expect(taken).toEqual({ ok: true, value: [opId(1), opId(2)] });
    expect(outbox.list().map((entry) => entry.state)).toEqual([
      "cancelled",
      "cancelled",
      "sending",
    ]);
  });

  test("a disk that is full ends none of them", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    await outbox.submit([reply(1), reply(2)]);
    file.failAppends = 1;
    expect((await outbox.takeBack([opId(1), opId(2)])).ok).toBe(false);
    expect(outbox.list().map((entry) => entry.state)).toEqual(["queued", "queued"]);
  });
});

describe("an edit", () => {
  test("changes what the next attempt sends and nothing after it", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    await outbox.submit([reply(1)]);
    await outbox.edit(opId(1), "Better words");
    const sent = await outbox.sending.attempt(opId(1));
    expect(sent).toMatchObject({
      value: { intent: { action: { comment: { text: "Better words" } } } },
    });
    const again = await openTestOutbox(file);
    expect(again.list()[0]?.intent.action).toMatchObject({ comment: { text: "Better words" } });
  });
});

describe("what needs a person", () => {
  const conflict = {
    field: "status",
    from: "open",
    to: "solved",
    mine: "pending",
    who: null,
    at: 1,
  };

  test("is looked for first when it may have been sent, and queued again when not", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1), reply(2, { ticketId: "acme:2" })]);
    await outbox.sending.attempt(opId(1));
    for (const n of [1, 2]) {
      await outbox.sending.needsHuman(opId(n), { kind: "undecided" }, null);
      await outbox.retry(opId(n));
    }
    expect(outbox.list().map((entry) => entry.state)).toEqual(["sending", "queued"]);
  });

  test("a decision covers the fields that were asked about and no others", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    const conflicts = [conflict, { ...conflict, field: "priority" }];
    await outbox.sending.needsHuman(opId(1), { kind: "field-conflict", conflicts }, "7");
    await outbox.confirm(opId(1), ["priority", "subject"]);
    expect(outbox.sending.record(opId(1))).toMatchObject({
      state: "queued",
      confirmed: true,
      confirmedUpTo: "7",
      decided: { keep: ["priority"], leave: ["status"] },
    });
  });

  test("to send although the conversation moved decides no field", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    await outbox.sending.needsHuman(opId(1), { kind: "conversation-moved", entries: [] }, "9");
    await outbox.confirm(opId(1), []);
    expect(outbox.sending.record(opId(1))).toMatchObject({
      confirmedUpTo: "9",
      decided: { keep: [], leave: [] },
    });
  });

  test("a retry without confirming confirms nothing", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    await outbox.sending.needsHuman(opId(1), { kind: "conversation-moved", entries: [] }, "9");
    await outbox.retry(opId(1));
    expect(outbox.sending.record(opId(1))).toMatchObject({ confirmedUpTo: null, confirmed: false });
  });

  test("discarded, its text goes back to the drafts", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.submit([reply(1)]);
    expect((await outbox.discard(opId(1))).ok).toBe(false);
    await outbox.sending.needsHuman(opId(1), { kind: "ticket-closed" }, null);
    expect((await outbox.discard(opId(1))).ok).toBe(true);
    expect(outbox.drafts.list().map((one) => one.text)).toEqual(["Reply 1"]);
  });

  test("what the question showed is known to the draft: nobody is asked about it a second time", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    const seen = { interactionId: "acme:8", at: 8 };
    const known = (intent: Intent): Intent =>
      intent.action.kind === "update-ticket"
        ? { ...intent, action: { ...intent.action, seen } }
        : intent;
    await outbox.submit([known(reply(1)), known(reply(2, { ticketId: "acme:2" }))]);
    await outbox.sending.needsHuman(opId(1), { kind: "conversation-moved", entries: [] }, "9");
    await outbox.discard(opId(1));
    await outbox.sending.needsHuman(opId(2), { kind: "ticket-closed" }, null);
    await outbox.discard(opId(2));
    expect(outbox.drafts.list().map((one) => one.seen)).toEqual([null, seen]);
  });
});

describe("a created ticket", () => {
  test("gives its real id to what waits for it, to later submissions and to drafts", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    const provisional = `acme:new-${opId(1)}`;
    await outbox.submit([newTicket(1), reply(2, { ticketId: provisional })]);
    await outbox.drafts.save({
      ...draft("more", replyDraftKey(provisional)),
      ticketId: provisional,
    });
    await outbox.sending.attempt(opId(1));
    await outbox.sending.done(
      opId(1),
      { remoteId: null, createdId: "acme:77", macroStamps: null },
      false,
    );
    await outbox.submit([reply(3, { ticketId: provisional })]);
    const again = await openTestOutbox(file);
    for (const store of [outbox, again]) {
      expect(
        store
          .list()
          .slice(1)
          .map((entry) => entry.intent.action),
      ).toMatchObject([{ ticketId: "acme:77" }, { ticketId: "acme:77" }]);
      expect(store.drafts.list()[0]).toMatchObject({ key: "reply/acme:77", ticketId: "acme:77" });
    }
    await again.drafts.clear(replyDraftKey(provisional));
    expect(again.drafts.list()).toEqual([]);
  });
});

test("an entry held back is shown as being sent until it is revealed", async () => {
  const outbox = await openTestOutbox(new MemoryFile());
  await outbox.submit([reply(1)]);
  await outbox.sending.attempt(opId(1));
  await outbox.sending.done(opId(1), { remoteId: "5", createdId: null, macroStamps: null }, true);
  expect(outbox.list()[0]?.state).toBe("sending");
  outbox.sending.reveal(opId(1));
  expect(outbox.list()[0]).toMatchObject({ state: "done", remoteId: "5" });
});

describe("drafts", () => {
  test("versions are those before something was taken away, newest first, at most twenty", async () => {
    const file = new MemoryFile();
    const outbox = await openTestOutbox(file);
    for (let version = 0; version < 25; version += 1) {
      await outbox.drafts.save(draft(`${version}`));
      await outbox.drafts.save(draft(`${version} and more`));
    }
    const texts = (from: typeof outbox): readonly string[] =>
      from.drafts.history(replyDraftKey(TICKET)).map((one) => one.text);
    expect(texts(outbox).length).toBe(20);
    expect(texts(outbox).slice(0, 2)).toEqual(["23 and more", "22 and more"]);
    expect(texts(await openTestOutbox(file))).toEqual(texts(outbox));
  });

  test("what is cleared can be found again", async () => {
    const outbox = await openTestOutbox(new MemoryFile());
    await outbox.drafts.save(draft("precious"));
    await outbox.drafts.clear(replyDraftKey(TICKET));
    expect(outbox.drafts.list()).toEqual([]);
    expect(outbox.drafts.history(replyDraftKey(TICKET))[0]?.text).toBe("precious");
  });
});

test("what an answer told of a macro outlasts restart and compaction", async () => {
  const file = new MemoryFile();
  const outbox = await openTestOutbox(file);
  await outbox.submit([reply(1)]);
  await outbox.sending.attempt(opId(1));
  const macroStamps = { from: 10, to: 11 };
  await outbox.sending.done(opId(1), { remoteId: null, createdId: null, macroStamps }, false);
  const again = await openTestOutbox(file, { compactBytes: 4_000, clock: pauselessClock });
  expect(again.sending.record(opId(1))).toMatchObject({ state: "done", macroStamps });
  for (let version = 0; version < 60; version += 1) {
    await again.drafts.save(draft("word ".repeat(version)));
  }
  await again.close();
  expect(file.bytes.length).toBeLessThan(20_000);
  const compacted = await openTestOutbox(file);
  expect(compacted.sending.record(opId(1))).toMatchObject({ state: "done", macroStamps });
});

test("the end of an entry that an older release wrote tells nothing of a macro", () => {
  const ids = { opId: opId(1), remoteId: null, createdId: null };
  expect(parseEvent(JSON.stringify({ kind: "op.done", ...ids, at: 1 }))).toMatchObject({
    kind: "op.done",
    macroStamps: null,
  });
});

test("who submits many is answered before anybody is told of them; of few everybody is told at once", async () => {
  let wake = (): void => {};
  const sleep = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const outbox = await openTestOutbox(new MemoryFile(), { clock: { ...frozenClock, sleep } });
  let told = 0;
  outbox.onChange(() => (told += 1));
  await outbox.submit(Array.from({ length: 100 }, (_, n) => reply(n)));
  expect(outbox.list()).toHaveLength(100);
  expect(told).toBe(0);
  wake();
  await Promise.resolve();
  expect(told).toBe(1);
  await outbox.submit([reply(100)]);
  expect(told).toBe(2);
});

test("compaction says the same in fewer bytes, and numbers go on", async () => {
  const file = new MemoryFile();
  const outbox = await openTestOutbox(file, { compactBytes: 4_000, clock: pauselessClock });
  await outbox.submit([reply(1), reply(2, { ticketId: "acme:2" })]);
  await outbox.cancel(opId(2));
  for (let version = 0; version < 60; version += 1) {
    await outbox.drafts.save(draft("word ".repeat(version)));
  }
  await outbox.drafts.save(draft("short"));
  expect(file.bytes.length).toBeLessThan(14_000);
  const again = await openTestOutbox(file);
  expect(again.list()).toEqual(outbox.list());
  expect(again.drafts.list()).toEqual(outbox.drafts.list());
  const key = replyDraftKey(TICKET);
  expect(again.drafts.history(key)).toEqual(outbox.drafts.history(key));
  await again.submit([reply(3)]);
  expect(again.list().at(-1)?.seq).toBe(3);
});

test("when records in the middle are damaged, a person decides about everything unfinished", async () => {
  const file = new MemoryFile();
  const outbox = await openTestOutbox(file);
  await outbox.submit([reply(1)]);
  const from = file.bytes.length;
  await outbox.submit([reply(2)]);
  await outbox.submit([reply(3)]);
  file.bytes[from + 40] = (file.bytes[from + 40] ?? 0) ^ 0xff;
  const again = await openTestOutbox(file);
  expect(again.list().map((entry) => [entry.intent.opId, entry.reason?.kind])).toEqual([
    [opId(1), "undecided"],
    [opId(3), "undecided"],
  ]);
});
