import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataKey, recoverDataKey, replaceDataKey } from "#main/accounts/data-key.ts";
import { type Keyring, openKeyring } from "#main/accounts/keyring.ts";
import { openVault } from "#main/accounts/vault.ts";

const now = () => 1_700_000_000_000;
const none: Keyring = {
  available: false,
  seal: () => Promise.reject(new Error("this machine has no keyring")),
  unseal: async () => null,
};
/** Seals by turning bytes around with a secret of its own. */
const keyring = (secret: number): Keyring => ({
  available: true,
  seal: async (text) => Buffer.from(`${secret}|${text}`).map((byte) => byte ^ 0x5a) as Buffer,
  unseal: async (bytes) => {
    const text = Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString();
    return text.startsWith(`${secret}|`) ? text.slice(`${secret}|`.length) : null;
  },
});
const token = { kind: "api-token", email: "a@b.c", token: "very-secret-token" } as const;

let folder = "";
const file = (name: string) => path.join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-keys-"));
});
afterEach(() => rm(folder, { recursive: true }));

const everything = async (): Promise<string> => {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(file(name), "utf8")))).join("\n");
};

test("without a keyring credentials last for the session and never touch the disk", async () => {
  const vault = await openVault(file("vault.json"), none, now);
  await vault.set("a", token);
  expect(vault.mode).toBe("session");
  expect(await vault.get("a")).toEqual(token);
  expect(await everything()).not.toContain(token.token);
  expect(await (await openVault(file("vault.json"), none, now)).get("a")).toBeNull();
});

test("with a keyring credentials survive a restart, sealed", async () => {
  const vault = await openVault(file("vault.json"), keyring(1), now);
  await vault.set("a", token);
  expect(await everything()).not.toContain(token.token);
  const again = await openVault(file("vault.json"), keyring(1), now);
  expect(await again.get("a")).toEqual(token);
  await again.remove("a");
  expect(await (await openVault(file("vault.json"), keyring(1), now)).get("a")).toBeNull();
});

test("another keyring means signing in again, not a crash", async () => {
  await (await openVault(file("vault.json"), keyring(1), now)).set("a", token);
  expect(await (await openVault(file("vault.json"), keyring(2), now)).get("a")).toBeNull();
});

test("a backend that only pretends to protect is no keyring", () => {
  const safe = (backend: string) =>
    openKeyring(
      {
        isEncryptionAvailable: () => true,
        getSelectedStorageBackend: () => backend,
      } as unknown as Parameters<typeof openKeyring>[0],
      "linux",
    ).available;
  expect([safe("basic_text"), safe("unknown"), safe("gnome_libsecret")]).toEqual([
    false,
    false,
    true,
  ]);
});

test("the data key stays the same over restarts, readable by its owner only", async () => {
  const first = await openDataKey(file("key.json"), none, now);
  const second = await openDataKey(file("key.json"), none, now);
  expect(first).toMatchObject({ kind: "ready", isNew: true, dataKey: { protected: false } });
  expect(second).toMatchObject({ kind: "ready", isNew: false });
  const keyOf = (outcome: typeof first) =>
    outcome.kind === "ready" ? [...outcome.dataKey.key] : [];
  expect(keyOf(second)).toEqual(keyOf(first));
  expect(keyOf(first)).toHaveLength(32);
  expect((await stat(file("key.json"))).mode & 0o777).toBe(0o600);
});

test("a plain key is sealed as soon as there is a keyring, and is still the same key", async () => {
  const plain = await openDataKey(file("key.json"), none, now);
  const sealed = await openDataKey(file("key.json"), keyring(1), now);
  const key = plain.kind === "ready" ? Buffer.from(plain.dataKey.key) : Buffer.alloc(0);
  expect(sealed).toMatchObject({ kind: "ready", dataKey: { protected: true } });
  expect(sealed.kind === "ready" && key.equals(sealed.dataKey.key)).toBe(true);
  expect(await everything()).not.toContain(key.toString("base64"));
});

test("a locked keyring changes nothing, so that unlocking it helps", async () => {
  await openDataKey(file("key.json"), keyring(1), now);
  const before = await everything();
  expect(await openDataKey(file("key.json"), none, now)).toEqual({
    kind: "locked",
    recoverable: false,
  });
  expect(await everything()).toBe(before);
  expect(await openDataKey(file("key.json"), keyring(1), now)).toMatchObject({
    kind: "ready",
    isNew: false,
  });
});

test("a recovery code opens a key whose keyring is lost, however it is typed, and seals it anew", async () => {
  const first = await openDataKey(file("key.json"), keyring(1), now);
  if (first.kind !== "ready") throw new Error(first.kind);
  expect(first.dataKey.recoverySince()).toBeNull();
  const old = await first.dataKey.makeRecoveryCode();
  const code = await first.dataKey.makeRecoveryCode();
  expect(code).toMatch(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]$/);
  expect(first.dataKey.recoverySince()).toBe(now());
  expect(await everything()).not.toContain(code);

  const other = keyring(2);
  expect(await openDataKey(file("key.json"), other, now)).toEqual({
    kind: "locked",
    recoverable: true,
  });
  const before = await everything();
  for (const wrong of ["", "AAAAA", old, code.slice(1), `${code}0`])
    expect(await recoverDataKey(file("key.json"), other, wrong, now)).toBeNull();
  expect(await everything()).toBe(before);

  const typed = ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")}\n`;
  const recovered = await recoverDataKey(file("key.json"), other, typed, now);
  expect(recovered).toMatchObject({ kind: "ready", isNew: false });
  const again = await openDataKey(file("key.json"), other, now);
  expect(again.kind === "ready" && Buffer.from(again.dataKey.key).equals(first.dataKey.key)).toBe(
    true,
  );
});

test("a recovery part that cannot be understood does not make the key unreadable", async () => {
  await openDataKey(file("key.json"), none, now);
  const kept = JSON.parse(await readFile(file("key.json"), "utf8")) as object;
  await writeFile(file("key.json"), JSON.stringify({ ...kept, recovery: { salt: 7 } }));
  expect(await openDataKey(file("key.json"), none, now)).toMatchObject({ kind: "ready" });
});

test("giving a locked key up keeps its file", async () => {
  await openDataKey(file("key.json"), keyring(1), now);
  const kept = await readFile(file("key.json"), "utf8");
  expect(await replaceDataKey(file("key.json"), none, now)).toMatchObject({
    kind: "ready",
    isNew: true,
  });
  expect(await everything()).toContain(kept);
});

test.each(["", "not json", '{"kind":"plain","key":"AAAA"}', '{"kind":"else"}'])(
  "a key file that holds %j is put aside, not overwritten",
  async (content) => {
    await writeFile(file("key.json"), content);
    expect(await openDataKey(file("key.json"), none, now)).toMatchObject({ kind: "damaged" });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^key\.json\.broken-/)]);
  },
);
