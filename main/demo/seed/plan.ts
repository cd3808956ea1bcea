import { orderOf, type Order } from "#main/demo/seed/catalog.ts";
import type { People } from "#main/demo/seed/people.ts";
import { mix, Rng } from "#main/demo/seed/rng.ts";
import { topics, topicsOf, type Language, type Mood } from "#main/demo/seed/texts.ts";
import type { Change, Channel, Priority, Status, TicketType } from "#main/demo/store/model.ts";

const day = 86_400;

/** Everything needed to regenerate any ticket: no texts, no tickets. */
export type World = {
  readonly seed: number;
  /** Epoch seconds at which the population was made. */
  readonly now: number;
  readonly count: number;
  readonly people: People;
  /** Running sum of arrivals per hour over the last 90 days, ending at 1. */
  readonly arrivals: Float64Array;
  /** How fast the share of unsolved tickets falls with age. */
  readonly freshness: number;
  /** Every how-manieth ticket belongs to the busiest customer. */
  readonly heavyEvery: number;
  readonly longThread: number;
  readonly longComments: number;
};

const hoursKept = 90 * 24;
const hourWeight = [
  1, 1, 1, 1, 1, 2, 4, 8, 14, 17, 17, 15, 13, 14, 15, 14, 12, 10, 9, 9, 8, 6, 4, 2,
];
const dayWeight = [0.45, 1.25, 1.1, 1.05, 1, 1, 0.6];

/** @param now epoch seconds */
export function makeWorld(seed: number, count: number, now: number, people: People): World {
  const arrivals = new Float64Array(hoursKept);
  const start = now - hoursKept * 3600;
  let sum = 0;
  for (let h = 0; h < hoursKept; h++) {
    const date = new Date((start + h * 3600) * 1000);
    sum += (hourWeight[date.getUTCHours()] ?? 1) * (dayWeight[date.getUTCDay()] ?? 1);
    arrivals[h] = sum;
  }
  for (let h = 0; h < hoursKept; h++) arrivals[h] = (arrivals[h] as number) / sum;
  const unsolved = 0.2 * Math.min(1, (2000 / Math.max(1, count)) ** 0.3);
  const heavy = count >= 20_000 ? 3000 : count >= 2000 ? 150 : Math.floor(count * 0.075);
  return {
    seed,
    now,
    count,
    people,
    arrivals,
    freshness: unsolved / 0.93,
    heavyEvery: heavy === 0 ? 0 : Math.floor(count / heavy),
    longThread: Math.floor(count * 0.93),
    longComments: Math.min(1000, count),
  };
}

function arrivalAt(world: World, u: number): number {
  const { arrivals } = world;
  let low = 0;
  let high = arrivals.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((arrivals[mid] as number) < u) low = mid + 1;
    else high = mid;
  }
  const before = low === 0 ? 0 : (arrivals[low - 1] as number);
  const within = (u - before) / Math.max(1e-12, (arrivals[low] as number) - before);
  const span = hoursKept * 3600 - 240;
  return world.now - hoursKept * 3600 + Math.floor(((low + within) / hoursKept) * span);
}

/** The fixed facts of a seeded ticket; its texts and steps follow from them. */
export type Head = {
  readonly index: number;
  readonly seed: number;
  readonly createdAt: number;
  /** Number among the customers. */
  readonly customer: number;
  readonly language: Language;
  readonly mood: Mood;
  readonly topic: number;
  readonly channel: Channel;
  readonly order: Order;
  readonly days: number;
  readonly status: Exclude<Status, "deleted">;
  readonly priority: Priority;
  readonly type: TicketType;
  readonly group: number;
  /** Number among the agents; -1 = nobody. */
  readonly assignee: number;
  readonly comments: number;
  /** Time of the last comment. */
  readonly lastAt: number;
  readonly rating: "none" | "offered" | "good" | "bad";
};

const channelNames: readonly Channel[] = [
  "email",
  "web",
  "chat",
  "voice",
  "twitter",
  "facebook",
  "native_messaging",
  "whatsapp",
];
const channelWeights = [44, 11, 12, 12, 4, 4, 9, 4];
/** First and next answer targets in minutes for the priorities whose clock never stops. */
const urgentMinutes = { urgent: 120, high: 480 } as const;

