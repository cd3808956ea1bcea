import type { Head, World } from "#main/demo/seed/plan.ts";
import { mix, Rng } from "#main/demo/seed/rng.ts";
import type { Change, Status } from "#main/demo/store/model.ts";

const day = 86_400;

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
    // Whoever took an open ticket has answered it at least once.
    else if (!answered && last !== "ask" && head.status === "open" && j <= 2)
      kind = rng.chance(0.6) ? "answer" : "ask";
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
