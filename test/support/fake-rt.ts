import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { createRtConnector, type RtOptions } from "#main/connectors/rt/connector.ts";
import { createLimiter } from "#main/net/limiter.ts";
import type { Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";
import { createServerClock } from "#main/net/server-clock.ts";
import { systemClock } from "#main/net/system-clock.ts";
import type { Connector } from "#main/sync/ports.ts";

export const RT_BASE = "https://help.example/rt";
export const RT_ACCOUNT = "rt";
const TOKEN = `1-43-${"a".repeat(32)}`;

type Bag = Record<string, unknown>;
export type Seen = {
  readonly method: string;
  /** Below the base, e.g. `/REST/2.0/ticket/7`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
};
/** An answer, "drop" to break the connection after the work, or null to let the desk below answer. */
export type Reply = HttpResponse | "drop" | null;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: bytes(body === "" ? "" : JSON.stringify(body)),
});
export const html = (status: number, text: string, location?: string): HttpResponse => ({
  status,
  headers: { "content-type": "text/html", ...(location === undefined ? {} : { location }) },
  body: bytes(text),
});
/** A page of a list; without `total`, as most agents get it. */
export const list = (items: readonly unknown[], more: Bag = {}): HttpResponse =>
  json(200, { items, count: items.length, page: 1, per_page: 100, total: null, ...more });

export const person = (id: number, name: string): Bag => ({
  type: "user",
  id,
  Name: name,
  RealName: name,
  EmailAddress: `${name}@desk.example`,
});
export const NOBODY = person(6, "Nobody");
export const ME = person(43, "desk.agent");

/** A ticket as a list shows it. */
export const ticket = (id: number, change: Bag = {}): Bag => ({
  id: String(id),
  type: "ticket",
  Subject: `Ticket ${id}`,
  Status: "open",
  Priority: "50",
  Queue: { id: "3", Name: "Support", Lifecycle: "default" },
  Owner: NOBODY,
  Creator: person(80, "ada"),
  Requestor: [person(80, "ada")],
  Cc: [],
  AdminCc: [],
  Created: "2026-11-01T08:00:00Z",
  LastUpdated: "2026-11-20T08:00:00Z",
  Due: "1970-01-01T00:00:00Z",
  Resolved: "1970-01-01T00:00:00Z",
  SLA: "",
  CustomFields: [
    { id: "2", name: "Channel", values: ["email"] },
    { id: "5", name: "Tags", values: [] },
    { id: "7", name: "Callback at", values: [] },
  ],
  ...change,
});
export const transaction = (id: number, ticketId: number, change: Bag = {}): Bag => ({
  id: String(id),
  type: "transaction",
  Type: "Correspond",
  Field: "",
  OldValue: "",
  NewValue: "",
  Data: "",
  Created: "2026-11-20T08:00:00Z",
  ObjectId: String(ticketId),
  Creator: person(80, "ada"),
  ...change,
});

/** The parts of a desk that every connector reads first. */
export function desk(seen: Seen, user: Bag): HttpResponse {
  const path = seen.path.replace("/REST/2.0", "");
  if (path === "/rt") return json(200, { Version: "5.0.3+dfsg-3~deb12u6" });
  if (path.startsWith("/user/")) {
    return json(200, { ...ME, Privileged: 1, Lang: "en", Timezone: "America/New_York", ...user });
  }
  if (path === "/queues/all") return list([{ id: "3", Name: "Support", Lifecycle: "default" }]);
  if (path === "/queue/3") {
    return json(200, {
      id: 3,
      TicketCustomFields: ["Channel", "Tags", "Callback at", "External id"].map((name, at) => ({
        id: String(at + 2),
        name,
      })),
      TicketTransactionCustomFields: [{ id: "8", name: "Client operation" }],
    });
  }
  if (path === "/customfields") {
    const field = (id: string, name: string, type: string, max: string): Bag => ({
      id,
      Name: name,
      Type: type,
      LookupType: "RT::Queue-RT::Ticket",
      MaxValues: max,
      Disabled: "0",
    });
    return list([
      field("2", "Channel", "Select", "1"),
      field("5", "Tags", "Freeform", "0"),
      field("7", "Callback at", "DateTime", "1"),
    ]);
  }
  return list([], { total: 0 });
}