/** @param i 0 … count-1, in order of creation */
export function headOf(world: World, i: number): Head {
  const { count, now, people } = world;
  const seed = mix(world.seed, i);
  const rng = new Rng(seed);
  const createdAt = arrivalAt(world, (i + rng.next()) / count);
  const long = i === world.longThread && world.longComments > 20;
  const heavy = world.heavyEvery > 0 && i % world.heavyEvery === Math.min(3, world.heavyEvery - 1);
  const customer = heavy ? 0 : Math.floor(rng.next() ** 1.5 * people.customers.length);
  const person = people.customers[customer] as (typeof people.customers)[number];
  const language = person.locale;
  const menu = topicsOf.get(language) as NonNullable<ReturnType<typeof topicsOf.get>>;
  const topic = menu.numbers[rng.weighted(menu.weights, menu.total)] ?? 0;
  const channel: Channel = long
    ? "native_messaging"
    : (channelNames[rng.weighted(channelWeights, 100)] as Channel);
  const order = orderOf(
    world.seed,
    customer,
    rng.int(heavy ? 12 : 3),
    createdAt - (createdAt % (15 * day)),
  );
  const info = topics[topic] as (typeof topics)[number];
  const mood: Mood = rng.chance(0.7) ? person.mood : "calm";
  const pressing =
    (mood === "upset" ? 0.3 : 0) +
    (person.tags.includes("vip") ? 0.4 : 0) +
    (info.key === "outage" ? 0.3 : 0);
  const roll = rng.next();
  const priority: Priority =
    roll < 0.04 + pressing * 0.3
      ? "urgent"
      : roll < 0.14 + pressing
        ? "high"
        : roll < 0.85
          ? "normal"
          : "low";
  const group =
    channel === "twitter" || channel === "facebook"
      ? 4
      : mood === "upset" && rng.chance(0.12)
        ? 5
        : info.group;
  const members = people.members[group] as readonly number[];
  const age = now - createdAt;

  const unsolved = long || rng.next() < 0.93 * Math.exp(-(1 - i / count) / world.freshness);
  let status: Head["status"];
  let lastAt: number;
  if (unsolved) {
    const s = rng.next();
    status = long
      ? "open"
      : age < 2.2 * day && s < 0.5
        ? "new"
        : s < 0.44
          ? "open"
          : s < 0.82
            ? "pending"
            : "hold";
    const target = priority === "urgent" || priority === "high" ? urgentMinutes[priority] * 60 : 0;
    const quiet =
      status === "open"
        ? target > 0
          ? target * (0.15 + rng.next())
          : 600 + rng.next() * 1.6 * day
        : 900 + rng.next() * 6 * day;
    lastAt = status === "new" ? createdAt : Math.max(createdAt, now - Math.floor(quiet) - 120);
  } else {
    const hours = Math.exp(rng.next() * 4.6 + 0.4);
    lastAt = Math.min(now - 180, createdAt + Math.floor(hours * 3600));
    status = now - lastAt > 10.2 * day ? "closed" : "solved";
  }
  const nobody = status === "new" || (status === "open" && !long && rng.chance(0.22));
  let comments = 1 + Math.floor(-Math.log(1 - rng.next() * 0.998) * 4.4);
  if (nobody) comments = 1 + (rng.chance(0.15) ? 1 : 0);
  if (status === "pending" || status === "hold") comments = Math.max(2, comments);
  if (unsolved && !nobody && status === "open" && comments === 2) comments = 3;
  const room = Math.floor((lastAt - createdAt) / 45);
  comments = long ? world.longComments : Math.max(1, Math.min(comments, 26, room + 1));
  if (i % 401 === 77 && status !== "new" && count >= 500)
    comments = Math.min(60 + rng.int(120), Math.max(1, room));
  if (
    comments < 2 &&
    (status === "solved" || status === "closed") &&
    channel !== "voice" &&
    room > 1
  )
    comments = 2;
  if (comments < 2 && (status === "pending" || status === "hold")) status = "open";
  const assignee = nobody ? -1 : rng.pick(members);
  const r = rng.next();
  const rating =
    (status === "solved" || status === "closed") && now - lastAt > 2 * day
      ? r < 0.17
        ? "good"
        : r < 0.22
          ? "bad"
          : r < 0.6
            ? "offered"
            : "none"
      : "none";
  return {
    index: i,
    seed,
    createdAt,
    customer,
    language,
    mood,
    topic,
    channel,
    order,
    days: 2 + rng.int(9),
    status,
    priority: status === "new" && rng.chance(0.6) ? null : priority,
    type: rng.chance(0.9) ? info.type : null,
    group,
    assignee,
    comments,
    lastAt,
    rating,
  };
}

