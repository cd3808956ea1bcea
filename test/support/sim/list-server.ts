import type { Http, HttpRequest, HttpResponse } from "#main/net/ports.ts";

/** A ticket of the model account. Times in seconds. */
type Row = {
  readonly id: number;
  updated: number;
  /** Moves with every change, also with those of the system that leave `updated` alone. */
  generated: number;
  /** Lists show a change from here on, ms. */
  visibleAt: number;
  status: "open" | "closed" | "deleted";
  tags: string[];
  deletedAt: number;
  hidden: boolean;
  /** What lists showed before the last change. */
  before: { readonly updated: number; readonly tags: readonly string[] } | null;
};

const encoder = new TextEncoder();
const iso = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
/** Far fewer than the hundred that are asked for: servers may cap, and ties then span pages. */
const PAGE = 7;
const EXPORT_LAG_S = 60;

/** The lists of a Zendesk account as one agent sees them: what streams, sweep and fresh reads ask for. */
export class ListServer {
  readonly rows = new Map<number, Row>();
  /** Exports: what changed, in order; a position is an index. */
  readonly #log: { readonly id: number; readonly at: number }[] = [];
  readonly #now: () => number;
  #next = 1;

  /** @param now Server time, ms epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  #second = (): number => Math.floor(this.#now() / 1000);

  create(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const at = this.#second();
      this.rows.set(this.#next, {
        id: this.#next,
        updated: at,
        generated: at,
        visibleAt: 0,
        status: "open",
        tags: [],
        deletedAt: 0,
        hidden: false,
        before: null,
      });
      this.#log.push({ id: this.#next, at });
      this.#next += 1;
    }
  }

  /** @param lateMs Lists show the change only after so long; it carries the time at which it began. */
  update(id: number, tag: string, lateMs: number): void {
    const row = this.rows.get(id);
    if (row === undefined || row.status !== "open") return;
    row.before = { updated: row.updated, tags: row.tags };
    row.updated = Math.max(row.updated, this.#second());
    row.generated = Math.max(row.generated, row.updated);
    row.tags = [...row.tags.slice(-3), tag];
    row.visibleAt = this.#now() + lateMs;
    this.#log.push({ id, at: this.#second() + Math.ceil(lateMs / 1000) });
  }

  /** A change of the system: `updated_at` stays. */
  touch(id: number, tag: string): void {
    const row = this.rows.get(id);
    if (row === undefined || row.status !== "open") return;
    row.tags = [...row.tags.slice(-3), tag];
    row.generated = Math.max(row.generated + 1, this.#second());
    row.before = null;
    this.#log.push({ id, at: this.#second() });
  }

  merge(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined || row.status !== "open") return;
    this.update(id, "closed_by_merge", 0);
    row.status = "closed";
  }

  remove(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined || row.status === "deleted") return;
    row.status = "deleted";
    row.deletedAt = this.#second();
    row.generated = Math.max(row.generated, this.#second());
    this.#log.push({ id, at: this.#second() });
  }

  hide(id: number): void {
    const row = this.rows.get(id);
    if (row !== undefined) row.hidden = true;
  }

  /** Tickets that the agent may see. */
  visible(): readonly Row[] {
    return [...this.rows.values()].filter((row) => row.status !== "deleted" && !row.hidden);
  }

  #json(row: Row, isFresh: boolean): object {
    const old = !isFresh && row.visibleAt > this.#now() ? row.before : null;
    return {
      id: row.id,
      subject: `Ticket ${row.id}`,
      status: row.status,
      requester_id: 900,
      tags: old?.tags ?? row.tags,
      created_at: "2020-01-01T00:00:00Z",
      updated_at: iso(old?.updated ?? row.updated),
      generated_timestamp: old === null ? row.generated : old.updated,
    };
  }

