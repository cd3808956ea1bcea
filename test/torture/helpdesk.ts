import { z } from "zod";
import type { FaultInput } from "#main/demo/faults.ts";
import type { LedgerEntry } from "#main/demo/ledger.ts";
import type { DemoServer } from "#test/bench/demo-server.ts";

const Tickets = z.object({
  tickets: z.array(z.object({ id: z.number(), status: z.string() })),
  meta: z.object({ after_cursor: z.string().nullable(), has_more: z.boolean() }),
});

/** The demo workspace's process as a test steers it: from outside, over its control address. */
export class Helpdesk {
  readonly #demo: DemoServer;

  constructor(demo: DemoServer) {
    this.#demo = demo;
  }

  async #control(method: string, path: string, body?: unknown): Promise<Response> {
    // While the port is closed nobody can be asked.
    for (let tries = 0; ; tries += 1) {
      try {
        return await fetch(`${this.#demo.baseUrl}/__demo/${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        if (tries >= 40) throw cause;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  async ledger(): Promise<readonly LedgerEntry[]> {
    const answer = (await (await this.#control("GET", "ledger")).json()) as {
      readonly entries: readonly LedgerEntry[];
    };
    return answer.entries;
  }
  async fault(rule: FaultInput): Promise<void> {
    await this.#control("POST", "faults", rule);
  }
  async outage(mode: "refuse" | "reset" | "hang", seconds: number): Promise<void> {
    await this.#control("POST", "outage", { on: true, mode, seconds });
  }
  /** One act of a customer or colleague, now. */
  async step(): Promise<void> {
    await this.#control("POST", "step");
  }
  async quiet(): Promise<void> {
    await this.#control("DELETE", "faults");
    await this.#control("POST", "outage", { on: false });
  }

  /** Remote ids of tickets that can be answered. */
  async openTickets(): Promise<readonly number[]> {
    const who = this.#demo.credentials["agent"];
    const authorization = `Basic ${btoa(`${who?.email ?? ""}/token:${who?.token ?? ""}`)}`;
    const found: number[] = [];
    for (let after: string | null = null; ;) {
      const query = `page[size]=100${after === null ? "" : `&page[after]=${encodeURIComponent(after)}`}`;
      const answer = await fetch(`${this.#demo.apiUrl}/tickets.json?${query}`, {
        headers: { authorization },
      });
      const { tickets, meta } = Tickets.parse(await answer.json());
      for (const { id, status } of tickets) if (status !== "closed") found.push(id);
      after = meta.after_cursor;
      if (!meta.has_more || after === null) return found;
    }
  }
}

/** One thing that goes wrong on the way for a while, chosen by a number in [0, 1). */
export const FAULTS: readonly FaultInput[] = [
  { kind: "drop-after-commit", method: "PUT" },
  { kind: "drop-after-commit", method: "POST", path: "/tickets" },
  { kind: "delay", count: 5, delayMs: 3_000 },
  { kind: "delay", method: "PUT", count: 2, delayMs: 6_000 },
  { kind: "throttle", count: 2, retryAfter: 2 },
  { kind: "error", count: 3, status: 500 },
  { kind: "error", count: 2, status: 503, retryAfter: 1 },
  { kind: "error-html", count: 3, status: 502 },
  { kind: "captive", count: 3 },
  { kind: "truncate", count: 3 },
  { kind: "stale", method: "GET", count: 5, delayMs: 5_000 },
  { kind: "reject-cursor", count: 1 },
];
