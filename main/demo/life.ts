import {
  products,
  writtenDate,
  writtenPrice,
  orderOf,
  type Order,
} from "#main/demo/seed/catalog.ts";
import { Rng } from "#main/demo/seed/rng.ts";
import {
  fill,
  textsOf,
  topics,
  topicsOf,
  type Slots,
  type Template,
  type TextSet,
} from "#main/demo/seed/texts.ts";
import { viaOf } from "#main/demo/present/via.ts";
import { idBase } from "#main/demo/ids.ts";
import type { Audit, Channel, Rating, Status, Ticket, User } from "#main/demo/store/model.ts";
import type { TicketInput } from "#main/demo/store/ticket-input.ts";
import type { Act } from "#main/demo/store/ticket-changes.ts";
import { createTicket } from "#main/demo/store/ticket-create.ts";
import { updateTicket } from "#main/demo/store/ticket-writes.ts";
import type { Workspace } from "#main/demo/workspace.ts";

const channels: readonly Channel[] = [
  "email",
  "email",
  "email",
  "web",
  "native_messaging",
  "whatsapp",
  "twitter",
];
const first = (name: string): string => name.split(" ")[0] ?? name;

/** What customers and colleagues do by themselves while the desk is watched. The three people with credentials never act. */
export class Life {
  readonly #workspace: Workspace;
  readonly #rng: Rng;
  #timer: NodeJS.Timeout | null = null;
  #owed = 0;
  #last = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#rng = new Rng(workspace.options.seed ^ (workspace.store.accepted.length * 2_654_435_761));
  }

  /** @param rate acts a minute; 0 = none */
  start(rate: number): void {
    if (rate <= 0 || this.#timer !== null) return;
    this.#last = Date.now();
    const everyMs = Math.max(50, Math.min(1000, 60_000 / rate / 2));
    this.#timer = setInterval(() => {
      const now = Date.now();
      this.#owed = Math.min(this.#owed + ((now - this.#last) / 60_000) * rate, 500);
      this.#last = now;
      for (; this.#owed >= 1; this.#owed -= 1) this.step();
    }, everyMs);
    this.#timer.unref();
  }
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** One act of somebody. */
  step(): void {
    const roll = this.#rng.next();
    if (roll < 0.04) this.#rates();
    else if (roll < 0.18) this.#arrives();
    else if (roll < 0.46) this.#customerWrites();
    else if (roll < 0.58) this.#colleagueTakes();
    else this.#colleagueAnswers();
  }

  /** An unsolved (or just solved) ticket, mostly recent. */
  #pick(fits: (ticket: Ticket) => boolean): Ticket | undefined {
    const { tickets } = this.#workspace.store;
    for (let tries = 0; tries < 60; tries++) {
      const back = Math.floor(this.#rng.next() ** 2 * Math.min(tickets.length, 4000));
      const ticket = tickets[tickets.length - 1 - back];
      if (
        ticket !== undefined &&
        !ticket.gone &&
        ticket.deletedFrom === null &&
        ticket.status !== "closed" &&
        ticket.commentCount < 300 &&
        fits(ticket)
      )
        return ticket;
    }
    return undefined;
  }

  #act(actor: User, channel: Channel, ticketId: number): Act {
    return {
      actor,
      channel,
      via: viaOf(channel, actor, ticketId),
      base: "https://nordlicht.example",
      at: this.#workspace.now(),
      client: actor.role === "end-user" ? "Mozilla/5.0" : "Mozilla/5.0 (Windows NT 10.0)",
    };
  }
  #line(lines: readonly Template[], slots: Slots): string {
    return fill(this.#rng.pick(lines), slots);
  }
  #slots(customer: User, agent: string, order: Order): Slots {
    const [product] = products[order.product] as (typeof products)[number];
    return [
      first(customer.name),
      customer.name,
      agent,
      order.number,
      product,
      writtenDate(customer.locale, order.placedAt),
      writtenPrice(customer.locale, order.cents),
      order.carrier,
      order.tracking,
      String(2 + this.#rng.int(8)),
      order.last4,
      customer.city,
      customer.mood,
    ];
  }
  #orderFor(ticket: Ticket): Order {
    const { store } = this.#workspace;
    return ticket.seedIndex >= 0
      ? store.history.head(ticket.seedIndex).order
      : orderOf(store.world.seed, ticket.requesterId % 100_000, ticket.id % 3, ticket.createdAt);
  }
  #written(texts: TextSet, channel: Channel, core: string, slots: Slots, byAgent: boolean): string {
    const text = core.charAt(0).toUpperCase() + core.slice(1);
    if (channel !== "email" && channel !== "web" && channel !== "voice") return text;
    return `${this.#line(byAgent ? texts.agentHello : texts.hello, slots)}\n\n${core}\n\n${this.#line(byAgent ? texts.agentBye : texts.bye, slots)}`;
  }

  #arrives(): void {
    const { store } = this.#workspace;
    const customer = this.#rng.pick(store.people.customers);
    const texts = textsOf(customer.locale);
    const menu = topicsOf.get(customer.locale);
    if (menu === undefined) return;
    const topic = topics[
      menu.numbers[this.#rng.weighted(menu.weights, menu.total)] ?? 0
    ] as (typeof topics)[number];
    const channel = this.#rng.pick(channels);
    const slots = this.#slots(
      customer,
      "",
      orderOf(
        store.world.seed,
        store.people.customers.indexOf(customer),
        this.#rng.int(3),
        this.#workspace.now(),
      ),
    );
    const own = texts.topics[topic.key];
    if (own === undefined) return;
    const id = store.nextTicketId();
    const group = store.people.groups[channel === "twitter" ? 4 : topic.group];
    const input: TicketInput = {
      subject: this.#line(own.subject, slots),
      comment: {
        body: this.#written(texts, channel, this.#line(own.open, slots), slots, false),
        public: true,
      },
      group_id: group?.id ?? null,
      type: topic.type,
      tags: [
        topic.key,
        `lang_${customer.locale}`,
        ...(customer.tags.includes("vip") ? ["vip"] : []),
      ],
      priority: customer.mood === "upset" ? "high" : this.#rng.chance(0.7) ? "normal" : null,
      custom_fields: [{ id: idBase.field, value: slots[3] ?? "" }],
    };
    createTicket(this.#workspace, input, this.#act(customer, channel, id));
  }

  #customerWrites(): void {
    const ticket = this.#pick(
      (t) =>
        t.status === "pending" ||
        t.status === "hold" ||
        (t.status === "solved" && this.#rng.chance(0.15)) ||
        (t.status === "open" && this.#rng.chance(0.2)),
    );
    const customer =
      ticket === undefined ? undefined : this.#workspace.store.users.get(ticket.requesterId);
    if (ticket === undefined || customer === undefined) return this.#arrives();
    const texts = textsOf(customer.locale);
    const agent =
      ticket.assigneeId === null
        ? ""
        : (this.#workspace.store.users.get(ticket.assigneeId)?.name ?? "");
    const slots = this.#slots(customer, agent, this.#orderFor(ticket));
    const lines =
      ticket.status === "solved"
        ? this.#rng.chance(0.6)
          ? texts.thanks
          : texts.reopen
        : ticket.status === "open"
          ? texts.chase
          : this.#rng.chance(0.4)
            ? texts.details
            : texts.more;
    updateTicket(
      this.#workspace,
      ticket,
      {
        comment: {
          body: this.#written(texts, ticket.channel, this.#line(lines, slots), slots, false),
          public: true,
        },
      },
      this.#act(customer, ticket.channel, ticket.id),
    );
  }

  /** A customer says how it was. */
  #rates(): void {
    const { store } = this.#workspace;
    const ticket = this.#pick(
      (t) => t.status === "solved" && t.rating?.score !== "good" && t.rating?.score !== "bad",
    );
    const customer = ticket === undefined ? undefined : store.users.get(ticket.requesterId);
    if (ticket === undefined || customer === undefined) return this.#customerWrites();
    const good = this.#rng.chance(customer.mood === "upset" ? 0.4 : 0.85);
    const texts = textsOf(customer.locale);
    const agent = store.users.get(ticket.assigneeId ?? 0)?.name ?? "Nordlicht";
    const comment = this.#rng.chance(0.45)
      ? this.#line(
          good ? texts.csatGood : texts.csatBad,
          this.#slots(customer, agent, this.#orderFor(ticket)),
        )
      : null;
    const at = this.#workspace.now();
    const score = good ? "good" : "bad";
    const rating: Rating = {
      id: store.nextMadeId(idBase.rating),
      score,
      comment,
      reason: good ? null : "The issue was not resolved",
      reasonId: good ? null : 1002,
      createdAt: at,
    };
    const audit: Audit = {
      id: store.nextAuditId(),
      authorId: customer.id,
      at,
      via: viaOf("web", customer, ticket.id),
      metadata: { system: {}, custom: {} },
      changes: [],
      comment: null,
      others: [
        { type: "SatisfactionRating", score, assignee_id: ticket.assigneeId, body: comment },
      ],
      creates: false,
    };
    this.#workspace.commit({ k: "rating", id: ticket.id, rating, audit });
  }

  /** A colleague of the ticket's group who is not one of the three with credentials. */
  #colleague(ticket: Ticket): User | undefined {
    const own = new Set(Object.values(this.#workspace.credentials).map((c) => c.userId));
    const mates = this.#workspace.store.people.agents.filter(
      (a) =>
        !own.has(a.id) &&
        ticket.groupId !== null &&
        this.#workspace.store.groupsOf(a.id).includes(ticket.groupId),
    );
    return mates.length === 0 ? undefined : this.#rng.pick(mates);
  }

  #colleagueTakes(): void {
    const ticket = this.#pick(
      (t) => t.assigneeId === null && (t.status === "new" || t.status === "open"),
    );
    const agent = ticket === undefined ? undefined : this.#colleague(ticket);
    if (ticket === undefined || agent === undefined) return this.#colleagueAnswers();
    updateTicket(
      this.#workspace,
      ticket,
      { assignee_id: agent.id },
      this.#act(agent, "web", ticket.id),
    );
  }

  #colleagueAnswers(): void {
    const own = new Set(Object.values(this.#workspace.credentials).map((c) => c.userId));
    const ticket = this.#pick(
      (t) => t.status === "open" && t.assigneeId !== null && !own.has(t.assigneeId),
    );
    const { store } = this.#workspace;
    const agent =
      ticket?.assigneeId === null || ticket === undefined
        ? undefined
        : store.users.get(ticket.assigneeId);
    const customer = ticket === undefined ? undefined : store.users.get(ticket.requesterId);
    if (ticket === undefined || agent === undefined || customer === undefined)
      return this.#arrives();
    const texts = textsOf(customer.locale);
    const slots = this.#slots(customer, agent.name, this.#orderFor(ticket));
    const act = this.#act(agent, "web", ticket.id);
    const roll = this.#rng.next();
    if (roll < 0.15) {
      const notes = texts.notes ?? textsOf("en").notes;
      if (notes !== undefined)
        updateTicket(
          this.#workspace,
          ticket,
          { comment: { body: this.#line(notes, slots), public: false } },
          act,
        );
      return;
    }
    const topic = topics.find((t) => ticket.tags.includes(t.key))?.key ?? "late";
    const status: Status = roll < 0.55 ? "pending" : roll < 0.62 ? "hold" : "solved";
    const own2 = texts.topics[topic] ?? texts.topics["late"];
    const lines =
      status === "hold"
        ? texts.hold
        : status === "solved"
          ? own2?.fix
          : ticket.replies === 0
            ? own2?.answer
            : texts.update;
    if (lines === undefined) return;
    updateTicket(
      this.#workspace,
      ticket,
      {
        comment: {
          body: this.#written(texts, ticket.channel, this.#line(lines, slots), slots, true),
          public: true,
        },
        status,
      },
      act,
    );
  }
}
