import { expect, test } from "vitest";
import { createSealer } from "#renderer/cache/store/seal.ts";

const key = new Uint8Array(32).fill(1);
const context = { store: "tickets", key: "a1:1" };
const record = { subject: "Grüße, Ærø ☃ مرحبا", list: [1, null, "x"] };

test("what is sealed opens again as it was", async () => {
  const sealer = await createSealer(key, crypto);
  expect(await sealer.open(context, await sealer.seal(context, record))).toEqual(record);
});

test("sealing the same twice gives different bytes without a trace of the text", async () => {
  const sealer = await createSealer(key, crypto);
  const one = await sealer.seal(context, { subject: "MARKER-TEXT" });
  const two = await sealer.seal(context, { subject: "MARKER-TEXT" });
  expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
  expect(Buffer.from(one).includes("MARKER")).toBe(false);
});

test("a changed byte, a cut field, another row, another store or another key do not open", async () => {
  const sealer = await createSealer(key, crypto);
  const sealed = await sealer.seal(context, record);
  for (let i = 0; i < sealed.length; i += 7) {
    const bent = sealed.slice();
    bent[i] = (bent[i] ?? 0) ^ 1;
    await expect(sealer.open(context, bent)).rejects.toThrow();
  }
  await expect(sealer.open(context, sealed.slice(0, -1))).rejects.toThrow();
  await expect(sealer.open({ ...context, key: "a1:2" }, sealed)).rejects.toThrow();
  await expect(sealer.open({ ...context, store: "customers" }, sealed)).rejects.toThrow();
  const other = await createSealer(new Uint8Array(32).fill(2), crypto);
  await expect(other.open(context, sealed)).rejects.toThrow();
});
