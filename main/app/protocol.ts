import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Protocol } from "electron";
import { contentPolicy, withNonce } from "#main/app/content-policy.ts";

/** The pages' origin is the cache's address: never change it. */
export const SCHEME = "app";
export const HOST = "switchboard";
export const ORIGIN = `${SCHEME}://${HOST}`;
export const UI_URL = `${ORIGIN}/index.html`;
export const CACHE_HOST_URL = `${ORIGIN}/cache/host.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".wav": "audio/wav",
  ".wasm": "application/wasm",
};

/** Must run before the app is ready. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        // Scripts are compiled once per release, not at every start.
        codeCache: true,
      },
    },
  ]);
}

/**
 * File that an address of ours means.
 *
 * @param root     Absolute folder of the built pages.
 * @param address  As requested, still percent-encoded.
 * @returns        Absolute path inside `root`, or null when the address is foreign, malformed or leads outside.
 */
export function resolveAsset(root: string, address: string): string | null {
  let url: URL;
  let name: string;
  try {
    url = new URL(address);
    name = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.protocol !== `${SCHEME}:` || url.host !== HOST) return null;
  if (name.includes("\0") || name.includes("\\")) return null;
  const file = path.resolve(root, `.${name === "/" ? "/index.html" : name}`);
  return file.startsWith(root + path.sep) ? file : null;
}

/** An answer as Electron takes it. */
export type Asset = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly data: Buffer;
};

const refusal = (statusCode: number): Asset => ({
  statusCode,
  headers: { "content-type": "text/plain", "content-security-policy": "default-src 'none'" },
  data: Buffer.alloc(0),
});

/** Answers one request for a page or an asset, with the policy on documents. */
export async function serveAsset(
  root: string,
  request: { readonly url: string; readonly method: string },
): Promise<Asset> {
  if (request.method !== "GET" && request.method !== "HEAD") return refusal(405);
  const file = resolveAsset(root, request.url);
  if (file === null) return refusal(403);
  const extension = path.extname(file).toLowerCase();
  const contentType = CONTENT_TYPES[extension];
  if (contentType === undefined) return refusal(404);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return refusal(404);
  }
  const nonce = randomBytes(16).toString("base64");
  return {
    statusCode: 200,
    data: extension === ".html" ? Buffer.from(withNonce(bytes.toString("utf8"), nonce)) : bytes,
    headers: {
      "content-type": contentType,
      "content-security-policy": contentPolicy(nonce),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      // Files with a fingerprint in their name never change; documents carry a nonce and are never kept.
      "cache-control": extension === ".html" ? "no-store" : "no-cache",
    },
  };
}

/**
 * Serves the pages. Whole buffers: an answer of `protocol.handle` is a request, a response and two streams of main's
 * own thread, which took 80 ms of every start.
 */
export function handleScheme(
  protocol: Pick<Protocol, "registerBufferProtocol">,
  root: string,
): void {
  // oxlint-disable-next-line typescript/no-deprecated -- what replaces it makes every start slower
  protocol.registerBufferProtocol(SCHEME, (request, answer) => {
    void serveAsset(root, request).then(answer);
  });
}
