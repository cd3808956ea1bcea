import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ORIGIN, resolveAsset, serveAsset } from "#main/app/protocol.ts";

const ROOT = "/srv/pages";

describe("the address of an asset", () => {
  test.each([
    ["app://switchboard/index.html", "/srv/pages/index.html"],
    ["app://switchboard/", "/srv/pages/index.html"],
    ["app://switchboard/cache/host.html?x=1#y", "/srv/pages/cache/host.html"],
    ["app://switchboard/assets/a%20b.js", "/srv/pages/assets/a b.js"],
    ["app://switchboard/a/../b.js", "/srv/pages/b.js"],
  ])("%s is the file %s", (address, file) => {
    expect(resolveAsset(ROOT, address)).toBe(file);
  });

  test.each([
    ["an encoded way out", "app://switchboard/..%2f..%2fetc%2fpasswd"],
    ["a doubly dotted way out", "app://switchboard/%2e%2e/%2e%2e/etc/passwd"],
    ["a sibling folder with the same beginning", "app://switchboard/..%2fpages-secret%2fkey"],
    ["a backslash", "app://switchboard/..%5c..%5cetc"],
    ["a NUL", "app://switchboard/index.html%00.js"],
    ["a broken encoding", "app://switchboard/%E0%A4%A"],
    ["another host", "app://elsewhere/index.html"],
    ["another port", "app://switchboard:81/index.html"],
    ["another scheme", "file:///srv/pages/index.html"],
    ["no address", "index.html"],
  ])("%s leads nowhere or stays inside", (_name, address) => {
    const file = resolveAsset(ROOT, address);
    expect(file === null || file.startsWith("/srv/pages/")).toBe(true);
  });

  test("ways out and other hosts are refused, not mapped", () => {
    expect(resolveAsset(ROOT, "app://switchboard/..%2f..%2fetc%2fpasswd")).toBeNull();
    expect(resolveAsset(ROOT, "app://elsewhere/index.html")).toBeNull();
  });
});

describe("an answer", () => {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), "switchboard-pages-"));
    await mkdir(path.join(root, "assets"));
    await writeFile(
      path.join(root, "index.html"),
      "<!doctype html><html><head><title>x</title></head></html>",
    );
    await writeFile(path.join(root, "assets/a.js"), "1");
    await writeFile(path.join(root, "notes.txt"), "no page needs this");
  });
  const get = (url: string, method = "GET") => serveAsset(root, { url, method });

  test("a document carries the policy and a nonce that differs each time", async () => {
    const answers = [await get(`${ORIGIN}/index.html`), await get(`${ORIGIN}/index.html`)];
    const nonces = answers.map(({ headers, data }) => {
      const nonce = /nonce="([^"]+)"/.exec(data.toString())?.[1] ?? "missing";
      expect(headers["content-security-policy"]).toContain(`'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
  });

  test("a file comes as it is, with its type", async () => {
    const { statusCode, headers, data } = await get(`${ORIGIN}/assets/a.js`);
    expect([statusCode, headers["content-type"], data.toString()]).toEqual([
      200,
      "text/javascript; charset=utf-8",
      "1",
    ]);
  });

  test("no script may come from anywhere but us, and none from text", async () => {
    const policy = (await get(`${ORIGIN}/index.html`)).headers["content-security-policy"] ?? "";
    const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
    expect(scripts).toBe("script-src 'self'");
    expect(policy).toContain("default-src 'none'");
  });

  test.each([
    [403, `${ORIGIN}/..%2fsecret`, "GET"],
    [403, "app://other/index.html", "GET"],
    [404, `${ORIGIN}/missing.js`, "GET"],
    [404, `${ORIGIN}/notes.txt`, "GET"],
    [405, `${ORIGIN}/index.html`, "POST"],
  ])("status %i for %s by %s", async (status, address, method) => {
    expect((await get(address, method)).statusCode).toBe(status);
  });
});
