import { expect, test } from "vitest";
import { calls } from "#contract/calls.ts";
import type { Intent } from "#domain/sync/intent.ts";
import { createOutboxHandlers } from "#main/ipc/outbox-handlers.ts";
import { openOutbox } from "#main/sync/outbox/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { MemoryFile } from "#test/support/sim/memory-file.ts";
import { createRng } from "#test/support/sim/rng.ts";
import { frozenClock, JOURNAL_KEY, opId, reply } from "#test/support/sim/outbox-fixtures.ts";

const ofBolt = (n: number): Intent => ({
  ...reply(n, { ticketId: "bolt:100" }),
  accountId: "bolt",
  authorId: "bolt:1",
});

async function open(accountId: string, file: MemoryFile): Promise<Outbox> {
  const opened = await openOutbox(file, JOURNAL_KEY, {
    accountId,
    clock: frozenClock,
    randomBytes: createRng(1).bytes,
    crash: () => {},
  });
  if (!opened.ok) throw new Error(opened.error.kind);
  return opened.value;
}

async function twoAccounts() {
  const [acmeFile, boltFile] = [new MemoryFile(), new MemoryFile()];
  const acme = await open("acme", acmeFile);
  const bolt = await open("bolt", boltFile);
  const owner = (accountId: string, outbox: Outbox) => ({ account: { accountId }, outbox });
  const handlers = createOutboxHandlers(() => [owner("acme", acme), owner("bolt", bolt)]);
  const submit = (intents: readonly Intent[]) =>
    handlers["outbox.submit"](calls["outbox.submit"].input.parse({ intents: [...intents] }));
  return { handlers, submit, acme, bolt, acmeFile, boltFile };
}

const idsOf = (outbox: Outbox): readonly string[] => outbox.list().map(({ intent }) => intent.opId);

test("what is handed in together goes to the journal of its own account", async () => {
  const { submit, acme, bolt } = await twoAccounts();
  expect(await submit([reply(1), ofBolt(2), reply(3)])).toEqual({ ok: true, value: {} });
  expect(idsOf(acme)).toEqual([opId(1), opId(3)]);
  expect(idsOf(bolt)).toEqual([opId(2)]);
});

test("what belongs to an account that is not here is refused before anything is written", async () => {
  const { submit, acme } = await twoAccounts();
  const stranger = { ...reply(2), accountId: "gone" };
  expect(await submit([reply(1), stranger])).toMatchObject({
    ok: false,
    error: { field: "accountId" },
  });
  expect(acme.list()).toEqual([]);
});

test("two windows that hand in the same are one entry", async () => {
  const { submit, acme } = await twoAccounts();
  const both = await Promise.all([submit([reply(1)]), submit([reply(1), reply(2)])]);
  expect(both.every((one) => one.ok)).toBe(true);
  expect(idsOf(acme)).toEqual([opId(1), opId(2)]);
});

test("two windows that answer the same question: the first counts, the second is told", async () => {
  const { submit, acme, handlers } = await twoAccounts();
  await submit([reply(1)]);
  await acme.sending.needsHuman(opId(1), { kind: "conversation-moved", entries: [] }, "7");
  const [discard, confirm] = await Promise.all([
    handlers["outbox.discard"]({ opId: opId(1) }),
    handlers["outbox.confirm"]({ opId: opId(1), keep: [] }),
  ]);
  expect([discard.ok, confirm.ok]).toEqual([true, false]);
  expect(acme.list()[0]?.state).toBe("cancelled");
});

test("many are taken back with one write per account, and what has left is not among them", async () => {
  const { handlers, submit, acme, acmeFile, boltFile } = await twoAccounts();
  await submit([...Array.from({ length: 500 }, (_, n) => reply(n + 1)), ofBolt(900)]);
  await acme.sending.attempt(opId(7));
  const before = [acmeFile.syncs, boltFile.syncs];
  const opIds = [...Array.from({ length: 500 }, (_, n) => opId(n + 1)), opId(900), opId(999)];
  const taken = await handlers["outbox.takeBack"]({ opIds });
  expect(taken.ok && taken.value.opIds.length).toBe(500);
  expect(taken.ok && taken.value.opIds.includes(opId(7))).toBe(false);
  expect([acmeFile.syncs, boltFile.syncs]).toEqual(before.map((count) => count + 1));
  expect(acme.list().filter(({ state }) => state !== "cancelled").length).toBe(1);
});

test("a draft is kept with its own account", async () => {
  const { handlers, acme, bolt } = await twoAccounts();
  const draft = {
    key: "reply/bolt:100",
    accountId: "bolt",
    ticketId: "bolt:100",
    text: "Half a sen",
    fields: {},
    files: [],
    seen: null,
    savedAt: 1,
  };
  await handlers["drafts.save"](calls["drafts.save"].input.parse({ draft }));
  expect(acme.drafts.list()).toEqual([]);
  expect(bolt.drafts.list().map(({ text }) => text)).toEqual(["Half a sen"]);
  expect((await handlers["drafts.clear"]({ key: draft.key })).ok).toBe(true);
  expect(bolt.drafts.list()).toEqual([]);
});
