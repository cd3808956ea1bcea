import { orderOf, type Order } from "#main/demo/seed/catalog.ts";
import type { People } from "#main/demo/seed/people.ts";
import { mix, Rng } from "#main/demo/seed/rng.ts";
import { topics, topicsOf, type Language, type Mood } from "#main/demo/seed/texts.ts";
import type { Channel, Priority, Status, TicketType } from "#main/demo/store/model.ts";

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
/** The season is beginning: more arrive lately than three months ago. @param daysAgo days before `now` */
const seasonWeight = (daysAgo: number): number => 1 + 3 * Math.exp(-daysAgo / 10);

/** @param now epoch seconds */
export function makeWorld(seed: number, count: number, now: number, people: People): World {
  const arrivals = new Float64Array(hoursKept);
  const start = now - hoursKept * 3600;
  let sum = 0;
  for (let h = 0; h < hoursKept; h++) {
    const date = new Date((start + h * 3600) * 1000);
    sum +=
      (hourWeight[date.getUTCHours()] ?? 1) *
      (dayWeight[date.getUTCDay()] ?? 1) *
      seasonWeight((hoursKept - h) / 24);
    arrivals[h] = sum;
  }
  for (let h = 0; h < hoursKept; h++) arrivals[h] = (arrivals[h] as number) / sum;
  const unsolved = 0.17 * Math.min(1, (2000 / Math.max(1, count)) ** 0.3);
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

/** Priority of a ticket nobody has taken: often none yet, and pressing ones do not lie around. @param age seconds */
function untriaged(priority: Priority, age: number, isUnset: boolean): Priority {
  if ((priority === "urgent" && age > 0.05 * day) || (priority === "high" && age > 0.18 * day))
    return "normal";
  return isUnset ? null : priority;
}

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
      : age < 1.2 * day && s < 0.6
        ? "new"
        : s < (age < 4 * day ? 0.44 : 0.12)
          ? "open"
          : s < 0.82
            ? "pending"
            : "hold";
    const target = priority === "urgent" || priority === "high" ? urgentMinutes[priority] * 60 : 0;
    const quiet =
      status === "open"
        ? target > 0
          ? target * (0.5 + rng.next() * 0.55)
          : 600 + rng.next() * 0.9 * day
        : 900 + rng.next() * 6 * day;
    lastAt = status === "new" ? createdAt : Math.max(createdAt, now - Math.floor(quiet) - 120);
  } else {
    const hours = Math.exp(rng.next() * 4.6 + 0.4);
    lastAt = Math.min(now - 180, createdAt + Math.floor(hours * 3600));
    status = now - lastAt > 10.2 * day ? "closed" : "solved";
  }
  // What nobody has taken yet is young, or somebody would have.
  const nobody =
    status === "new" || (status === "open" && !long && age < 0.8 * day && rng.chance(0.5));
  let comments = 1 + Math.floor(-Math.log(1 - rng.next() * 0.998) * 4.4);
  if (nobody) comments = 1 + (rng.chance(0.15) ? 1 : 0);
  if (status === "pending" || status === "hold") comments = Math.max(2, comments);
  if (unsolved && !nobody && status === "open") comments = Math.max(3, comments);
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
    priority: nobody ? untriaged(priority, age, rng.chance(0.5)) : priority,
    type: rng.chance(0.9) ? info.type : null,
    group,
    assignee,
    comments,
    lastAt,
    rating,
  };
}
