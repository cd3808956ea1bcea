import { remoteOf } from "#domain/kernel/ids.ts";
import type { GlobalId } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { applyEdits, writtenValues } from "#domain/sync/merge.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { ModelMacros } from "#test/support/sim/model-macros.ts";
import type { MacroAnswer } from "#test/support/sim/model-macros.ts";
import type {
  AnyWire,
  Applied,
  MergeWire,
  ServerAnswer,
  ServerEntry,
  Wire,
} from "#test/support/sim/model-wire.ts";
import type { World } from "#test/support/sim/world.ts";

type Snapshot = { readonly at: number; readonly ticket: Ticket; readonly entries: number };
type ServerTicket = {
  ticket: Ticket;
  readonly entries: ServerEntry[];
  readonly history: Snapshot[];
  gone: boolean;
  /** Still there, and out of our sight. */
  hidden: boolean;
};

/** Life of an upload, and of the key of a create. */
const HOUR_MS = 3_600_000;

/** A helpdesk without a network around it: applies, remembers, and shows what it kept as of some moment. */
export class ModelServer {
  readonly tickets = new Map<GlobalId, ServerTicket>();
  readonly applied: Applied[] = [];
  /** Tickets in the order in which they changed: what a stream of changes is read from. */
  readonly changed: GlobalId[] = [];
  readonly macros: ModelMacros;
  readonly accountId: string;
  /** When, by the server's clock, ms epoch; as long as `changed`. */
  readonly changedAt: number[] = [];
  readonly #world: World;
  /** Refuses a write whose stamp is not the present version. */
  readonly conditional: boolean;
  /** Files that nothing refers to yet, by token. */
  readonly #uploads = new Map<string, { readonly stagedId: string; readonly at: number }>();
  readonly #keys = new Map<string, { readonly id: GlobalId; readonly at: number }>();
  #entryId = 1;
  #slept = 0;
  #ticketNumber = 100;

  constructor(world: World, accountId: string, conditional: boolean) {
    this.#world = world;
    this.accountId = accountId;
    this.conditional = conditional;
    this.macros = new ModelMacros(accountId, () => this.time());
  }

  /** Server time, ms epoch, independent of the console's wall clock. */
  time(): number {
    return this.#world.now + this.#slept + 1_700_000_000_000;
  }

  /** The console's machine sleeps, and its monotonic clock with it; here time goes on. */
  passWhileAsleep(ms: number): void {
    this.#slept += ms;
  }

  /** @returns The token by which the file can be attached for an hour. */
  upload(stagedId: string): string {
    const token = `upload-${this.#uploads.size}`;
    this.#uploads.set(token, { stagedId, at: this.time() });
    return token;
  }

  /** null: one of the tokens is unknown or too old. */
  #filesOf(wire: Wire): readonly string[] | null {
    const files = wire.uploads.map((token) => this.#uploads.get(token));
    const isFine = files.every((file) => file !== undefined && this.time() - file.at < HOUR_MS);
    return isFine ? files.flatMap((file) => file?.stagedId ?? []) : null;
  }

  addTicket(requesterId: GlobalId): Ticket {
    const id = `${this.accountId}:${this.#ticketNumber}`;
    this.#ticketNumber += 1;
    const at = Math.floor((this.time() - 100_000) / 1000) * 1000;
    const ticket: Ticket = {
      id,
      accountId: this.accountId,
      subject: "Parcel",
      status: "open",
      statusLabel: null,
      priority: null,
      kind: null,
      channel: "email",
      requesterId,
      assigneeId: null,
      groupId: null,
      organisationId: null,
      tags: [],
      customFields: {},
      ccIds: [],
      followerIds: [],
      createdAt: at,
      updatedAt: at,
      dueAt: null,
      solvedAt: null,
      slaClocks: [],
      satisfaction: null,
      mergedInto: null,
      version: at,
      stamp: String(at / 1000),
      webUrl: null,
    };
    const kept: ServerTicket = { ticket, entries: [], history: [], gone: false, hidden: false };
    this.tickets.set(id, kept);
    this.#remember(kept);
    return ticket;
  }