/** What a step says; "silent" steps only change fields. */
export type StepKind =
  | "open"
  | "transcript"
  | "voice"
  | "summary"
  | "ask"
  | "answer"
  | "update"
  | "details"
  | "more"
  | "chase"
  | "note"
  | "hold"
  | "fix"
  | "thanks"
  | "reopen"
  | "silent"
  | "close"
  | "rating";
export type Step = {
  readonly at: number;
  /** Agent number, -1 = the requester, -2 = the system. */
  readonly author: number;
  readonly kind: StepKind;
  readonly public: boolean;
  readonly changes: readonly Change[];
};
const silentKinds: ReadonlySet<StepKind> = new Set(["silent", "close", "rating"]);
/** Whether a step carries a comment. */
export const speaks = (step: Step): boolean => !silentKinds.has(step.kind);
const none: readonly Change[] = [];

function kindsOf(head: Head, rng: Rng): { kinds: StepKind[]; silentSolve: boolean } {
  const n = head.comments;
  const first: StepKind =
    head.channel === "voice" ? "voice" : head.channel === "chat" ? "transcript" : "open";
  const kinds: StepKind[] = [first];
  const solved = head.status === "solved" || head.status === "closed";
  const thanked = solved && n >= 4 && rng.chance(0.22);
  if (head.assignee < 0) {
    while (kinds.length < n) kinds.push("chase");
    return { kinds, silentSolve: false };
  }
  const tail = n === 1 ? 0 : thanked ? 2 : 1;
  let customerSpokeLast = first === "open";
  let last: StepKind = first;
  let answered = false;
  for (let j = 1; j < n - tail; j++) {
    const roll = rng.next();
    let kind: StepKind;
    if (j === 1 && head.channel === "voice") kind = "summary";
    else if (customerSpokeLast)
      kind =
        roll < 0.7
          ? last === "details" || rng.chance(0.6)
            ? "answer"
            : "ask"
          : roll < 0.9
            ? "note"
            : "chase";
    else if (last === "fix") kind = "reopen";
    else
      kind = roll < 0.78 ? (last === "ask" ? "details" : "more") : roll < 0.88 ? "note" : "answer";
    if (kind === "answer" && j >= 3 && j < n - tail - 1 && rng.chance(0.16)) kind = "fix";
    else if (kind === "answer" && answered) kind = "update";
    if (kind === "answer") answered = true;
    if (kind === "details" || kind === "more" || kind === "chase" || kind === "reopen")
      customerSpokeLast = true;
    else if (kind !== "note" && kind !== "summary") customerSpokeLast = false;
    if (kind !== "note") last = kind;
    kinds.push(kind);
  }
  if (tail > 0) {
    if (head.status === "open")
      kinds.push(
        last === "ask" ? "details" : last === "fix" ? "reopen" : rng.chance(0.5) ? "more" : "chase",
      );
    else if (head.status === "pending")
      kinds.push(rng.chance(0.55) ? (answered ? "update" : "answer") : "ask");
    else if (head.status === "hold") kinds.push("hold");
    else kinds.push("fix");
    if (thanked) kinds.push("thanks");
  }
  return { kinds, silentSolve: solved && (n === 1 || thanked) };
}