/** A reminder as the server keeps it: a ticket that only searches for its type find. */
export type FakeReminder = {
  readonly id: number;
  readonly ticket: number;
  /** ISO. */
  due: string;
  status: "new" | "resolved";
};

const isReminderSearch = (seen: Seen): boolean =>
  (seen.query.get("query") ?? "").startsWith("Type='reminder'");

/** Answers what concerns reminders of ours as 5.0.3 was seen to; null for everything else. */
function answerReminders(seen: Seen, reminders: FakeReminder[]): HttpResponse | null {
  const path = seen.path.replace("/REST/2.0", "");
  const body = (seen.body ?? {}) as Bag;
  const iso = (text: unknown): string => `${String(text).replace(" ", "T")}Z`;
  if (isReminderSearch(seen)) {
    const open = reminders.filter((one) => one.status === "new");
    const items = open.map((one) => ({
      id: String(one.id),
      type: "ticket",
      Status: one.status,
      Due: one.due,
      Queue: { id: "3", Lifecycle: "default" },
      _hyperlinks: [
        { ref: "self", type: "ticket", id: one.id },
        { ref: "refers-to", type: "ticket", id: String(one.ticket) },
        { ref: "history" },
      ],
    }));
    return list(items, { total: items.length });
  }
  if (seen.method === "POST" && path === "/ticket" && body["Type"] === "reminder") {
    const id = 900 + reminders.length;
    reminders.push({ id, ticket: Number(body["RefersTo"]), due: iso(body["Due"]), status: "new" });
    return json(201, { type: "ticket", id: String(id) });
  }
  const one = reminders.find((each) => path === `/ticket/${each.id}`);
  if (one === undefined) return null;
  if (seen.method === "GET") return json(200, { id: one.id, Type: "reminder", Status: one.status });
  if (body["Due"] !== undefined) one.due = iso(body["Due"]);
  if (body["Status"] === "resolved") one.status = "resolved";
  return json(200, [`Ticket ${one.id}: changed`]);
}

export type FakeRt = {
  readonly connector: Connector;
  readonly seen: readonly Seen[];
  /** To be changed as somebody would on the server's own pages. */
  readonly reminders: FakeReminder[];
  /** Paths asked for, with their method. */
  calls(): readonly string[];
};

/**
 * A connector to a desk in memory that answers as Request Tracker 5.0.3 was seen to.
 *
 * @param answer Says what it answers to a call; null: as any small desk would.
 */
export function fakeRt(
  answer: (seen: Seen) => Reply,
  options: Partial<RtOptions> & { readonly user?: Bag } = {},
): FakeRt {
  const seen: Seen[] = [];
  const reminders: FakeReminder[] = [];
  const http: Http = {
    send: (request: HttpRequest): Promise<Result<HttpResponse, AppError>> => {
      const url = new URL(request.url);
      const text = typeof request.body === "string" ? request.body : "";
      const isJson = request.headers["content-type"] === "application/json";
      const one: Seen = {
        method: request.method,
        path: url.pathname.replace("/rt/", "/").replace(/^\/rt$/, "/"),
        query: url.searchParams,
        body: text === "" ? null : isJson ? JSON.parse(text) : text,
        headers: request.headers,
      };
      seen.push(one);
      const given = answer(one);
      // Reminders are the desk's own: whatever a test says of tickets is not said of them.
      const reminded =
        given === null || given === "drop" || isReminderSearch(one)
          ? answerReminders(one, reminders)
          : null;
      if (given === "drop") {
        return Promise.resolve(err({ kind: "offline", detail: "connection lost (ECONNRESET)" }));
      }
      return Promise.resolve(ok(reminded ?? given ?? desk(one, options.user ?? {})));
    },
  };
  const connector = createRtConnector({
    accountId: RT_ACCOUNT,
    base: RT_BASE,
    credentials: { kind: "token", token: TOKEN },
    userAgent: "Switchboard/test",
    http,
    limiter: createLimiter({
      clock: systemClock,
      random: () => 0,
      accountPerMinute: 6_000,
      endpoints: {},
    }),
    clock: systemClock,
    serverClock: createServerClock(),
    ...options,
  });
  return {
    connector,
    seen,
    reminders,
    calls: () => seen.map((one) => `${one.method} ${one.path}`),
  };
}
