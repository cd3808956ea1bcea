import { auditStride, idBase } from "#main/demo/ids.ts";
import { bookComment, freshClocks, setAssignee, setStatus } from "#main/demo/store/advance.ts";
import type { Rating, Ticket } from "#main/demo/store/model.ts";
import { headOf, type Head, type World } from "#main/demo/seed/plan.ts";
import { speaks, stepsOf } from "#main/demo/seed/steps.ts";
import { mix } from "#main/demo/seed/rng.ts";
import { subjectOf } from "#main/demo/seed/render.ts";
import { fill, textsOf, topics } from "#main/demo/seed/texts.ts";
import { slotsOf } from "#main/demo/seed/render.ts";

/** The seeded tickets in their final state and the order in which everything happened to them. */
export type Population = {
  readonly tickets: Ticket[];
  /** Ticket number (0 … count-1) of every audit. */
  readonly auditTicket: Uint32Array;
  /** Audits in order of time: their times (epoch seconds) and their numbers. */
  readonly eventTimes: Uint32Array;
  readonly eventAudits: Uint32Array;
  readonly comments: number;
};

const tagSets = new Map<string, readonly string[]>();
function tagsOf(head: Head, vip: boolean): readonly string[] {
  const topic = topics[head.topic]?.key ?? "late";
  const key = `${topic} ${head.channel} ${head.language} ${vip} ${head.mood === "upset"}`;
  let tags = tagSets.get(key);
  if (tags === undefined) {
    tags = [
      topic,
      `lang_${head.language}`,
      ...(vip ? ["vip"] : []),
      ...(head.mood === "upset" ? ["complaint"] : []),
      ...(head.channel === "voice" ? ["call"] : []),
    ];
    tagSets.set(key, tags);
  }
  return tags;
}

function ratingOf(world: World, head: Head, at: number): Rating | null {
  if (head.rating === "none") return null;
  const h = mix(head.seed, 404);
  const answered = head.rating !== "offered";
  const texts = textsOf(head.language);
  const lines = head.rating === "good" ? texts.csatGood : texts.csatBad;
  const slots = slotsOf(world, head, world.people.agents[head.assignee]?.name ?? "Nordlicht");
  const comment =
    answered && h % 5 < 2 ? fill(lines[h % lines.length] as (typeof lines)[number], slots) : null;
  const reasons = [
    "The issue took too long to resolve",
    "The issue was not resolved",
    "The agent's knowledge is unsatisfactory",
  ];
  return {
    id: idBase.rating + head.index * 3,
    score: head.rating as Rating["score"],
    comment,
    reason: head.rating === "bad" ? (reasons[h % 3] ?? null) : null,
    reasonId: head.rating === "bad" ? 1001 + (h % 3) : null,
    createdAt: at,
  };
}

/** Walks through every ticket's history once and keeps only where it ended. About 10 µs and 400 bytes per ticket. */
export function populate(world: World): Population {
  const tickets: Ticket[] = [];
  const { count, people } = world;
  let room = Math.max(4096, count * 9);
  let times = new Uint32Array(room);
  let owners = new Uint32Array(room);
  let ordinal = 0;
  let comments = 0;
  for (let i = 0; i < count; i++) {
    const head = headOf(world, i);
    const steps = stepsOf(world, head);
    const ticket = seededTicket(world, head, ordinal, steps.length);
    if (ordinal + steps.length > room) {
      room = Math.max(room * 2, ordinal + steps.length);
      const more = new Uint32Array(room);
      more.set(times);
      times = more;
      const moreOwners = new Uint32Array(room);
      moreOwners.set(owners);
      owners = moreOwners;
    }
    for (const [n, step] of steps.entries()) {
      times[ordinal] = step.at;
      owners[ordinal] = i;
      ordinal += 1;
      if (speaks(step)) bookComment(ticket, step.at, step.author >= 0, step.public);
      if (n > 0) {
        for (const change of step.changes) {
          if (change.field === "status") setStatus(ticket, change.to as Ticket["status"], step.at);
          else if (change.field === "assignee_id")
            setAssignee(ticket, change.to as number, step.at);
        }
        if (
          step.author === -1 &&
          speaks(step) &&
          ticket.waitingSince === 0 &&
          ticket.status !== "solved" &&
          ticket.status !== "closed"
        )
          ticket.waitingSince = step.at;
      }
      if (step.kind === "rating") ticket.rating = ratingOf(world, head, step.at);
      ticket.updatedAt = step.at;
    }
    if (head.rating === "offered") ticket.rating = ratingOf(world, head, ticket.solvedAt);
    comments += ticket.commentCount;
    const h = mix(head.seed, 505);
    ticket.generatedAt =
      h % 9 === 0 ? Math.min(world.now - 100, ticket.updatedAt + (h % 90_000)) : ticket.updatedAt;
    tickets.push(ticket);
  }
  const { first } = { first: tickets[0]?.createdAt ?? 0 };
  const span = 4_194_304;
  const keys = new Float64Array(ordinal);
  for (let n = 0; n < ordinal; n++) keys[n] = ((times[n] as number) - first) * span + n;
  keys.sort();
  const eventTimes = new Uint32Array(ordinal);
  const eventAudits = new Uint32Array(ordinal);
  for (let n = 0; n < ordinal; n++) {
    const audit = (keys[n] as number) % span;
    eventAudits[n] = audit;
    eventTimes[n] = times[audit] as number;
  }
  void people;
  return { tickets, auditTicket: owners.slice(0, ordinal), eventTimes, eventAudits, comments };
}

/** Id of a seeded audit by its number in the population. */
export const seededAuditId = (ordinal: number): number => idBase.audit + ordinal * auditStride;

function seededTicket(world: World, head: Head, auditBase: number, seedAudits: number): Ticket {
  const person = world.people.customers[head.customer] as World["people"]["customers"][number];
  const group = world.people.groups[head.group] as World["people"]["groups"][number];
  return {
    id: idBase.ticket + head.index,
    seedIndex: head.index,
    externalId: null,
    subject: subjectOf(world, head),
    description: null,
    status: "new",
    customStatusId: null,
    priority: head.priority,
    type: head.type,
    channel: head.channel,
    via: null,
    requesterId: person.id,
    submitterId: person.id,
    assigneeId: null,
    groupId: group.id,
    organizationId: person.organizationId,
    formId: idBase.form,
    problemId: null,
    tags: tagsOf(head, person.tags.includes("vip")),
    fields: null,
    followerIds: [],
    ccIds: [],
    followupIds: [],
    dueAt:
      head.type === "task" && head.seed % 3 === 0
        ? head.createdAt - (head.createdAt % 3600) + (2 + (head.seed % 6)) * 86_400
        : 0,
    createdAt: head.createdAt,
    updatedAt: head.createdAt,
    generatedAt: head.createdAt,
    logSeq: -1,
    statusSince: head.createdAt,
    solvedAt: 0,
    initiallyAssignedAt: 0,
    assignedAt: 0,
    assigneeChangedAt: 0,
    requesterRepliedAt: 0,
    lastCommentAt: 0,
    firstReplyAt: 0,
    waitingSince: 0,
    replies: 0,
    reopens: 0,
    assigneeStations: 0,
    groupStations: 1,
    commentCount: 0,
    clocks: freshClocks(),
    rating: null,
    auditBase,
    seedAudits,
    live: null,
    edits: null,
    isPublic: true,
    deletedFrom: null,
    deletedBy: 0,
    gone: false,
  };
}
