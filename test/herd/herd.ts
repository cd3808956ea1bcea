import type { Intent } from "#domain/sync/intent.ts";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";
import { userId } from "#main/demo/ids.ts";
import { ACCOUNT, createDesktop, type Desktop } from "#test/herd/desktop.ts";
import { createInProcessHttp } from "#test/herd/in-process-http.ts";
import { createThinCache, type ThinCache } from "#test/herd/thin-cache.ts";
import { opOf } from "#test/torture/record.ts";
import { World } from "#test/support/sim/world.ts";

export type HerdOptions = {
  readonly seed: number;
  readonly desktops: number;
  /** Replies that each of them writes during the outage, on tickets of its own. */
  readonly replies: number;
  readonly outageMinutes: number;
  /** Requests a minute of the whole account; ticket updates have their own limit of 100. */
  readonly perMinute: number;
  readonly onMinute?: (line: string) => void;
};

export type HerdResult = {
  /** Virtual minutes from the end of the outage to the last delivery; Infinity: some never came. */
  readonly deliveredMinutes: number;
  readonly delivered: number;
  readonly duplicates: number;
  /** Share of all requests after the outage that were answered by 429, percent. */
  readonly rejectedPercent: number;
  readonly requests: number;
  readonly rejectedUpdates: number;
  /** The desktop that was done last, compared with the median one. */
  readonly slowestRatio: number;
  readonly unsent: readonly string[];
  readonly defects: readonly string[];
};

const MINUTE = 60_000;
/** In which a team comes to work; then as long again of ordinary work. */
const ARRIVAL_MINUTES = 12;
const LIMIT_MINUTES = 40;
const LATENCY_MS = [25, 120] as const;

/** One shift of a team: at work, half an hour without the helpdesk, and everybody back at once. */
export async function runHerd(options: HerdOptions): Promise<HerdResult> {
  const world = new World(options.seed, false);
  const { rng } = world;
  const clock = world.clock({ alive: true, number: 1 });
  const wanted = options.desktops * options.replies;
  const server = createDemoServer(
    {
      seed: 5,
      tickets: Math.max(300, Math.round(wanted * 1.2)),
      customers: Math.max(60, Math.round(wanted / 5)),
      perMinute: options.perMinute,
    },
    () => world.wall(),
  );
  reopen(server, wanted);
  let isUp = true;
  let isCounting = false;
  let [requests, rejected, rejectedUpdates] = [0, 0, 0];
  const http = createInProcessHttp({
    server,
    clock,
    latencyMs: () => rng.int(...LATENCY_MS),
    isUp: () => isUp,
    onAnswer: (request, status) => {
      if (!isCounting) return;
      requests += 1;
      if (status !== 429) return;
      rejected += 1;
      if (request.method === "PUT") rejectedUpdates += 1;
    },
  });
  const defects: string[] = [];
  const make = (index: number, cache: ThinCache): Promise<Desktop> =>
    createDesktop({
      bearer: hire(server, index),
      http,
      clock,
      random: rng.next,
      randomBytes: rng.bytes,
      cache,
      onDefect: (cause) => defects.push(String(cause)),
    });
  const pass = async (minutes: number): Promise<void> => {
    for (let at = 0; at < minutes; at += 1) await world.run(world.now + MINUTE, () => false);
  };

  // The first console reads everything; the others begin with what it has, as in the middle of a shift.
  const first = createThinCache();
  const desktops = [await make(0, first)];
  desktops[0]?.engine.start();
  for (let minute = 0; minute < LIMIT_MINUTES; minute += 1) {
    await pass(1);
    if (desktops[0]?.engine.status().progress.complete === true) break;
  }
  for (let index = 1; index < options.desktops; index += 1) {
    const desktop = await make(index, first.copy());
    desktops.push(desktop);
    world.after(rng.int(0, ARRIVAL_MINUTES * MINUTE), () => desktop.engine.start());
    // At work an agent reads: every console knows its colleagues by the time of the outage.
    const reads = ARRIVAL_MINUTES * MINUTE + rng.int(0, (ARRIVAL_MINUTES - 3) * MINUTE);
    const ticketId = `${ACCOUNT}:${openTickets(server)[index] ?? 0}`;
    world.after(reads, () => void desktop.engine.openTicket(ticketId));
  }
  await pass(ARRIVAL_MINUTES * 2);

  isUp = false;
  const tickets = openTickets(server);
  if (tickets.length < wanted) throw new Error("the workspace has too few open tickets");
  const outageMs = options.outageMinutes * MINUTE;
  for (const [index, desktop] of desktops.entries()) {
    const authorId = desktop.engine.identity()?.agent.id;
    if (authorId === undefined) throw new Error(`desktop ${index} never came online`);
    for (let reply = 0; reply < options.replies; reply += 1) {
      const ticketId = tickets[index * options.replies + reply] ?? 0;
      world.after(rng.int(0, outageMs - MINUTE), () => {
        const now = world.wall();
        void desktop.queue([replyTo(ticketId, authorId, rng.uuid(), now, `${index}/${reply}`)]);
      });
    }
  }
  await pass(options.outageMinutes);

  isUp = true;
  isCounting = true;
  const backSeconds = Math.floor(world.wall() / 1000);
  const ledgerBefore = server.ledger().length;
  for (let minute = 1; minute <= LIMIT_MINUTES; minute += 1) {
    await world.run(world.now + MINUTE, () => false);
    const left = desktops.reduce((sum, desktop) => sum + desktop.unsent().length, 0);
    options.onMinute?.(
      `minute ${minute}: ${left} unsent, ${requests} requests, ${rejected} answered 429 (${rejectedUpdates} updates)`,
    );
    if (left === 0) break;
  }
  const unsent = desktops.flatMap((desktop, index) =>
    desktop.unsent().map((one) => {
      const why = one.reason?.kind ?? one.waitingFor?.kind ?? "nothing";
      return `desktop ${index} (${desktop.engine.status().state}): ${one.state}, waiting for ${why}`;
    }),
  );
  return summary(server, desktops, ledgerBefore, backSeconds, {
    rejectedPercent: requests === 0 ? 0 : (rejected / requests) * 100,
    requests,
    rejectedUpdates,
    unsent,
    defects,
  });
}

