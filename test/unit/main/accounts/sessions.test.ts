import { DEFAULT_MAPPING } from "#domain/mapping/rt-mapping.ts";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AccountSummary } from "#contract/account.ts";
import { ok } from "#domain/kernel/result.ts";
import { type Sessions, type Worker, createSessions } from "#main/accounts/sessions.ts";
import { openStagedFiles } from "#main/accounts/staged-files.ts";
import { createHandlers } from "#main/ipc/handlers.ts";
import { type Handlers, answerCall } from "#main/ipc/serve.ts";
import { systemClock } from "#main/net/system-clock.ts";
import { openSettings } from "#main/settings/settings-store.ts";
import { openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import { type Outbox, openOutbox } from "#main/sync/outbox/outbox.ts";

const account = (accountId: string): AccountSummary => ({
  accountId,
  kind: "zendesk",
  name: accountId,
  baseUrl: "https://x.example",
  agentId: `${accountId}:1`,
  agentName: "Ann",
  agentEmail: null,
  mode: "agent",
  macrosWrite: true,
  serverSearch: true,
  missing: [],
});
const note = (accountId: string, text: string) => ({
  opId: randomUUID(),
  accountId,
  authorId: `${accountId}:1`,
  createdAt: 1,
  sendAfter: 1,
  action: {
    kind: "update-ticket",
    ticketId: `${accountId}:5`,
    comment: { audience: "internal", text, files: [] },
    edits: {},
    macroIds: [],
    seen: null,
  },
});
const draft = (accountId: string, text: string) => ({
  key: `reply/${accountId}:5`,
  accountId,
  ticketId: `${accountId}:5`,
  text,
  fields: {},
  files: [],
  seen: null,
  savedAt: 1,
});

let folder = "";
let key = new Uint8Array(randomBytes(32));
let sessions: Sessions;
let handlers: Handlers;
let mirrored: number[] = [];
let aside: string[] = [];

async function begin(startWorker?: (outbox: Outbox) => Worker): Promise<void> {
  sessions = createSessions({
    journals: path.join(folder, "journal"),
    openOutbox: async (accountId, file) =>
      openOutbox(
        await openNodeJournalFile({ path: file, reservePath: null, onSpaceLow: () => undefined }),
        key,
        {
          accountId,
          clock: systemClock,
          randomBytes: (count) => new Uint8Array(randomBytes(count)),
          crash: () => undefined,
        },
      ),
    startWorker: (_account, _credentials, outbox) => {
      if (startWorker === undefined) throw new Error("these accounts are not signed in");
      return startWorker(outbox);
    },
    mirror: (outbox) => void mirrored.push(outbox.list().length),
    dropFromCache: async () => undefined,
    onOutbox: () => undefined,
    onJournalAside: (file) => void aside.push(path.basename(file)),
    onJournalDamaged: () => undefined,
    now: () => 1,
    log: () => undefined,
  });
  handlers = createHandlers({
    mapping: { get: () => DEFAULT_MAPPING, set: async () => ok({}) },
    glimpse: async () => null,
    onDrawn: () => undefined,
    makeRecoveryCode: () => Promise.reject(new Error("not asked here")),
    info: () => {
      throw new Error("not asked");
    },
    accounts: {} as Parameters<typeof createHandlers>[0]["accounts"],
    sessions: () => sessions.list(),
    setAside: async () => ok([]),
    staged: openStagedFiles(path.join(folder, "staged")),
    settings: await openSettings(path.join(folder, "settings.json"), () => 1),
    onSettings: () => undefined,
    saveAs: async () => ok({ saved: false }),
    openLink: async () => ok({}),
  });
}
const call = (name: string, input: unknown) => answerCall(handlers, name, input, () => undefined);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-sessions-"));
  key = new Uint8Array(randomBytes(32));
  mirrored = [];
  aside = [];
  await begin();
});
afterEach(async () => {
  await sessions.closeAll();
  await rm(folder, { recursive: true });
});