/** Regenerates the whole history of a seeded ticket, oldest step first. */
export function stepsOf(world: World, head: Head): readonly Step[] {
  const rng = new Rng(mix(head.seed, 0x51e9));
  const { kinds, silentSolve } = kindsOf(head, rng);
  const n = kinds.length;
  const weights: number[] = [];
  let total = 0;
  for (let j = 1; j < n; j++) {
    const w =
      kinds[j] === "note" || kinds[j] === "summary"
        ? 0.15 + rng.next() * 0.2
        : 0.3 + rng.next() * (rng.chance(0.2) ? 4 : 1);
    weights.push(w);
    total += w;
  }
  const span = head.lastAt - head.createdAt;
  const members = world.people.members[head.group] as readonly number[];
  const steps: Step[] = [];
  let status: Status = "new";
  let assigned = false;
  let elapsed = 0;
  let previous = head.createdAt;
  for (let j = 0; j < n; j++) {
    const kind = kinds[j] as StepKind;
    if (j > 0) elapsed += weights[j - 1] as number;
    const at =
      j === 0
        ? head.createdAt
        : Math.max(
            previous + 20,
            Math.min(head.lastAt, head.createdAt + Math.floor((elapsed / total) * span)),
          );
    const byCustomer =
      kind === "open" ||
      kind === "transcript" ||
      kind === "details" ||
      kind === "more" ||
      kind === "chase" ||
      kind === "thanks" ||
      kind === "reopen";
    const changes: Change[] = [];
    const set = (field: string, to: string | number, from: string | number | null) =>
      changes.push({ field, to, from });
    let author = -1;
    if (!byCustomer) {
      author =
        kind === "voice"
          ? head.assignee >= 0
            ? head.assignee
            : (members[0] as number)
          : rng.chance(n > 200 ? 0.35 : 0.12)
            ? rng.pick(members)
            : head.assignee;
      if (j > 0 && !assigned && head.assignee >= 0) {
        if (rng.chance(0.35) && at - previous > 120) {
          steps.push({
            at: at - 60,
            author: head.assignee,
            kind: "silent",
            public: false,
            changes: [
              { field: "assignee_id", to: world.people.agents[head.assignee]?.id ?? 0, from: null },
              { field: "status", to: "open", from: "new" },
            ],
          });
          status = "open";
        } else set("assignee_id", world.people.agents[head.assignee]?.id ?? 0, null);
        assigned = true;
      }
    }
    let next: Status = status;
    if (kind === "answer" || kind === "ask" || kind === "update") next = "pending";
    else if (kind === "hold") next = "hold";
    else if (kind === "fix") next = "solved";
    else if (byCustomer && status !== "new") next = "open";
    else if (kind === "note" || kind === "summary") next = status === "new" ? "open" : status;
    if (j > 0 && next !== status) set("status", next, status);
    if (j > 0) status = next;
    if (j === 2 && rng.chance(0.12)) set("priority", head.priority ?? "normal", "low");
    steps.push({
      at,
      author,
      kind,
      public: kind !== "note" && kind !== "summary",
      changes: changes.length === 0 ? none : changes,
    });
    previous = at;
  }
  if (head.assignee >= 0 && !assigned) {
    const changes: Change[] = [
      { field: "assignee_id", to: world.people.agents[head.assignee]?.id ?? 0, from: null },
    ];
    if (status === "new") changes.push({ field: "status", to: "open", from: "new" });
    status = "open";
    steps.push({ at: previous + 5, author: head.assignee, kind: "silent", public: false, changes });
    previous += 5;
  } else if (head.assignee < 0 && head.status === "open" && status === "new") {
    steps.push({
      at: previous + 5,
      author: -2,
      kind: "silent",
      public: false,
      changes: [{ field: "status", to: "open", from: "new" }],
    });
    previous += 5;
  }
  if (silentSolve && status !== "solved") {
    const at = previous + 25 + rng.int(30);
    steps.push({
      at,
      author: head.assignee,
      kind: "silent",
      public: false,
      changes: [{ field: "status", to: "solved", from: status }],
    });
    status = "solved";
    previous = at;
  }
  if (head.rating === "good" || head.rating === "bad") {
    previous += 3600 + rng.int(20 * 3600);
    steps.push({ at: previous, author: -1, kind: "rating", public: false, changes: none });
  }
  if (head.status === "closed") {
    const at = Math.max(previous + 60, head.lastAt + 10 * day + rng.int(3000));
    steps.push({
      at,
      author: -2,
      kind: "close",
      public: false,
      changes: [{ field: "status", to: "closed", from: status }],
    });
  }
  return steps;
}