function summary(
  server: DemoServer,
  desktops: readonly Desktop[],
  ledgerBefore: number,
  backSeconds: number,
  counted: Pick<
    HerdResult,
    "rejectedPercent" | "requests" | "rejectedUpdates" | "unsent" | "defects"
  >,
): HerdResult {
  const arrived = new Map<string, { count: number; at: number }>();
  for (const line of server.ledger(ledgerBefore)) {
    const op = opOf(line.metadata);
    if (op === null) continue;
    const known = arrived.get(op);
    arrived.set(op, { count: (known?.count ?? 0) + 1, at: known?.at ?? line.at });
  }
  const doneAt = desktops.map((desktop) =>
    Math.max(
      0,
      ...desktop.outbox.list().map(({ intent: { opId } }) => {
        const at = arrived.get(opId)?.at;
        return at === undefined ? Number.POSITIVE_INFINITY : at - backSeconds;
      }),
    ),
  );
  const sorted = doneAt.toSorted((a, b) => a - b);
  const slowest = sorted.at(-1) ?? 0;
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return {
    ...counted,
    deliveredMinutes: slowest / 60,
    delivered: arrived.size,
    duplicates: [...arrived.values()].reduce((sum, { count }) => sum + count - 1, 0),
    slowestRatio: median === 0 ? 1 : slowest / median,
  };
}

/** A colleague of the demo's agent with the same rights. @returns Their bearer token. */
function hire(server: DemoServer, index: number): string {
  const { store, credentials } = server.workspace;
  const model = store.users.get(credentials.agent.userId);
  if (model === undefined) throw new Error("the workspace has no agent");
  const id = userId(2_000_000 + index);
  store.users.set(id, {
    ...model,
    id,
    name: `Agent ${index}`,
    email: `agent${index}@herd.invalid`,
  });
  const bearer = `herd-${index}`;
  store.tokens.set(bearer, {
    access: bearer,
    refresh: `${bearer}-refresh`,
    userId: id,
    scopes: ["read", "write"],
    expiresAt: null,
    refreshExpiresAt: Number.MAX_SAFE_INTEGER,
  });
  return bearer;
}

/** A busy desk: enough tickets that can be answered. Done before anybody reads one. */
function reopen(server: DemoServer, wanted: number): void {
  let missing = wanted - openTickets(server).length;
  for (const ticket of server.workspace.store.tickets) {
    if (missing <= 0) return;
    if (ticket.status !== "closed" || ticket.gone || ticket.deletedFrom !== null) continue;
    ticket.status = "open";
    missing -= 1;
  }
}

const openTickets = (server: DemoServer): readonly number[] =>
  server.workspace.store.tickets
    .filter((one) => !one.gone && one.deletedFrom === null && one.status !== "closed")
    .map((one) => one.id);

const replyTo = (
  ticket: number,
  authorId: string,
  opId: string,
  now: number,
  name: string,
): Intent => ({
  opId,
  accountId: ACCOUNT,
  authorId,
  createdAt: now,
  sendAfter: now + 5_000,
  action: {
    kind: "update-ticket",
    ticketId: `${ACCOUNT}:${ticket}`,
    comment: { audience: "public", text: `We are back. (${name})`, files: [] },
    edits: {},
    macroIds: [],
    seen: { interactionId: `${ACCOUNT}:0`, at: now },
  },
});
