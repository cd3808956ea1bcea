import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  desk,
  json,
  list,
  ME,
  NOBODY,
  person,
  ticket,
  transaction,
} from "#test/support/fake-rt.ts";
import type { Seen } from "#test/support/fake-rt.ts";

type Bag = Record<string, unknown>;
const SUBJECTS = [
  "Library card does not open the gate",
  "Printer on floor 3 prints blank pages",
  "VPN drops every ten minutes",
  "Exam results are missing a course",
  "Projector in room 12 flickers",
  "New staff need mail boxes",
  "Seminar room is booked twice",
  "Thesis upload says file too large",
] as const;

/** A small Request Tracker over HTTP: one queue, a few tickets with a first message each, replies and notes are kept. */
export class SmallRt {
  /** Texts of the replies and notes that arrived. */
  readonly said: string[] = [];
  private readonly bodies: Bag[] = [];
  private readonly transactions: Bag[] = [];
  private readonly tickets: Bag[];
  private server: Server | null = null;
  private port = 0;

  constructor(now: number) {
    const ago = (minutes: number) =>
      `${new Date(now - minutes * 60_000).toISOString().slice(0, 19)}Z`;
    this.tickets = SUBJECTS.map((subject, at) =>
      ticket(at + 101, {
        Subject: subject,
        Created: ago(300 - at * 20),
        LastUpdated: ago(300 - at * 20),
        Owner: at % 3 === 0 ? ME : NOBODY,
        Priority: String((at % 4) * 60),
        Status: at % 4 === 3 ? "stalled" : "open",
        Requestor: [person(80 + at, ["ada", "bo", "chen", "dina"][at % 4] ?? "ada")],
      }),
    );
    for (const [at, one] of this.tickets.entries()) {
      const id = Number(one["id"]);
      const change = { Type: "Create", Created: one["Created"], Creator: person(80 + at, "ada") };
      this.add(id, change, `${SUBJECTS[at] ?? ""}. Can you help?`);
    }
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }
  /** The network to it is gone. */
  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise<void>((resolve) =>
      this.server ? this.server.close(() => resolve()) : resolve(),
    );
    this.server = null;
  }

  private add(ticketId: number, change: Bag, text: string): number {
    const id = 1000 + this.transactions.length;
    this.transactions.push(transaction(id, ticketId, change));
    this.bodies.push({
      id: String(id * 10),
      TransactionId: String(id),
      ContentType: "text/plain",
      Content: text,
    });
    return id;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", this.base);
    const text = Buffer.concat(chunks).toString("utf8");
    const seen: Seen = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text,
      headers: {},
    };
    const { status, headers, body } = this.reply(seen) ?? desk(seen, { Lang: "en" });
    response.writeHead(status, headers).end(Buffer.from(body));
  }

  private reply({ method, path, query, body }: Seen) {
    const asked = query.get("query") ?? "";
    const after = Number(/\bid > (\d+)/.exec(asked)?.[1] ?? /"value":(\d+)/.exec(asked)?.[1] ?? 0);
    const isFirst = (query.get("page") ?? "1") === "1";
    const said = /^\/REST\/2\.0\/ticket\/(\d+)\/(comment|correspond)$/.exec(path);
    if (method === "POST" && said !== null) {
      const { Content: content } = body as { readonly Content: string };
      this.said.push(content);
      const Type = said[2] === "comment" ? "Comment" : "Correspond";
      const Created = `${new Date().toISOString().slice(0, 19)}Z`;
      const id = this.add(Number(said[1]), { Type, Created, Creator: ME }, content);
      return json(201, ["Message added"], { location: `/REST/2.0/transaction/${id}` });
    }
    if (path === "/REST/2.0/tickets") {
      if (asked.includes("EffectiveId")) return list([]);
      const ids = [...asked.matchAll(/\bid=(\d+)/g)].map((match) => match[1]);
      const found = this.tickets.filter((one) =>
        ids.length > 0 ? ids.includes(String(one["id"])) : Number(one["id"]) > after,
      );
      return list(isFirst ? found : []);
    }
    const history = /^\/REST\/2\.0\/ticket\/(\d+)\/history$/.exec(path);
    if (path === "/REST/2.0/transactions" || history !== null) {
      const rows = this.transactions.filter(
        (one) => Number(one["id"]) > after && (history === null || one["ObjectId"] === history[1]),
      );
      return list(isFirst ? (query.get("order") === "DESC" ? rows.toReversed() : rows) : []);
    }
    if (path === "/REST/2.0/attachments") {
      const isText = asked.includes("NULL");
      return list(
        isFirst && isText
          ? this.bodies.filter((one) => asked.includes(String(one["TransactionId"])))
          : [],
      );
    }
    const one = /^\/REST\/2\.0\/ticket\/(\d+)$/.exec(path)?.[1];
    const found = this.tickets.find((each) => each["id"] === one);
    if (one !== undefined)
      return found === undefined
        ? json(404, { message: "No such ticket" })
        : json(200, { id: Number(one), Status: found["Status"], _hyperlinks: [] });
    return null;
  }
}
