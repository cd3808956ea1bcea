import type { HttpRequest, HttpResponse } from "#main/net/ports.ts";
import type { WireServer } from "#test/support/sim/model-http.ts";
import type { Session } from "#test/support/sim/model-net.ts";

const encoder = new TextEncoder();
const HTML = { "content-type": "text/html" };
export const GATEWAY_BASE = "https://sim.example/rt";
const LOGIN = "/NoAuth/Login.html";
const TRIAL = "/REST/2.0/rt";

/** So long after a refusal of the password a call may still come back that met it. */
const REFUSAL_ECHO_MS = 180_000;
/** A call that was turned away is made again within this. */
const TWO_ENDS_MS = 60_000;

export type GatewayParts = {
  /** Monotonic ms. */
  readonly now: () => number;
  /** A client signs in though it has a session that is good. */
  readonly onNeedlessLogin: () => void;
};

/**
 * The door of a helpdesk that is entered by name and password and lets in by the session that it opens then. What is
 * behind it is found by number.
 */
export class SessionGateway implements WireServer {
  /** Cookie → agent, and the client that has shown it. */
  readonly #open = new Map<string, { readonly agentId: string; client: string | null }>();
  readonly #calls = new Map<string, (author: string) => number>();
  readonly #session: Session;
  readonly #parts: GatewayParts;
  #issued = 0;
  #clients = 0;
  /** When names and passwords were last refused; monotonic ms. */
  #refusedAt = Number.NEGATIVE_INFINITY;
  readonly #expiredAt: number[] = [];

  constructor(session: Session, parts: GatewayParts) {
    this.#session = session;
    this.#parts = parts;
  }

  /** @returns What it calls itself. */
  newClient(): string {
    this.#clients += 1;
    return `sim-${this.#clients}`;
  }

  /** @param run Carries the call out and tells its status. @returns Its path. */
  expect(run: (author: string) => number): string {
    const path = `/call/${this.#calls.size}`;
    this.#calls.set(path, run);
    return path;
  }

  /** Sessions run out, all at the same moment. */
  expire(): void {
    this.#open.clear();
    this.#expiredAt.push(this.#parts.now());
  }

  /** Whether one call may have met two ends of sessions, or a refusal of the password. */
  mayTurnAway(): boolean {
    const now = this.#parts.now();
    const ends = this.#expiredAt.filter((at) => now - at < TWO_ENDS_MS);
    return ends.length > 1 || now - this.#refusedAt < REFUSAL_ECHO_MS;
  }

  #refuse(): void {
    this.#open.clear();
    this.#refusedAt = this.#parts.now();
  }

  answer(status: number, json: unknown, more: Readonly<Record<string, string>> = {}): HttpResponse {
    const headers = { "content-type": "application/json", ...more };
    return { status, headers, body: encoder.encode(JSON.stringify(json)) };
  }

  page(status: number): HttpResponse {
    // Nobody can tell it from the helpdesk's own.
    if (status === 401) this.#refuse();
    return { status, headers: HTML, body: encoder.encode("<html><body>Welcome</body></html>") };
  }

  callerOf({ url, headers }: HttpRequest): string | HttpResponse {
    const { agentId } = this.#session;
    const client = headers["user-agent"] ?? "";
    if (agentId === null) this.#refuse();
    if (url.endsWith(LOGIN)) {
      const has = [...this.#open.values()].some((session) => session.client === client);
      if (has) this.#parts.onNeedlessLogin();
      return "";
    }
    const session = this.#open.get(headers["cookie"] ?? "");
    if (session !== undefined) {
      // A trial whether it opens anything is part of signing in.
      if (!url.endsWith(TRIAL)) session.client = client;
      return session.agentId;
    }
    const user = nameIn(headers["authorization"]);
    return user === null || agentId === null ? this.answer(401, { message: "Unauthorized" }) : user;
  }

  handle({ url, body }: HttpRequest, author: string): HttpResponse {
    const path = new URL(url).pathname.replace("/rt/", "/").replace("/REST/2.0", "");
    if (path === LOGIN) return this.#login(new URLSearchParams(String(body)).get("user") ?? "");
    if (path === "/rt") return this.answer(200, { Version: "5.0.3" });
    const status = this.#calls.get(path)?.(author) ?? 404;
    return this.answer(status, { message: "sim" });
  }

  /** A cookie comes with a wrong password too, and then opens nothing. */
  #login(agentId: string): HttpResponse {
    this.#issued += 1;
    const cookie = `RT_SID_sim=${this.#issued}`;
    if (this.#session.agentId !== null) this.#open.set(cookie, { agentId, client: null });
    const headers = { ...HTML, "set-cookie": cookie };
    const isSent = this.#session.agentId !== null && this.#issued % 2 === 0;
    return { status: isSent ? 302 : 200, headers, body: encoder.encode("Request Tracker") };
  }

  mayDouble(): boolean {
    return false;
  }
}

function nameIn(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const text = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
  return text.slice(0, text.lastIndexOf(":"));
}
