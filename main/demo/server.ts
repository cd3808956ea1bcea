import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { identify } from "#main/demo/auth.ts";
import { answerControl } from "#main/demo/control.ts";
import { Faults, type FaultRule, type OutageMode } from "#main/demo/faults.ts";
import {
  forbidden,
  invalidParameter,
  invalidToken,
  missingScope,
  noEndpoint,
  refuse,
  type Reply,
} from "#main/demo/http/reply.ts";
import { Router, type Context } from "#main/demo/http/router.ts";
import { ledgerOf, type LedgerEntry } from "#main/demo/ledger.ts";
import { Life } from "#main/demo/life.ts";
import { bucketsOf, Limits, tooMany } from "#main/demo/limits.ts";
import { DemoOptions, type Credentials, type DemoInput } from "#main/demo/options.ts";
import { addAllRoutes } from "#main/demo/routes/all.ts";
import { answerAttachment } from "#main/demo/routes/uploads.ts";
import { answerOAuth } from "#main/demo/routes/oauth.ts";
import type { JsonObject } from "#main/demo/store/model.ts";
import { Workspace } from "#main/demo/workspace.ts";

const bodyLimit = 55_000_000;

/** A running (or not yet listening) demo workspace. */
export type DemoServer = {
  /** Begins to listen on loopback; resolves with the base URL. */
  readonly listen: () => Promise<string>;
  /** Stops everything, writes down what is left and frees the port. */
  readonly close: () => Promise<void>;
  /** `http://127.0.0.1:port`, without `/api/v2`; empty until it listens. */
  readonly baseUrl: () => string;
  readonly port: () => number;
  readonly credentials: Credentials;
  readonly workspace: Workspace;
  /** Every accepted write in order. @param since sequence number after which to begin */
  readonly ledger: (since?: number) => readonly LedgerEntry[];
  readonly faults: Faults;
  /** Takes the whole server away or brings it back. `refuse` closes the port, `reset` breaks every connection, `hang` never answers. */
  readonly outage: (mode: OutageMode | null) => Promise<void>;
  /** One act of a customer or colleague; what `rate` does by itself. */
  readonly step: () => void;
  /** Answers one request; `listen` hands it every request of its port. Outages hold here too, but for `refuse`. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/**
 * Makes a demo workspace. Nothing listens until `listen()`.
 *
 * @param clock ms epoch; limits, tokens and all times go by it
 * @throws a `ZodError` when the options make no sense
 */
export function createDemoServer(
  input: DemoInput = {},
  clock: () => number = Date.now,
): DemoServer {
  return new Demo(DemoOptions.parse(input), clock);
}

class Demo implements DemoServer {
  readonly workspace: Workspace;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly #options: DemoOptions;
  readonly #clock: () => number;
  readonly #router = new Router();
  readonly #limits: Limits;
  readonly #life: Life;
  readonly #sockets = new Set<Socket>();
  readonly #older = new Map<string, Reply>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | null = null;
  #port: number;
  #mode: OutageMode | null = null;
  #requests = 0;
  #flusher: NodeJS.Timeout | null = null;

  constructor(options: DemoOptions, clock: () => number) {
    this.#options = options;
    this.#clock = clock;
    this.workspace = new Workspace(options, clock);
    this.credentials = this.workspace.credentials;
    this.faults = new Faults(Math.random);
    this.#limits = new Limits(options.unlimited);
    this.#life = new Life(this.workspace);
    this.#port = options.port;
    addAllRoutes(this.#router);
  }

  readonly listen = async (): Promise<string> => {
    await this.#open();
    this.#flusher ??= setInterval(() => this.workspace.flush(), 1000);
    this.#flusher.unref();
    this.#life.start(this.#options.rate);
    return this.baseUrl();
  };
  readonly baseUrl = (): string => (this.#port === 0 ? "" : `http://127.0.0.1:${this.#port}`);
  readonly port = (): number => this.#port;
  readonly ledger = (since = 0): readonly LedgerEntry[] => ledgerOf(this.workspace, since);
  readonly step = (): void => this.#life.step();

  readonly outage = async (mode: OutageMode | null): Promise<void> => {
    const before = this.#mode;
    this.#mode = mode;
    if (before === "refuse" && mode !== "refuse") await this.#open();
    if (mode === "refuse" && before !== "refuse") await this.#shut();
    else for (const socket of this.#sockets) socket.destroy();
  };

  readonly close = async (): Promise<void> => {
    this.#life.stop();
    if (this.#flusher !== null) clearInterval(this.#flusher);
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#shut();
    this.workspace.close();
  };

  #open(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    server.keepAliveTimeout = 65_000;
    server.requestTimeout = 120_000;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }
  async #shut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (this.#mode !== null && !url.pathname.startsWith("/__demo/")) {
        if (this.#mode === "reset") request.socket.destroy();
        return;
      }
      const raw = await readBody(request);
      if (raw === null)
        return this.#send(
          response,
          refuse(413, "RequestEntityTooLarge", "The request is too large"),
          {},
        );
      if (url.pathname.startsWith("/__demo/"))
        return this.#send(
          response,
          await answerControl(this, this.#options, request.method ?? "GET", url, raw),
          {},
        );
      await this.#answer(request, response, url, raw);
    } catch (cause) {
      if (response.headersSent || request.socket.destroyed) return;
      this.#send(
        response,
        refuse(500, "InternalServerError", cause instanceof Error ? cause.message : "unknown"),
        {},
      );
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    raw: Buffer,
  ): Promise<void> {
    const method = request.method ?? "GET";
    const faults = this.faults.hit(method, `${url.pathname}${url.search}`);
    for (const fault of faults)
      if (fault.kind === "clock-skew") this.workspace.skewMs = fault.delayMs;
    const instead = faults.map(replyInstead).find((r) => r !== null);
    const extra: Record<string, string> = {};
    const stale = faults.find((f) => f.kind === "stale");
    let reply: Reply;
    if (instead !== undefined && instead !== null) reply = instead;
    else if (
      faults.some((f) => f.kind === "reject-cursor") &&
      (url.searchParams.has("cursor") || url.searchParams.has("page[after]"))
    )
      reply = invalidParameter("InvalidCursor", "cursor is not valid");
    else {
      const key = `${request.headers.authorization ?? ""} ${url.pathname}${url.search}`;
      const known = stale === undefined || method !== "GET" ? undefined : this.#older.get(key);
      reply =
        known ??
        this.#route(request, method, url, raw, extra, {
          staleBefore:
            stale === undefined
              ? null
              : this.workspace.now() - Math.max(1, Math.round(stale.delayMs / 1000)),
          countsLoading: faults.some((f) => f.kind === "counts-loading"),
        });
      if (
        this.#options.faults &&
        method === "GET" &&
        reply.status === 200 &&
        stale === undefined &&
        !(reply.body instanceof Buffer) &&
        !url.pathname.includes("/incremental/")
      ) {
        if (this.#older.size > 200) this.#older.clear();
        this.#older.set(key, reply);
      }
    }
    const wait = faults.find((f) => f.kind === "delay");
    if (wait !== undefined) await this.#pause(Math.min(60_000, wait.delayMs));
    if (faults.some((f) => f.kind === "drop-after-commit")) {
      request.socket.destroy();
      return;
    }
    this.#send(
      response,
      reply,
      extra,
      faults.some((f) => f.kind === "truncate"),
    );
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }

  #route(
    request: IncomingMessage,
    method: string,
    url: URL,
    raw: Buffer,
    extra: Record<string, string>,
    bent: Pick<Context, "staleBefore" | "countsLoading">,
  ): Reply {
    const base = `http://${request.headers.host ?? `127.0.0.1:${this.#port}`}`;
    if (url.pathname.startsWith("/oauth/"))
      return answerOAuth(this.workspace, method, url, raw, request.headers["content-type"] ?? "");
    const caller = identify(this.workspace, request.headers.authorization);
    if (url.pathname.startsWith("/attachments/"))
      return caller.kind === "user" ? answerAttachment(this.workspace, url) : caller.reply;
    const path = /^\/api\/v2\/(.+?)(?:\.json)?\/?$/.exec(url.pathname)?.[1];
    if (path === undefined) return noEndpoint;
    if (caller.kind === "refused") return caller.reply;
    const found = this.#router.find(method, decodeURIComponent(path));
    if (caller.kind === "anonymous" && found?.route.access !== "anyone") return caller.reply;
    if (caller.kind === "user") {
      const limited = this.#limit(method, path, caller.user.id, url, extra);
      if (limited !== null) return limited;
      const scope = method === "GET" ? "read" : "write";
      if (!caller.scopes.includes(scope)) return missingScope(scope);
    }
    if (found === null) return noEndpoint;
    if (found.route.access === "admin" && caller.user.role !== "admin") return forbidden;
    let body: JsonObject = {};
    if (raw.length > 0 && path !== "uploads" && method !== "GET") {
      try {
        const parsed = JSON.parse(raw.toString("utf8")) as unknown;
        if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
          return refuse(400, "InvalidRequest", "The body must be a JSON object");
        body = parsed as JsonObject;
      } catch {
        return refuse(400, "JSONParseError", "The body is not valid JSON");
      }
    }
    const ctx: Context = {
      workspace: this.workspace,
      method,
      path: decodeURIComponent(path),
      params: found.params,
      query: url.searchParams,
      headers: request.headers,
      raw,
      body,
      base,
      user: caller.user,
      now: this.workspace.now(),
      extra,
      ...bent,
    };
    return found.route.handler(ctx);
  }

  #limit(
    method: string,
    path: string,
    user: number,
    url: URL,
    extra: Record<string, string>,
  ): Reply | null {
    const nowMs = this.#clock();
    const account = this.#limits.take(
      path.startsWith("help_center") ? "help-center" : "account",
      this.#options.perMinute,
      60,
      nowMs,
    );
    extra["X-Rate-Limit"] = String(account.limit);
    extra["X-Rate-Limit-Remaining"] = String(account.remaining);
    extra["ratelimit-limit"] = String(account.limit);
    extra["ratelimit-remaining"] = String(account.remaining);
    extra["ratelimit-reset"] = String(account.resets);
    if (!account.ok) return tooMany(account.resets);
    for (const bucket of bucketsOf(
      method,
      path,
      user,
      Number(url.searchParams.get("page") ?? "1"),
      this.#options.perMinute,
    )) {
      const left = this.#limits.take(bucket.name, bucket.limit, bucket.seconds, nowMs);
      if (bucket.header !== null)
        extra[bucket.header] =
          `total=${left.limit}; remaining=${left.remaining}; resets=${left.resets}`;
      if (!left.ok) return tooMany(left.resets);
    }
    return null;
  }

  #send(
    response: ServerResponse,
    reply: Reply,
    extra: Readonly<Record<string, string>>,
    truncate = false,
  ): void {
    this.#requests += 1;
    response.statusCode = reply.status;
    response.setHeader("Date", new Date(this.workspace.nowMs()).toUTCString());
    response.setHeader("X-Request-Id", `demo-${this.#requests}`);
    response.setHeader("Cache-Control", "max-age=0, private, must-revalidate");
    for (const [name, value] of Object.entries(extra)) response.setHeader(name, value);
    for (const [name, value] of Object.entries(reply.headers ?? {}))
      response.setHeader(name, value);
    if (reply.body === null) {
      response.end();
      return;
    }
    const bytes =
      reply.body instanceof Buffer ? reply.body : Buffer.from(JSON.stringify(reply.body));
    response.setHeader("Content-Type", reply.type ?? "application/json; charset=utf-8");
    response.setHeader("Content-Length", bytes.length);
    if (!truncate) {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  }
}

