import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import type { Priority, Ticket, TicketStatus } from "#domain/ticket/ticket.ts";
import type { HttpRequest, HttpResponse } from "#main/net/ports.ts";
import type { Lags, WireServer } from "#test/support/sim/model-http.ts";
import type { Session } from "#test/support/sim/model-net.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { ServerEntry, Wire } from "#test/support/sim/model-wire.ts";

const encoder = new TextEncoder();
const PAGE = 5;
/** Exports leave out the last minute. */
const EXPORT_LAG_MS = 60_000;

const WIRE: Readonly<Record<string, string>> = { "on-hold": "hold" };
const toWireStatus = (status: TicketStatus): string => WIRE[status] ?? status;
const fromWireStatus = (word: string): TicketStatus =>
  (word === "hold" ? "on-hold" : word) as TicketStatus;
const iso = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");
const numberOf = (id: string | null): number | null => (id === null ? null : Number(remoteOf(id)));

function ticketJson(ticket: Ticket, gone: boolean): object {
  return {
    id: numberOf(ticket.id),
    subject: ticket.subject,
    raw_subject: ticket.subject,
    status: gone ? "deleted" : toWireStatus(ticket.status),
    priority: ticket.priority,
    type: ticket.kind,
    via: { channel: "email" },
    requester_id: numberOf(ticket.requesterId),
    assignee_id: numberOf(ticket.assigneeId),
    group_id: numberOf(ticket.groupId),
    organization_id: null,
    tags: ticket.tags,
    custom_fields: [],
    created_at: iso(ticket.createdAt),
    updated_at: iso(ticket.updatedAt),
  };
}

const userJson = (id: number, role: string): object => ({
  id,
  name: `User ${id}`,
  email: `u${id}@example.org`,
  role,
  active: true,
  created_at: "2020-01-01T00:00:00Z",
  updated_at: "2020-01-01T00:00:00Z",
});

function auditJson(ticketId: string, entry: ServerEntry): object {
  const comment = {
    id: entry.id * 10,
    type: "Comment",
    author_id: numberOf(entry.author),
    body: entry.text,
    plain_body: entry.text,
    public: entry.kind === "message",
    attachments: [],
  };
  const changes = entry.fields.map((change, index) => ({
    id: entry.id * 10 + 1 + index,
    type: "Change",
    field_name: change.field,
    value: change.field === "status" ? toWireStatus(change.to as TicketStatus) : change.to,
    previous_value: change.from,
  }));
  return {
    id: entry.id,
    ticket_id: numberOf(ticketId),
    author_id: numberOf(entry.author),
    created_at: iso(entry.at),
    via: { channel: "web" },
    metadata: { custom: entry.op === null ? {} : { op: entry.op } },
    events: entry.kind === "change" ? changes : [comment, ...changes],
  };
}

/** Names the operation of a request whose body cannot: for the ledger, no real helpdesk knows it. */
export const OPERATION_HEADER = "x-operation";

/** A Zendesk account over the model server: just what the connector asks for, in its own words. */
export class ZendeskServer implements WireServer {
  readonly #model: ModelServer;
  readonly #accountId: string;
  readonly #agents: readonly string[];
  /** What the agent's changes were based on, by operation: the wire does not carry it. */
  readonly #editsOf: (op: string) => TicketEdits;
  /** Ends of merges, by job. */
  readonly #jobs = new Map<string, object>();

  constructor(
    model: ModelServer,
    accountId: string,
    agents: readonly string[],
    editsOf: (op: string) => TicketEdits,
  ) {
    this.#model = model;
    this.#accountId = accountId;
    this.#agents = agents;
    this.#editsOf = editsOf;
  }

  callerOf(_request: HttpRequest, { agentId }: Session): string | HttpResponse {
    return agentId ?? this.answer(401, { error: "Couldn't authenticate you" });
  }

  mayDouble(): boolean {
    return true;
  }