  #remember(kept: ServerTicket): void {
    kept.history.push({ at: this.time(), ticket: kept.ticket, entries: kept.entries.length });
    this.#changed(kept.ticket.id);
  }

  #changed(id: GlobalId): void {
    this.changed.push(id);
    this.changedAt.push(this.time());
  }

  /** Changes a ticket on behalf of anybody; the version names the second, as real helpdesks' do. */
  write(id: GlobalId, change: Partial<Ticket>, entry: Omit<ServerEntry, "id" | "at">): ServerEntry {
    const kept = this.tickets.get(id);
    if (kept === undefined) throw new Error(`no ticket ${id}`);
    const second = Math.max(Math.floor(this.time() / 1000), kept.ticket.updatedAt / 1000);
    const at = second * 1000;
    kept.ticket = {
      ...kept.ticket,
      ...change,
      updatedAt: at,
      version: at,
      stamp: String(second),
    };
    const made: ServerEntry = { ...entry, id: this.#entryId, at };
    this.#entryId += 1;
    kept.entries.push(made);
    this.#remember(kept);
    return made;
  }

  /** Carries out a request at the moment it lands, on behalf of whoever sent it. */
  land(wire: AnyWire, author: GlobalId): ServerAnswer | MacroAnswer {
    if (wire.kind === "macro") return this.macros.apply(wire, author);
    return wire.kind === "merge" ? this.applyMerge(wire, author) : this.apply({ ...wire, author });
  }

  apply(wire: Wire): ServerAnswer {
    return wire.kind === "create" ? this.#create(wire) : this.#update(wire);
  }

  /** A ticket can be merged away once only. */
  applyMerge({ op, ticketId, into }: MergeWire, author: GlobalId): ServerAnswer {
    const kept = this.tickets.get(ticketId);
    const target = this.tickets.get(into);
    if (kept === undefined || kept.gone || target === undefined || target.gone) {
      return { status: 404 };
    }
    if (kept.hidden || target.hidden) return { status: 403 };
    if (kept.ticket.mergedInto !== null) return { status: 409 };
    const isClosed = kept.ticket.status === "closed" || target.ticket.status === "closed";
    if (isClosed || ticketId === into) return { status: 422 };
    const entry = this.#mergeNow(ticketId, into, author);
    this.#record({ op, author, text: null }, entry, { ticketId, files: [], overwrote: [] });
    return { status: 200, entryId: String(entry.id), ticket: kept.ticket };
  }

  #mergeNow(id: GlobalId, into: GlobalId, author: GlobalId): ServerEntry {
    const note = { author, authorKind: "agent", kind: "note", op: null, fields: [] } as const;
    const from = remoteOf(id);
    const to = remoteOf(into);
    const ticket = this.tickets.get(id)?.ticket;
    const change = {
      status: "closed",
      mergedInto: into,
      tags: [...(ticket?.tags ?? []), "closed_by_merge"],
    } as const;
    const entry = this.write(id, change, {
      ...note,
      text: `This request was closed and merged into request #${to}.`,
      fields: [{ field: "status", from: null, to: "closed" }],
    });
    const text = `Request #${from} was closed and merged into this request.`;
    this.write(into, {}, { ...note, text });
    return entry;
  }

  #update(wire: Wire): ServerAnswer {
    const kept = this.tickets.get(wire.ticketId);
    if (kept === undefined || kept.gone) return { status: 404 };
    if (kept.hidden) return { status: 403 };
    if (kept.ticket.status === "closed") return { status: 422 };
    if (this.conditional && wire.stamp !== null && wire.stamp !== kept.ticket.stamp) {
      return { status: 409 };
    }
    const files = this.#filesOf(wire);
    if (files === null) return { status: 422 };
    const overwrote = overwritten(kept.ticket, wire.edits).filter(
      (name) => lastWriter(kept.entries, name)?.author !== wire.author,
    );
    const fields = [...writtenValues(wire.edits)].map(([field, to]) => ({ field, from: null, to }));
    const entry = this.write(wire.ticketId, applyEdits(wire.edits, kept.ticket), {
      author: wire.author,
      authorKind: "agent",
      kind: wire.text === null ? "change" : wire.internal ? "note" : "message",
      text: wire.text ?? "",
      op: wire.op,
      fields,
    });
    this.#record(wire, entry, { ticketId: wire.ticketId, files, overwrote });
    return { status: 200, entryId: String(entry.id), ticket: kept.ticket };
  }

  #create(wire: Wire): ServerAnswer {
    const known = wire.key === null ? undefined : this.#keys.get(wire.key);
    if (known !== undefined && this.time() - known.at < HOUR_MS) {
      const kept = this.tickets.get(known.id);
      if (kept !== undefined) return { status: 201, ticket: kept.ticket };
    }
    const files = this.#filesOf(wire);
    if (files === null) return { status: 422 };
    const { id } = this.addTicket(`${this.accountId}:501`);
    if (wire.key !== null) this.#keys.set(wire.key, { id, at: this.time() });
    const entry = this.write(
      id,
      {},
      {
        author: wire.author,
        authorKind: "agent",
        kind: "message",
        text: wire.text ?? "",
        op: wire.op,
        fields: [],
      },
    );
    this.#record(wire, entry, { ticketId: id, files, overwrote: [] });
    const kept = this.tickets.get(id);
    return kept === undefined ? { status: 404 } : { status: 201, ticket: kept.ticket };
  }

  #record(
    wire: Pick<Wire, "op" | "author" | "text">,
    entry: ServerEntry,
    made: Pick<Applied, "ticketId" | "files" | "overwrote">,
  ): void {
    this.applied.push({
      ...made,
      op: wire.op,
      author: wire.author,
      entryId: String(entry.id),
      text: wire.text,
      at: this.#world.now,
    });
    this.#world.note(
      () => `  server applied ${wire.op.slice(0, 8)} as ${entry.id} on ${made.ticketId}`,
    );
  }

  /** Takes a ticket out of everybody's sight. */
  remove(id: GlobalId): void {
    const kept = this.tickets.get(id);
    if (kept === undefined) return;
    kept.gone = true;
    this.#changed(id);
  }

  /** Somebody merges a ticket into the first other one: it is closed, and says where it went. */
  merge(id: GlobalId, author: GlobalId): void {
    const into = [...this.tickets.values()].find(
      ({ ticket, gone }) => ticket.id !== id && !gone && ticket.status !== "closed",
    );
    const kept = this.tickets.get(id);
    if (into === undefined || kept === undefined || kept.gone) return;
    if (kept.ticket.mergedInto === null) this.#mergeNow(id, into.ticket.id, author);
  }

  /** Takes a ticket out of our sight; no stream tells of it. */
  hide(id: GlobalId): void {
    const kept = this.tickets.get(id);
    if (kept !== undefined && !kept.gone) kept.hidden = true;
  }

  /** The ticket that a create made, by our own id. */
  byOp(op: string): GlobalId | null {
    for (const [id, kept] of this.tickets) {
      if (kept.entries[0]?.op === op) return id;
    }
    return null;
  }

  /** Ticket and history as of `lagMs` ago; each of the two may lag by itself. */
  read(
    id: GlobalId,
    ticketLagMs: number,
    entriesLagMs: number,
  ): { readonly ticket: Ticket; readonly entries: readonly ServerEntry[] } | null {
    const kept = this.tickets.get(id);
    if (kept === undefined || kept.gone) return null;
    const asOf = (lag: number): Snapshot | undefined =>
      lag === 0
        ? kept.history.at(-1)
        : (kept.history.findLast((one) => one.at <= this.time() - lag) ?? kept.history[0]);
    const seen = asOf(ticketLagMs);
    if (seen === undefined) return null;
    return {
      ticket: seen.ticket,
      entries: kept.entries.slice(0, asOf(entriesLagMs)?.entries ?? 0),
    };
  }
}

/** The entry that changed a field last; undefined: nobody did. */
export const lastWriter = (
  entries: readonly ServerEntry[],
  field: string,
): ServerEntry | undefined =>
  entries.findLast((entry) => entry.fields.some((change) => change.field === field));

/** Single-value fields that were neither what the request was based on nor what it wrote. */
function overwritten(ticket: Ticket, edits: TicketEdits): readonly string[] {
  const names = ["status", "priority", "kind", "assigneeId", "groupId", "subject"] as const;
  return names.filter((name) => {
    const edit = edits[name];
    return edit !== undefined && ticket[name] !== edit.base && ticket[name] !== edit.value;
  });
}
