import { createHash, randomBytes } from "node:crypto";
import { userId } from "#main/demo/ids.ts";
import type { Credential, Credentials, DemoOptions } from "#main/demo/options.ts";
import type { Effect } from "#main/demo/store/effect.ts";
import { openJournal, type Header, type Journal } from "#main/demo/store/journal.ts";
import type { Ticket, User } from "#main/demo/store/model.ts";
import { Store } from "#main/demo/store/store.ts";

/** The running workspace: the store, where it is written down, and what time it is. */
export class Workspace {
  readonly options: DemoOptions;
  readonly store: Store;
  readonly credentials: Credentials;
  /** Identifies this population and its history in cursors. */
  readonly fingerprint: string;
  readonly files = new Map<number, Buffer>();
  /** True when the state file ended in something unreadable that was cut off. */
  readonly stateCut: boolean;
  readonly #journal: Journal | null;
  readonly #clock: () => number;
  /** Fault: how far this server's clock is off, milliseconds. */
  skewMs = 0;

  /** @param clock ms epoch; another one than this machine's lets days pass in a test */
  constructor(options: DemoOptions, clock: () => number = Date.now) {
    this.options = options;
    this.#clock = clock;
    const seconds = Math.floor((options.now ?? clock()) / 1000);
    let header: Header = {
      format: 1,
      seed: options.seed,
      tickets: options.tickets,
      customers: options.customers,
      now: seconds,
      secret: randomBytes(16).toString("hex"),
      epoch: 0,
    };
    let effects: readonly Effect[] = [];
    let journal: Journal | null = null;
    let cut = false;
    if (options.data !== null) {
      const { journal: opened, opened: state } = openJournal(options.data, header);
      journal = opened;
      ({ header, effects, cut } = state);
    }
    this.#journal = journal;
    this.stateCut = cut;
    this.store = new Store(header.seed, header.tickets, header.customers, header.now);
    this.fingerprint = createHash("sha256")
      .update(`${header.secret}:${header.epoch}`)
      .digest("hex")
      .slice(0, 8);
    for (const effect of effects) this.store.apply(effect);
    this.credentials = this.#issue(
      header.secret,
      new Set(effects.flatMap((e) => (e.k === "token" && e.replaces !== null ? [e.replaces] : []))),
    );
    const agent = this.store.users.get(this.credentials.agent.userId);
    if (agent !== undefined) agent.ticketRestriction = options.restrictAgent ? "groups" : null;
  }

  #issue(secret: string, replaced: ReadonlySet<string>): Credentials {
    const word = (role: string, what: string): string =>
      createHash("sha256").update(`${secret}:${role}:${what}`).digest("hex").slice(0, 40);
    const make = (role: string, n: number): Credential => {
      const user = this.store.users.get(userId(n)) as User;
      const credential = {
        email: user.email ?? "",
        token: word(role, "token"),
        bearer: word(role, "bearer"),
        refreshToken: word(role, "refresh"),
        userId: user.id,
        name: user.name,
      };
      const seconds = this.options.bearerSeconds;
      if (!replaced.has(credential.bearer))
        this.store.tokens.set(credential.bearer, {
          access: credential.bearer,
          refresh: credential.refreshToken,
          userId: user.id,
          scopes: ["read", "write"],
          expiresAt: seconds === null ? null : this.now() + seconds,
          refreshExpiresAt: this.now() + 30 * 86_400,
        });
      return credential;
    };
    return { admin: make("admin", 0), agent: make("agent", 1), supervisor: make("supervisor", 2) };
  }

  /** Epoch seconds by this server's (possibly wrong) clock. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }
  /** Epoch milliseconds by this server's (possibly wrong) clock. */
  nowMs(): number {
    return this.#clock() + this.skewMs;
  }

  /** Accepts a change: written down first, then applied. */
  commit(effect: Effect): void {
    this.#journal?.append(effect);
    this.store.apply(effect);
  }
  saveFile(id: number, bytes: Buffer): void {
    if (this.#journal === null) this.files.set(id, bytes);
    else this.#journal.saveFile(id, bytes);
  }
  loadFile(id: number): Buffer | null {
    return this.#journal === null ? (this.files.get(id) ?? null) : this.#journal.loadFile(id);
  }
  flush(): void {
    this.#journal?.flush();
  }
  close(): void {
    this.#journal?.close();
  }

  /** The staff. */
  people(): readonly User[] {
    return [...this.store.users.values()].filter((u) => u.role !== "end-user" && u.active);
  }

  /** Whether a member of staff may see a ticket. */
  canSee(user: User, ticket: Ticket): boolean {
    if (user.role === "admin" || user.lead || user.ticketRestriction === null) return true;
    if (user.ticketRestriction === "assigned") return ticket.assigneeId === user.id;
    return (
      ticket.assigneeId === user.id ||
      ticket.requesterId === user.id ||
      (ticket.groupId !== null && this.store.groupsOf(user.id).includes(ticket.groupId))
    );
  }
  /** A ticket that exists, is not deleted and may be seen by the user. */
  visible(user: User, id: number): Ticket | undefined {
    const ticket = this.store.ticket(id);
    return ticket === undefined || ticket.deletedFrom !== null || !this.canSee(user, ticket)
      ? undefined
      : ticket;
  }
  /** Tickets that lists show to a user: not deleted, and visible. */
  *visibleTickets(user: User): Iterable<Ticket> {
    for (const ticket of this.store.tickets)
      if (!ticket.gone && ticket.deletedFrom === null && this.canSee(user, ticket)) yield ticket;
  }
}