  readonly http: Http = {
    send: async (request) => {
      await Promise.resolve();
      return { ok: true, value: this.#answer(request) };
    },
  };

  #answer(request: HttpRequest): HttpResponse {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v2", "").replace(".json", "");
    const body = this.#body(path, url.searchParams);
    return {
      status: body === null ? 404 : body === "forbidden" ? 403 : 200,
      headers: {
        "content-type": "application/json",
        date: new Date(this.#now()).toUTCString(),
      },
      body: encoder.encode(JSON.stringify(typeof body === "object" ? (body ?? {}) : {})),
    };
  }

  #body(path: string, query: URLSearchParams): object | "forbidden" | null {
    const users = [900, 901].map((id) => ({
      id,
      name: `User ${id}`,
      role: id === 901 ? "agent" : "end-user",
      created_at: "2020-01-01T00:00:00Z",
      updated_at: "2020-01-01T00:00:00Z",
    }));
    const end = { meta: { has_more: false } };
    const one = /^\/tickets\/(\d+)(\/audits)?$/.exec(path);
    if (one !== null) {
      const row = this.rows.get(Number(one[1]));
      if (row === undefined || row.status === "deleted") return null;
      if (row.hidden) return "forbidden";
      return one[2] === undefined
        ? { ticket: this.#json(row, true), users }
        : { audits: [], ...end };
    }
    switch (path) {
      case "/tickets":
        return this.#recent(query.get("page[after]"), users);
      case "/tickets/count":
        return { count: { value: this.visible().length } };
      case "/tickets/show_many": {
        const ids = (query.get("ids") ?? "").split(",").map(Number);
        const rows = this.visible().filter((row) => ids.includes(row.id));
        return { tickets: rows.map((row) => this.#json(row, true)), users };
      }
      case "/incremental/tickets/cursor":
        return this.#export(query, users);
      case "/deleted_tickets": {
        const gone = [...this.rows.values()]
          .filter((row) => row.status === "deleted" && !row.hidden)
          .toSorted((a, b) => b.deletedAt - a.deletedAt);
        const from = (Number(query.get("page") ?? "1") - 1) * 100;
        const rows = gone.slice(from, from + 100);
        return {
          deleted_tickets: rows.map((row) => ({ id: row.id, deleted_at: iso(row.deletedAt) })),
        };
      }
      case "/users":
        return { users: users.filter((user) => user.role === "agent"), ...end };
      case "/groups":
        return { groups: [], ...end };
      case "/group_memberships":
        return { group_memberships: [], ...end };
      case "/custom_statuses":
        return { custom_statuses: [] };
      default:
        return null;
    }
  }

  /** By time of change, newest first, ties by id: a page's cursor is the place of its last row. */
  #recent(after: string | null, users: readonly object[]): object {
    const now = this.#now();
    const updatedOf = (row: Row): number =>
      row.visibleAt > now ? (row.before?.updated ?? row.updated) : row.updated;
    const [time, id] = (after ?? "Infinity/Infinity").split("/").map(Number);
    const rest = this.visible()
      .toSorted((a, b) => updatedOf(b) - updatedOf(a) || b.id - a.id)
      .filter((row) => {
        const at = updatedOf(row);
        return at < (time ?? 0) || (at === time && row.id < (id ?? 0));
      });
    const page = rest.slice(0, PAGE);
    const last = page.at(-1);
    return {
      tickets: page.map((row) => this.#json(row, false)),
      users,
      meta: {
        has_more: rest.length > PAGE,
        after_cursor: last === undefined ? null : `${updatedOf(last)}/${last.id}`,
      },
    };
  }

  #export(query: URLSearchParams, users: readonly object[]): object {
    const log = this.#log.toSorted((a, b) => a.at - b.at);
    const until = this.#second() - EXPORT_LAG_S;
    const start = Number(query.get("start_time") ?? "0");
    const first = log.findIndex(({ at }) => at >= start);
    const cursor = query.get("cursor");
    const from = cursor === null ? (first === -1 ? log.length : first) : Number(cursor);
    let to = from;
    while (to < log.length && to < from + PAGE && (log[to]?.at ?? 0) <= until) to += 1;
    const ids = new Set(log.slice(from, to).map(({ id }) => id));
    const rows = [...ids].flatMap((id) => this.rows.get(id) ?? []).filter((row) => !row.hidden);
    const more = to < log.length && (log[to]?.at ?? 0) <= until;
    return {
      tickets: rows.map((row) => this.#json(row, true)),
      users,
      after_cursor: String(to),
      end_of_stream: !more,
    };
  }
}