test("a signed-out account takes text and intents, and has them again after a restart", async () => {
  await sessions.open(account("a"), "signed-out");
  expect(await call("drafts.save", { draft: draft("a", "half a thought") })).toEqual(ok({}));
  expect(await call("outbox.submit", { intents: [note("a", "one"), note("a", "two")] })).toEqual(
    ok({}),
  );
  await sessions.closeAll();
  await begin();
  await sessions.open(account("a"), "signed-out");
  expect(await call("drafts.list", {})).toMatchObject({ value: [{ text: "half a thought" }] });
  expect(await call("outbox.list", {})).toMatchObject({
    ok: true,
    value: [{ seq: 1 }, { seq: 2 }],
  });
  expect(await call("sync.status", {})).toMatchObject({ value: [{ state: "signed-out" }] });
});

test("signing in twice at once never has two workers on one outbox", async () => {
  await sessions.closeAll();
  let running = 0;
  const most: number[] = [];
  await begin((outbox) => {
    running += 1;
    most.push(running);
    expect(outbox.unfinished()).toBe(0);
    return {
      ...({} as Worker),
      stop: async () => {
        await systemClock.sleep(5);
        running -= 1;
      },
    };
  });
  const credentials = { kind: "api-token", email: "a@x.example", token: "t" } as const;
  await Promise.all([1, 2, 3].map(() => sessions.open(account("a"), credentials)));
  expect(most).toEqual([1, 1, 1]);
  const ending = sessions.discard("a");
  await sessions.open(account("a"), credentials);
  await ending;
  expect(most).toEqual([1, 1, 1, 1]);
  await sessions.closeAll();
  expect(running).toBe(0);
});

test("nothing that was typed lies on the disk in clear", async () => {
  await sessions.open(account("a"), "signed-out");
  await call("drafts.save", { draft: draft("a", "a very recognisable sentence") });
  const journals = await readdir(path.join(folder, "journal"));
  const bytes = await Promise.all(
    journals.map((name) => readFile(path.join(folder, "journal", name))),
  );
  expect(Buffer.concat(bytes).length).toBeGreaterThan(0);
  expect(Buffer.concat(bytes).includes("recognisable")).toBe(false);
});

test("each entry and draft finds the journal of its own account", async () => {
  await sessions.open(account("a"), "signed-out");
  await sessions.open(account("b"), "signed-out");
  const theirs = note("b", "for b");
  await call("outbox.submit", { intents: [note("a", "for a"), theirs] });
  await call("drafts.save", { draft: draft("b", "draft of b") });
  const counts = () =>
    sessions.list().map(({ outbox }) => [outbox.unfinished(), outbox.drafts.list().length]);
  expect(counts()).toEqual([
    [1, 0],
    [1, 1],
  ]);
  await call("outbox.cancel", { opId: theirs.opId });
  await call("drafts.clear", { key: "reply/b:5" });
  expect(counts()[1]?.[0]).toBe(0);
});

test("intents for an unknown account are refused before any is kept", async () => {
  await sessions.open(account("a"), "signed-out");
  const answer = await call("outbox.submit", { intents: [note("a", "fine"), note("zz", "lost?")] });
  expect(answer).toMatchObject({ ok: false, error: { kind: "invalid", field: "accountId" } });
  expect(await call("outbox.list", {})).toEqual(ok([]));
});

test("every durable change of a signed-out account reaches the cache's mirror", async () => {
  await sessions.open(account("a"), "signed-out");
  await call("outbox.submit", { intents: [note("a", "one")] });
  sessions.cacheOpened(true);
  expect(mirrored.at(0)).toBe(0);
  expect(mirrored.slice(-2)).toEqual([1, 1]);
});

test("a journal of another key is put aside, told, and a new one begins", async () => {
  await sessions.open(account("a"), "signed-out");
  await call("outbox.submit", { intents: [note("a", "sealed with the old key")] });
  await sessions.closeAll();
  key = new Uint8Array(randomBytes(32));
  await begin();
  expect(await sessions.open(account("a"), "signed-out")).toEqual(ok(null));
  expect(aside).toEqual(["a.log.locked-1"]);
  expect(await call("outbox.list", {})).toEqual(ok([]));
  expect(await readdir(path.join(folder, "journal"))).toContain("a.log.locked-1");
});

test("a discarded account leaves no journal behind", async () => {
  await sessions.open(account("a"), "signed-out");
  await call("outbox.submit", { intents: [note("a", "one")] });
  await sessions.discard("a");
  expect(await readdir(path.join(folder, "journal"))).toEqual([]);
  expect(sessions.list()).toEqual([]);
});
