import { idBase, liveAuditStride, userId } from "#main/demo/ids.ts";
import { buildArticles, buildMacros, buildViews, type Section } from "#main/demo/seed/desk.ts";
import { buildPeople, type People } from "#main/demo/seed/people.ts";
import { makeWorld, type World } from "#main/demo/seed/plan.ts";
import { populate, type Population } from "#main/demo/seed/population.ts";
import { applyAudit, freshClocks, setStatus } from "#main/demo/store/advance.ts";
import { ChangeLog } from "#main/demo/store/change-log.ts";
import type { Effect, NewTicket, OAuthToken } from "#main/demo/store/effect.ts";
import { edited, History } from "#main/demo/store/history.ts";
import type {
  Article,
  Attachment,
  Audit,
  Comment,
  Group,
  Json,
  Macro,
  Membership,
  Organization,
  Ticket,
  User,
  View,
} from "#main/demo/store/model.ts";

export type Upload = {
  readonly token: string;
  readonly userId: number;
  readonly expiresAt: number;
  readonly attachments: readonly Attachment[];
};
export type Remembered = {
  readonly hash: string;
  readonly at: number;
  readonly ticketId: number;
  readonly auditId: number;
};
/** An audit in the order of acceptance, with its ticket. */
export type Accepted = { readonly ticketId: number; readonly audit: Audit };

/** The whole workspace in memory. Every change goes through `apply`, so that it can be written down and repeated. */
export class Store {
  readonly world: World;
  readonly people: People;
  readonly population: Population;
  readonly history: History;
  /** Index = id − `idBase.ticket`. */
  readonly tickets: Ticket[];
  readonly users = new Map<number, User>();
  readonly organizations = new Map<number, Organization>();
  readonly groups = new Map<number, Group>();
  readonly memberships = new Map<number, Membership>();
  readonly macros = new Map<number, Macro>();
  readonly views = new Map<number, View>();
  readonly articles: readonly Article[];
  readonly sections: readonly Section[];
  readonly uploads = new Map<string, Upload>();
  readonly idempotency = new Map<string, Remembered>();
  readonly tokens = new Map<string, OAuthToken>();
  readonly meta = new Map<string, Json>();
  readonly liveAttachments = new Map<number, Attachment>();
  /** Changes of tickets, users and organisations in order of time. */
  readonly ticketLog = new ChangeLog();
  readonly userLog = new ChangeLog();
  readonly organizationLog = new ChangeLog();
  /** Every audit accepted after the population was made. */
  readonly accepted: Accepted[] = [];
  /** Grows with every change; part of cached answers' keys. */
  version = 0;
  #liveAudits = 0;
  #liveUsers = 0;
  #liveFiles = 0;
  #made = 0;
  #groupsOf: ReadonlyMap<number, readonly number[]> | null = null;

  /** @param now epoch seconds to which all seeded times relate */
  constructor(seed: number, ticketCount: number, customerCount: number, now: number) {
    this.people = buildPeople(seed, customerCount, now);
    this.world = makeWorld(seed, ticketCount, now, this.people);
    this.population = populate(this.world);
    this.history = new History(this.world);
    this.tickets = this.population.tickets;
    for (const user of this.people.agents) this.users.set(user.id, user);
    for (const user of this.people.customers) this.users.set(user.id, user);
    for (const organization of this.people.organizations)
      this.organizations.set(organization.id, organization);
    for (const group of this.people.groups) this.groups.set(group.id, group);
    for (const membership of this.people.memberships)
      this.memberships.set(membership.id, membership);
    for (const macro of buildMacros(this.people.groups, now)) this.macros.set(macro.id, macro);
    for (const view of buildViews(this.people, now)) this.views.set(view.id, view);
    const center = buildArticles(this.people, now);
    this.articles = center.articles;
    this.sections = center.sections;
    this.#liveUsers = this.people.agents.length + this.people.customers.length;
    for (const ticket of this.tickets.toSorted(
      (a, b) => a.generatedAt - b.generatedAt || a.id - b.id,
    ))
      ticket.logSeq = this.ticketLog.append(ticket.generatedAt, ticket.id);
    for (const user of [...this.users.values()].sort(
      (a, b) => a.updatedAt - b.updatedAt || a.id - b.id,
    ))
      user.logSeq = this.userLog.append(user.updatedAt, user.id);
    for (const org of [...this.organizations.values()].sort(
      (a, b) => a.updatedAt - b.updatedAt || a.id - b.id,
    ))
      org.logSeq = this.organizationLog.append(org.updatedAt, org.id);
  }

