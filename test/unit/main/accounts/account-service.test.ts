import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { err, ok } from "#domain/kernel/result.ts";
import { openAccountList } from "#main/accounts/account-list.ts";
import { type AccountService, createAccountService } from "#main/accounts/account-service.ts";
import { type Vault, openVault } from "#main/accounts/vault.ts";

const now = () => 0;
const credentials = { kind: "api-token", email: "a@b.c", token: "t" } as const;
const form = { kind: "zendesk", baseUrl: "acme", credentials } as const;

let folder = "";
let service: AccountService;
let vault: Vault;
let remoteAgent = "7";
let failure: AppError | null = null;
let unsent = 0;
let opened: string[] = [];
let discarded: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-accounts-"));
  remoteAgent = "7";
  failure = null;
  unsent = 0;
  opened = [];
  discarded = [];
  const keyring = {
    available: false,
    seal: () => Promise.reject(new Error("none")),
    unseal: async () => null,
  };
  vault = await openVault(path.join(folder, "vault.json"), keyring, now);
  service = createAccountService({
    list: await openAccountList(path.join(folder, "accounts.json"), now),
    vault,
    identify: async (accountId) =>
      failure === null
        ? ok({
            accountName: "Acme",
            agent: {
              id: globalId(accountId, remoteAgent),
              accountId,
              name: "Ann",
              email: "a@b.c",
              phone: null,
              role: "agent",
              active: true,
              groupIds: [],
              signature: "",
            },
            capabilities: { mode: "agent", macrosWrite: true, serverSearch: true, missing: [] },
          })
        : err(failure),
    open: async (account) => {
      opened.push(account.accountId);
      return ok(null);
    },
    discard: async (accountId) => void discarded.push(accountId),
    unsent: () => unsent,
    onChange: () => undefined,
  });
});
afterEach(() => rm(folder, { recursive: true }));

test("an account that answers is kept with its identity and starts working", async () => {
  const added = await service.add(form);
  expect(added).toMatchObject({
    ok: true,
    value: { baseUrl: "https://acme.zendesk.com", agentName: "Ann" },
  });
  expect(service.list()).toHaveLength(1);
  expect(opened).toEqual([service.list()[0]?.accountId]);
});

test("probing keeps nothing", async () => {
  expect(await service.probe(form)).toMatchObject({ ok: true });
  expect(service.list()).toEqual([]);
  expect(opened).toEqual([]);
});

test.each([
  [{ kind: "signed-out", detail: "401" }, "token", "credentials"],
  [{ kind: "no-access", detail: "403" }, "token", "role"],
  [{ kind: "not-found", detail: "404" }, "baseUrl", "baseUrl.notHelpdesk"],
  [{ kind: "offline", detail: "getaddrinfo ENOTFOUND acme" }, "baseUrl", "baseUrl.unknownHost"],
] as const)("%o names the field %s and the remedy %s", async (error, field, remedy) => {
  failure = error;
  expect(await service.add(form)).toMatchObject({
    ok: false,
    error: { kind: "invalid", field, remedy },
  });
  expect(service.list()).toEqual([]);
});

test.each([
  { kind: "blocked", detail: "a login page" },
  { kind: "offline", detail: "timeout" },
  { kind: "throttled", retryAfterMs: 1 },
] as const)("%o is nobody's typing and stays what it is", async (error) => {
  failure = error;
  expect(await service.add(form)).toEqual(err(error));
});

test("the same agent at the same helpdesk is one account", async () => {
  await service.add(form);
  expect(await service.add(form)).toMatchObject({ ok: false, error: { remedy: "account.known" } });
  remoteAgent = "8";
  expect(await service.add(form)).toMatchObject({ ok: true });
});

test("signing in again as somebody else is refused: the outbox belongs to its author", async () => {
  const added = await service.add(form);
  const accountId = added.ok ? added.value.accountId : "";
  remoteAgent = "8";
  expect(await service.signIn(accountId, { ...credentials, token: "new" })).toMatchObject({
    ok: false,
    error: { kind: "invalid", field: "email", remedy: "account.otherAgent" },
  });
  expect(await vault.get(accountId)).toEqual(credentials);
});

test("an account with unsent work goes only when that is meant", async () => {
  const added = await service.add(form);
  const accountId = added.ok ? added.value.accountId : "";
  unsent = 3;
  expect(await service.remove(accountId, false)).toMatchObject({
    ok: false,
    error: { field: "discardUnsent", detail: expect.stringContaining("3") },
  });
  expect(discarded).toEqual([]);
  expect(await service.remove(accountId, true)).toEqual(ok({}));
  expect(discarded).toEqual([accountId]);
  expect(service.list()).toEqual([]);
  expect(await vault.get(accountId)).toBeNull();
});
