import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import type { Intent, TicketEdits } from "#domain/sync/intent.ts";
import type { HumanReason } from "#domain/sync/outbox.ts";
import type { FromConsole, ToConsole } from "#test/rt/support/console-process.ts";
import { startRtConsole, until } from "#test/rt/support/console.ts";
import { updateOf } from "#test/rt/support/desk-hand.ts";
import { startDroppingProxy, type DroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import { noteFigure } from "#test/rt/support/figures.ts";
import {
  askRt,
  connectAs,
  listRt,
  makeTicket,
  newestTransaction,
  rtBase,
  rtServer,
  writtenBy,
} from "#test/rt/support/rt-desk.ts";

const never = new AbortController().signal;
let home = "";
let proxy: DroppingProxy;
let me = "";

beforeAll(async () => {
  rtServer("reset");
  home = await mkdtemp(path.join(os.tmpdir(), "rt-delivery-"));
  const { connector } = connectAs("desk.agent");
  const probed = await connector.probe(never);
  if (!probed.ok) throw new Error(JSON.stringify(probed.error));
  me = probed.value.agent.id;
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  proxy = await startDroppingProxy(rtBase());
  return () => proxy.close();
});

async function makeTickets(
  count: number,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<readonly TicketId[]> {
  const made: TicketId[] = [];
  while (made.length < count) made.push(await makeTicket(fields));
  return made;
}
const reply = (
  ticketId: TicketId,
  text: string | null,
  edits: TicketEdits = {},
  isPublic = true,
): Intent => updateOf(me, ticketId, text, edits, isPublic);
const textOf = ({ action }: Intent): string =>
  action.kind === "update-ticket" ? (action.comment?.text ?? "") : "";

/** Compares what the agent was told is queued with what the server's own books say. */
async function compare(
  intents: readonly Intent[],
  since: number,
): Promise<{ readonly lost: number; readonly duplicates: number }> {
  const written = await writtenBy("desk.agent", since);
  const texts = intents.map(textOf).filter((text) => text !== "");
  const times = (text: string): number => written.filter((one) => one.text === text).length;
  return {
    lost: texts.filter((text) => times(text) === 0).length,
    duplicates: texts.reduce((sum, text) => sum + Math.max(0, times(text) - 1), 0),
  };
}

test("twenty replies whose answers were lost after the server had saved them arrive once each", async () => {
  const since = await newestTransaction();
  const desk = await startRtConsole("desk.agent", path.join(home, "lost.log"), {
    base: proxy.base,
    settleMs: 8_000,
  });
  await until("online", () => desk.engine.mayUseNetwork());
  const tickets = await makeTickets(10);
  const intents = Array.from({ length: 20 }, (_, n) =>
    reply(tickets[n % 10] ?? "", `Answer ${n} of twenty: grüß dich, 日本, مرحبا`, {}, n % 3 !== 0),
  );
  proxy.dropNextAnswers(20);
  await desk.submit(intents);
  await until("all are sent", () => desk.unsent().length === 0, 270_000);
  await desk.stop();
  const found = await compare(intents, since);
  noteFigure("rt.lost.answers.dropped", proxy.dropped(), "answers");
  expect(proxy.dropped()).toBe(20);
  expect(found).toEqual({ lost: 0, duplicates: 0 });
});

test("sixty actions queued offline survive kills and a restart of the server, and arrive once each", async () => {
  const journal = path.join(home, "killed.log");
  const since = await newestTransaction();
  const program = fileURLToPath(new URL("support/console-process.ts", import.meta.url));
  const tickets = await makeTickets(15, { Subject: "As it was" });
  const words = `größer 日本 ${randomUUID()}`;
  const intents = Array.from({ length: 60 }, (_, n) => {
    const at = n % tickets.length;
    const ticketId = tickets[at] ?? "";
    // every fourth is a change of the subject, one for each ticket
    return n % 4 === 3
      ? reply(ticketId, null, {
          subject: { base: "As it was", value: `Subject ${n} ${words}` },
        })
      : reply(ticketId, `Offline action ${n}`, {}, n % 2 === 0);
  });
  const queued = new Set<string>();
  let states: Readonly<Record<string, string>> = {};
  const start = async (): Promise<ChildProcess> => {
    const child = fork(program, [journal, proxy.base], { execArgv: [] });
    let isReady = false;
    child.on("message", (message) => {
      const told = message as FromConsole;
      if (told.kind === "ready") isReady = true;
      else if (told.kind === "queued") told.opIds.forEach((opId) => queued.add(opId));
      else states = told.states;
    });
    await until("the console is ready", () => isReady);
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  const submit = (child: ChildProcess, list: readonly Intent[]): void =>
    void child.send({ kind: "submit", intents: list } satisfies ToConsole);

  rtServer("stop");
  let child = await start();
  submit(child, intents);
  await until("half of them are queued", () => queued.size >= 30);
  await kill(child);
  // What was not acknowledged before the kill is written again, as an agent would; the rest must be there.
  child = await start();
  submit(
    child,
    intents.filter((one) => !queued.has(one.opId)),
  );
  await until("all are queued", () => queued.size === 60);
  const [host, port] = [new URL(rtBase()).hostname, new URL(rtBase()).port];
  rtServer("start", "--host", host, "--port", port);
  const sent = (): number => Object.values(states).filter((one) => one === "done").length;
  for (const goal of [8, 20, 35]) {
    await until(`${goal} are sent`, () => sent() >= goal, 270_000);
    proxy.dropNextAnswers(2);
    await kill(child);
    child = await start();
  }
  const waits = (): number =>
    Object.values(states).filter((one) => one !== "done" && one !== "needs-human").length;
  await until("everything is sent or asks", () => sent() > 0 && waits() === 0, 400_000);
  await kill(child);
  const found = await compare(intents, since);
  noteFigure("rt.lost", found.lost, "of 60 actions with kills and a restart", {
    relation: "<=",
    value: 0,
  });
  noteFigure("rt.duplicates", found.duplicates, "of 60 actions", { relation: "<=", value: 0 });
  expect(found).toEqual({ lost: 0, duplicates: 0 });
  expect(Object.values(states).every((state) => state === "done")).toBe(true);
  const after = await listRt("root", "/tickets", `Subject LIKE '${words}'`, "Subject");
  expect(after.length).toBe(tickets.length);
}, 1_200_000);

describe("while a reply is pending", () => {
  async function pending(
    act: (ticketId: TicketId, other: TicketId) => Promise<void>,
    edits: TicketEdits = {},
  ): Promise<HumanReason | null> {
    const [ticketId = "", other = ""] = await makeTickets(2, { Subject: "Before" });
    const desk = await startRtConsole("desk.agent", path.join(home, `${randomUUID()}.log`), {
      base: proxy.base,
      settleMs: 2_000,
    });
    await until("online", () => desk.engine.mayUseNetwork());
    await act(ticketId, other);
    const intent = reply(ticketId, "On my way", edits);
    await desk.submit([intent]);
    const entry = () => desk.outbox.list().find((one) => one.intent.opId === intent.opId);
    await until(
      "it asks or is sent",
      () => entry()?.state === "needs-human" || entry()?.state === "done",
    );
    const reason = entry()?.reason ?? null;
    await desk.stop();
    return reason;
  }

  test("somebody merges its ticket: the agent is asked, with where it went", async () => {
    let into = "";
    const reason = await pending(async (ticketId, other) => {
      into = other;
      await askRt("root", "PUT", `/ticket/${remoteOf(ticketId)}`, {
        MergeInto: Number(remoteOf(other)),
      });
    });
    expect(reason).toEqual({ kind: "ticket-merged", into });
  });

  test("somebody deletes its ticket: the agent is asked", async () => {
    const reason = await pending(async (ticketId) => {
      await askRt("root", "PUT", `/ticket/${remoteOf(ticketId)}`, { Status: "deleted" });
    });
    expect(reason).toEqual({ kind: "ticket-gone" });
  });

  test("somebody moves its ticket out of sight: the agent is asked", async () => {
    const reason = await pending(async (ticketId) => {
      await askRt("root", "PUT", `/ticket/${remoteOf(ticketId)}`, { Queue: "VIP" });
    });
    expect(reason).toEqual({ kind: "access-lost" });
  });

  test("somebody changes a field that goes with it: the agent is asked, and nothing was sent", async () => {
    const since = await newestTransaction();
    const reason = await pending(
      async (ticketId) => {
        await askRt("root", "PUT", `/ticket/${remoteOf(ticketId)}`, { Subject: "Theirs" });
      },
      { subject: { base: "Before", value: "Mine" } },
    );
    expect(reason?.kind).toBe("field-conflict");
    expect(await writtenBy("desk.agent", since)).toEqual([]);
  });
});

test("send and solve: the reply goes first, the status holds, and both stand in the server's books", async () => {
  const ticketId = await makeTicket();
  const desk = await startRtConsole("desk.agent", path.join(home, "solve.log"), {
    base: proxy.base,
    settleMs: 2_000,
  });
  await until("online", () => desk.engine.mayUseNetwork());
  const look = await desk.connector.look(ticketId, "", never);
  if (!look.ok) throw new Error(JSON.stringify(look.error));
  const { status, tags } = look.value.ticket;
  proxy.dropNextAnswers(2); // the reply's answer, then that of the change
  await desk.submit([
    reply(ticketId, "Solved, thank you", {
      status: { base: status, value: "solved" },
      assigneeId: { base: look.value.ticket.assigneeId, value: me },
      tags: { add: ["größe", "日本"], remove: tags },
    }),
  ]);
  await until("it is sent", () => desk.unsent().length === 0);
  await desk.stop();
  const { json } = await askRt("root", "GET", `/ticket/${remoteOf(ticketId)}`);
  expect(json).toMatchObject({ Status: "resolved", Owner: { id: "desk.agent" } });
  expect(JSON.stringify(json)).toContain("größe");
  const written = await writtenBy("desk.agent", 0);
  expect(written.filter((one) => one.text === "Solved, thank you").length).toBe(1);
});