  /** A ticket that exists, deleted ones included, erased ones not. */
  ticket(id: number): Ticket | undefined {
    const ticket = this.tickets[id - idBase.ticket];
    return ticket === undefined || ticket.gone ? undefined : ticket;
  }
  /** A ticket by id, erased ones included. */
  anyTicket(id: number): Ticket | undefined {
    return this.tickets[id - idBase.ticket];
  }
  isStaff(id: number): boolean {
    const user = this.users.get(id);
    return user !== undefined && user.role !== "end-user";
  }
  /** Group ids of an agent. */
  groupsOf(id: number): readonly number[] {
    if (this.#groupsOf === null) {
      const map = new Map<number, number[]>();
      for (const m of this.memberships.values())
        map.set(m.userId, [...(map.get(m.userId) ?? []), m.groupId]);
      this.#groupsOf = map;
    }
    return this.#groupsOf.get(id) ?? [];
  }

  /** All audits of a ticket, oldest first. */
  audits(ticket: Ticket): readonly Audit[] {
    const list: Audit[] = [];
    for (let n = 0; n < ticket.seedAudits; n++) list.push(this.history.audit(ticket, n));
    for (const audit of ticket.live ?? []) list.push(this.#withEdits(ticket, audit));
    return list;
  }
  /** All comments of a ticket, oldest first. */
  comments(ticket: Ticket): readonly Comment[] {
    const list: Comment[] = [];
    for (let n = 0; n < ticket.seedAudits; n++) {
      const comment = this.history.comment(ticket, n);
      if (comment !== null) list.push(comment);
    }
    for (const audit of ticket.live ?? [])
      if (audit.comment !== null) list.push(this.#withEdits(ticket, audit).comment as Comment);
    return list;
  }
  #withEdits(ticket: Ticket, audit: Audit): Audit {
    const edit = audit.comment === null ? undefined : ticket.edits?.get(audit.comment.id);
    return edit === undefined || audit.comment === null
      ? audit
      : { ...audit, comment: edited(audit.comment, edit) };
  }
  /** An accepted audit as it reads now. */
  live(entry: Accepted): Audit {
    const ticket = this.tickets[entry.ticketId - idBase.ticket];
    return ticket === undefined ? entry.audit : this.#withEdits(ticket, entry.audit);
  }
  /** First message of a ticket. */
  description(ticket: Ticket): string {
    return ticket.seedIndex < 0 ? (ticket.description ?? "") : this.history.opening(ticket);
  }

  nextTicketId(): number {
    return idBase.ticket + this.tickets.length;
  }
  /** Id of the next audit; its comment and events count up from it. */
  nextAuditId(): number {
    return idBase.liveAudit + this.#liveAudits * liveAuditStride;
  }
  nextUserId(): number {
    return userId(this.#liveUsers);
  }
  nextAttachmentId(): number {
    return idBase.liveAttachment + this.#liveFiles * 3;
  }
  /** A fresh id above `base` for things that people make (macros, views, ratings …). */
  nextMadeId(base: number): number {
    return base + 1_000_000_000 + this.#made * 7;
  }

  /** Puts one change into the workspace. */
  apply(effect: Effect): void {
    this.version += 1;
    switch (effect.k) {
      case "create":
        return this.#create(effect.ticket, effect.audit);
      case "audit":
        return this.#audit(effect.id, effect.audit);
      case "touch":
        return this.#moved(this.tickets[effect.id - idBase.ticket], effect.at);
      case "rating": {
        this.#made += 1;
        const ticket = this.tickets[effect.id - idBase.ticket];
        if (ticket !== undefined) ticket.rating = effect.rating;
        return this.#audit(effect.id, effect.audit);
      }
      case "comment": {
        const ticket = this.tickets[effect.id - idBase.ticket];
        if (ticket !== undefined) {
          ticket.edits ??= new Map();
          ticket.edits.set(effect.commentId, {
            ...ticket.edits.get(effect.commentId),
            ...effect.edit,
          });
        }
        return this.#audit(effect.id, effect.audit);
      }
      case "delete": {
        const ticket = this.tickets[effect.id - idBase.ticket];
        if (ticket === undefined) return;
        ticket.deletedFrom = ticket.status;
        ticket.deletedBy = effect.by;
        setStatus(ticket, "deleted", effect.at);
        ticket.updatedAt = effect.at;
        return this.#moved(ticket, effect.at);
      }
      case "restore": {
        const ticket = this.tickets[effect.id - idBase.ticket];
        if (ticket === undefined) return;
        setStatus(ticket, ticket.deletedFrom ?? "open", effect.at);
        ticket.deletedFrom = null;
        ticket.updatedAt = effect.at;
        return this.#moved(ticket, effect.at);
      }
      case "erase": {
        const ticket = this.tickets[effect.id - idBase.ticket];
        if (ticket === undefined) return;
        ticket.gone = true;
        ticket.subject = "SCRUBBED";
        ticket.tags = [];
        return this.#moved(ticket, effect.at);
      }
      case "user": {
        if (!this.users.has(effect.user.id)) this.#liveUsers += 1;
        const user = { ...effect.user };
        user.logSeq = this.userLog.append(Math.max(effect.at, this.userLog.lastTime), user.id);
        this.users.set(user.id, user);
        return;
      }
      case "organization": {
        if (!this.organizations.has(effect.organization.id)) this.#made += 1;
        const organization = { ...effect.organization };
        organization.logSeq = this.organizationLog.append(
          Math.max(effect.at, this.organizationLog.lastTime),
          organization.id,
        );
        this.organizations.set(organization.id, organization);
        return;
      }
      case "group":
        this.#made += 1;
        this.groups.set(effect.group.id, effect.group);
        return;
      case "membership":
        this.#made += 1;
        this.#groupsOf = null;
        if (effect.gone) this.memberships.delete(effect.membership.id);
        else this.memberships.set(effect.membership.id, effect.membership);
        return;
      case "macro":
        this.#made += 1;
        if (effect.gone) this.macros.delete(effect.macro.id);
        else this.macros.set(effect.macro.id, effect.macro);
        return;
      case "view":
        this.#made += 1;
        if (effect.gone) this.views.delete(effect.view.id);
        else this.views.set(effect.view.id, effect.view);
        return;
      case "idempotency":
        this.idempotency.set(effect.key, {
          hash: effect.hash,
          at: effect.at,
          ticketId: effect.ticketId,
          auditId: effect.auditId,
        });
        return;
      case "upload": {
        this.#liveFiles += 1;
        this.liveAttachments.set(effect.attachment.id, effect.attachment);
        const before = this.uploads.get(effect.token)?.attachments ?? [];
        this.uploads.set(effect.token, {
          token: effect.token,
          userId: effect.userId,
          expiresAt: effect.expiresAt,
          attachments: [...before, effect.attachment],
        });
        return;
      }
      case "upload-gone":
        this.uploads.delete(effect.token);
        return;
      case "token":
        if (effect.replaces !== null) this.tokens.delete(effect.replaces);
        this.tokens.set(effect.token.access, effect.token);
        return;
      case "meta":
        this.meta.set(effect.name, effect.value);
        return;
    }
  }

  #create(init: NewTicket, audit: Audit): void {
    const ticket: Ticket = {
      ...init,
      seedIndex: -1,
      followupIds: [],
      updatedAt: init.createdAt,
      generatedAt: init.createdAt,
      logSeq: -1,
      statusSince: init.createdAt,
      solvedAt: init.status === "solved" ? init.createdAt : 0,
      initiallyAssignedAt: init.assigneeId === null ? 0 : init.createdAt,
      assignedAt: init.assigneeId === null ? 0 : init.createdAt,
      assigneeChangedAt: 0,
      requesterRepliedAt: 0,
      lastCommentAt: 0,
      firstReplyAt: 0,
      waitingSince: 0,
      replies: 0,
      reopens: 0,
      assigneeStations: init.assigneeId === null ? 0 : 1,
      groupStations: init.groupId === null ? 0 : 1,
      commentCount: 1,
      clocks: freshClocks(),
      rating: null,
      auditBase: -1,
      seedAudits: 0,
      live: null,
      edits: null,
      deletedFrom: null,
      deletedBy: 0,
      gone: false,
    };
    ticket.lastCommentAt = init.createdAt;
    if (!this.isStaff(audit.authorId) && init.isPublic) {
      ticket.requesterRepliedAt = init.createdAt;
      ticket.waitingSince = init.createdAt;
    }
    this.tickets[init.id - idBase.ticket] = ticket;
    const source = followUpSource(init.via);
    const parent = source === null ? undefined : this.tickets[source - idBase.ticket];
    if (parent !== undefined) parent.followupIds = [...parent.followupIds, init.id];
    this.#audit(init.id, audit);
  }

  #audit(id: number, audit: Audit): void {
    this.#liveAudits = Math.max(
      this.#liveAudits,
      Math.floor((audit.id - idBase.liveAudit) / liveAuditStride) + 1,
    );
    const ticket = this.tickets[id - idBase.ticket];
    if (ticket === undefined) return;
    ticket.live ??= [];
    ticket.live.push(audit);
    applyAudit(ticket, audit, (user) => this.isStaff(user));
    this.accepted.push({ ticketId: id, audit });
    this.#moved(ticket, audit.at);
  }

  #moved(ticket: Ticket | undefined, at: number): void {
    if (ticket === undefined) return;
    ticket.generatedAt = Math.max(at, this.ticketLog.lastTime);
    ticket.logSeq = this.ticketLog.append(ticket.generatedAt, ticket.id);
  }
}

/** Id of the ticket that a `via` object says was followed up; null when none. */
function followUpSource(via: NewTicket["via"]): number | null {
  const source = via?.["source"] as
    | { readonly rel?: unknown; readonly from?: { readonly ticket_id?: unknown } }
    | undefined;
  return source?.rel === "follow_up" && typeof source.from?.ticket_id === "number"
    ? source.from.ticket_id
    : null;
}