const html = (title: string, text: string): Buffer =>
  Buffer.from(
    `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
  );

/** What a fault answers instead of the truth; null when it only changes how the truth is sent. */
function replyInstead(fault: FaultRule): Reply | null {
  const retry: Readonly<Record<string, string>> =
    fault.retryAfter === null ? {} : { "Retry-After": String(fault.retryAfter) };
  switch (fault.kind) {
    case "throttle":
      return { ...tooMany(0), headers: retry };
    case "error":
      return fault.status === 401
        ? invalidToken
        : {
            ...refuse(
              fault.status,
              fault.status >= 500 ? "InternalError" : "Error",
              "Injected fault",
            ),
            headers: fault.status === 503 || fault.status === 429 ? retry : {},
          };
    case "error-html":
      return {
        status: fault.status,
        body: html("Service unavailable", "We will be back soon."),
        type: "text/html; charset=utf-8",
        headers: fault.status === 503 ? retry : {},
      };
    case "captive":
      return {
        status: 200,
        body: html("Welcome to Hotel Wi-Fi", "Please accept the terms to go online."),
        type: "text/html; charset=utf-8",
      };
    case "drop-after-commit":
    case "delay":
    case "truncate":
    case "stale":
    case "reject-cursor":
    case "clock-skew":
    case "counts-loading":
      return null;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > bodyLimit) return null;
    parts.push(bytes);
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