  answer(status: number, json: unknown, more: Readonly<Record<string, string>> = {}): HttpResponse {
    return {
      status,
      headers: {
        "content-type": "application/json; charset=utf-8",
        date: new Date(this.#model.time()).toUTCString(),
        ...more,
      },
      body: encoder.encode(JSON.stringify(json)),
    };
  }

  page(status: number): HttpResponse {
    const headers = { "content-type": "text/html" };
    return { status, headers, body: encoder.encode("<html><body>Sign in</body></html>") };
  }

  /** Carries out a request at the moment it lands. */
  handle(request: HttpRequest, author: string, lags: Lags): HttpResponse {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v2", "");
    const id = /^\/tickets\/(\d+)(?:\/audits)?\.json$/.exec(path)?.[1];
    if (request.method === "PUT" && id !== undefined) return this.#update(id, request, author);
    if (request.method === "POST" && path === "/tickets.json") return this.#create(request, author);
    const into = /^\/tickets\/(\d+)\/merge\.json$/.exec(path)?.[1];
    if (into !== undefined) return this.#merge(into, request, author);
    const job = /^\/job_statuses\/(\w+)\.json$/.exec(path)?.[1];
    if (job !== undefined) return this.answer(200, { job_status: this.#jobs.get(job) });
    if (path === "/uploads.json") {
      const token = this.#model.upload(url.searchParams.get("filename") ?? "");
      return this.answer(201, { upload: { token } });
    }
    if (id !== undefined) return this.#read(id, path.endsWith("/audits.json"), url, lags);
    const op = url.searchParams.get("external_id");
    if (path === "/tickets.json" && op !== null) return this.#byOperation(op);
    if (path === "/incremental/tickets/cursor.json") return this.#export(url);
    return this.#lists(path, author);
  }

  #lists(path: string, author: string): HttpResponse {
    const staff = this.#agents.map((agent) => userJson(Number(remoteOf(agent)), "admin"));
    const end = { meta: { has_more: false } };
    switch (path) {
      case "/users/me.json":
        return this.answer(200, { user: userJson(Number(remoteOf(author)), "admin") });
      case "/users.json":
        return this.answer(200, { users: staff, ...end });
      case "/groups.json":
        return this.answer(200, { groups: [], ...end });
      case "/group_memberships.json":
        return this.answer(200, { group_memberships: [], ...end });
      case "/custom_statuses.json":
        return this.answer(200, { custom_statuses: [] });
      case "/tickets/count.json":
        return this.answer(200, { count: { value: this.#model.tickets.size } });
      default:
        return this.answer(404, { error: "InvalidEndpoint", description: "Not found" });
    }
  }

  #read(id: string, isHistory: boolean, url: URL, lags: Lags): HttpResponse {
    const ticketId = globalId(this.#accountId, id);
    if (this.#model.tickets.get(ticketId)?.hidden === true) {
      return this.answer(403, { error: "Forbidden" });
    }
    const seen = this.#model.read(ticketId, lags.ticket, lags.audits);
    if (seen === null) return this.answer(404, { error: "RecordNotFound" });
    if (!isHistory) return this.answer(200, { ticket: ticketJson(seen.ticket, false), users: [] });
    const before = Number(url.searchParams.get("page[after]") ?? Number.POSITIVE_INFINITY);
    const older = seen.entries.filter((entry) => entry.id < before).toReversed();
    const audits = older.slice(0, PAGE);
    return this.answer(200, {
      audits: audits.map((entry) => auditJson(ticketId, entry)),
      meta: { has_more: older.length > PAGE, after_cursor: String(audits.at(-1)?.id ?? "") },
    });
  }

  #byOperation(op: string): HttpResponse {
    const id = this.#model.byOp(op);
    const tickets = id === null ? [] : [{ id: numberOf(id), external_id: op }];
    return this.answer(200, { tickets, meta: { has_more: false } });
  }

  /** Changes in the order in which they happened, each as the ticket is now. */
  #export(url: URL): HttpResponse {
    const { changed, changedAt, tickets } = this.#model;
    const until = this.#model.time() - EXPORT_LAG_MS;
    const start = Number(url.searchParams.get("start_time") ?? "0") * 1000;
    const cursor = url.searchParams.get("cursor");
    const first = changedAt.findIndex((at) => at >= start);
    const from = cursor === null ? (first === -1 ? changed.length : first) : Number(cursor);
    let to = from;
    while (to < changed.length && to < from + PAGE && (changedAt[to] ?? 0) <= until) to += 1;
    const rows = [...new Set(changed.slice(from, to))].flatMap((id) => {
      const kept = tickets.get(id);
      return kept === undefined ? [] : [ticketJson(kept.ticket, kept.gone)];
    });
    const more = to < changed.length && (changedAt[to] ?? 0) <= until;
    return this.answer(200, { tickets: rows, after_cursor: String(to), end_of_stream: !more });
  }

  #update(id: string, request: HttpRequest, author: string): HttpResponse {
    const ticketId = globalId(this.#accountId, id);
    const now = this.#model.tickets.get(ticketId)?.ticket;
    const { ticket: body } = parse(request);
    const { op } = body.metadata;
    if (!body.safe_update) throw new Error("an update that is not pinned");
    const wire: Wire = {
      op,
      kind: "update",
      ticketId,
      author,
      text: body.comment?.body ?? null,
      internal: body.comment?.public === false,
      edits: now === undefined ? {} : toEdits(body, now, this.#editsOf(op)),
      stamp: String(Date.parse(body.updated_stamp) / 1000),
      key: null,
      uploads: body.comment?.uploads ?? [],
    };
    return this.#written(wire);
  }

  /** Carried out at once; its job tells so on the next call. */
  #merge(target: string, request: HttpRequest, author: string): HttpResponse {
    const { ids } = JSON.parse(String(request.body)) as { readonly ids: readonly number[] };
    const ticketId = globalId(this.#accountId, ids[0] ?? 0);
    const into = globalId(this.#accountId, target);
    const op = request.headers[OPERATION_HEADER] ?? "nobody";
    const { status } = this.#model.land({ op, kind: "merge", ticketId, into }, author);
    if (status === 403) return this.answer(403, { error: "Forbidden" });
    if (status === 404) return this.answer(404, { error: "RecordNotFound" });
    const id = `j${this.#jobs.size}`;
    const results = [{ success: status === 200, ...(status === 200 ? {} : { error: "closed" }) }];
    this.#jobs.set(id, { id, status: "completed", results });
    return this.answer(200, { job_status: { id, status: "queued" } });
  }

  #create(request: HttpRequest, author: string): HttpResponse {
    const { ticket: body } = parse(request);
    return this.#written({
      op: body.metadata.op,
      kind: "create",
      ticketId: "",
      author,
      text: body.comment?.body ?? null,
      internal: body.comment?.public === false,
      edits: {},
      stamp: null,
      key: request.headers["idempotency-key"] ?? null,
      uploads: body.comment?.uploads ?? [],
    });
  }

  #written(wire: Wire): HttpResponse {
    const done = this.#model.apply(wire);
    switch (done.status) {
      case 200:
      case 201: {
        const entry = this.#model.tickets
          .get(done.ticket.id)
          ?.entries.findLast(({ op }) => op === wire.op);
        return this.answer(done.status, {
          ticket: ticketJson(done.ticket, false),
          ...(entry === undefined ? {} : { audit: auditJson(done.ticket.id, entry) }),
        });
      }
      case 403:
        return this.answer(403, { error: "Forbidden" });
      case 404:
        return this.answer(404, { error: "RecordNotFound", description: "Not found" });
      case 409:
        return this.answer(409, { error: "UpdateConflict", description: "Safe Update prevented" });
      case 422:
        return this.answer(422, {
          error: "RecordInvalid",
          details: { status: [{ description: "closed prevents ticket update" }] },
        });
    }
  }
}

type Body = {
  readonly metadata: { readonly op: string };
  readonly safe_update?: boolean;
  readonly updated_stamp: string;
  readonly comment?: {
    readonly body: string;
    readonly public: boolean;
    readonly uploads?: readonly string[];
  };
  readonly status?: string;
  readonly priority?: Priority | null;
  readonly assignee_id?: number | null;
  readonly tags?: readonly string[];
  readonly additional_tags?: readonly string[];
  readonly remove_tags?: readonly string[];
};

// The connector wrote it a moment ago; nothing from outside is read here.
const parse = (request: HttpRequest): { readonly ticket: Body } =>
  JSON.parse(String(request.body)) as { readonly ticket: Body };

/** What the request writes, with the bases that the agent had. */
function toEdits(body: Body, now: Ticket, told: TicketEdits): TicketEdits {
  const value = body.status === undefined ? null : fromWireStatus(body.status);
  const tags =
    body.tags === undefined
      ? { add: body.additional_tags ?? [], remove: body.remove_tags ?? [] }
      : {
          add: body.tags.filter((tag) => !now.tags.includes(tag)),
          remove: now.tags.filter((tag) => body.tags?.includes(tag) === false),
        };
  return {
    ...(value === null ? {} : { status: { base: told.status?.base ?? now.status, value } }),
    ...(body.priority === undefined
      ? {}
      : { priority: { base: told.priority?.base ?? now.priority, value: body.priority } }),
    ...(tags.add.length + tags.remove.length === 0 ? {} : { tags }),
  };
}
