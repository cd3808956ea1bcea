import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builtinEnvironments } from "vitest/runtime";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import { startRtConsole, until, type RtConsole } from "#test/rt/support/console.ts";
import { rtServer } from "#test/rt/support/rt-desk.ts";

/** The seed's tickets that stress a client, as the console holds them after its first sync. */
let desk: RtConsole;
beforeAll(async () => {
  rtServer("reset");
  const home = await mkdtemp(path.join(os.tmpdir(), "rt-odd-"));
  desk = await startRtConsole("desk.lead", path.join(home, "odd.log"), { by: "password" });
  await until("the first sync", () => desk.engine.status().progress.complete, 600_000);
  return async () => {
    await desk.stop();
    await rm(home, { recursive: true, force: true });
  };
});

function find(isIt: (ticket: Ticket) => boolean): {
  readonly ticket: Ticket;
  readonly thread: readonly Interaction[];
} {
  const ticket = [...desk.cache.records.ticket.values()].find(isIt);
  if (ticket === undefined) throw new Error("the seed has no such ticket");
  const thread = [...(desk.cache.threads.get(ticket.id)?.values() ?? [])]
    .filter((one) => one.kind !== "change")
    .toSorted((a, b) => a.at - b.at);
  return { ticket, thread };
}

test("a chat of sixty messages comes whole, in order, each side told apart", () => {
  const { thread } = find((one) => one.subject === "Chat: a very long conversation");
  expect(thread.map((one) => one.text)).toEqual([
    "Hello? Is anybody there?",
    ...Array.from({ length: 60 }, (_, at) =>
      at % 2 === 0
        ? `Agent line ${at + 1}: I am looking at it now.`
        : `Customer line ${at + 1}: thank you, I am waiting.`,
    ),
  ]);
  expect(thread.slice(1).map((one) => one.author.kind)).toEqual(
    Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? "agent" : "customer")),
  );
});

describe("hostile mail", () => {
  test("its subject is kept as text, mark-up and all", () => {
    const { ticket } = find((one) => one.subject.startsWith("Invoice <script>"));
    expect(ticket.subject).toBe('Invoice <script>alert(4)</script> & "quotes"');
  });

  test("its text can be read, and what is shown of the original neither acts, loads nor leads anywhere", async () => {
    const { thread } = find((one) => one.subject.startsWith("Invoice <script>"));
    const [mail] = thread;
    expect(mail?.text).toContain("click here");
    expect(mail?.text).toContain("kept");
    expect(mail?.text).not.toMatch(/owned|alert|display:none/);
    expect(mail?.html).toContain("<script>");
    // A page only for this: with one from the start, requests would be made as a browser makes them.
    const environment = await builtinEnvironments.jsdom.setup(globalThis, {});
    const { toOriginalDocument } = await import("#renderer/features/conversation/original-html.ts");
    const page = new DOMParser().parseFromString(
      toOriginalDocument(mail?.html ?? "", "n"),
      "text/html",
    );
    expect(page.body.textContent).toContain("kept");
    expect(
      page.body.querySelectorAll("script,style,form,input,iframe,[href],[onclick],[onerror]")
        .length,
    ).toBe(0);
    const sources = [...page.body.querySelectorAll("[src]")].map((one) => one.getAttribute("src"));
    expect(sources.filter((one) => one !== null && !one.startsWith("data:"))).toEqual([]);
    await environment.teardown(globalThis);
  });
});

test("a subject with a direction override, Hebrew and families of emoji comes unchanged", () => {
  const { ticket, thread } = find((one) => one.subject.includes("direction override"));
  expect(
    ticket.subject.startsWith("\u{202E}Subject with a direction override \u{202C}and שלום 👩‍👩‍👧‍👦 "),
  ).toBe(true);
  expect(thread[0]?.text).toBe(
    `One unbroken line: ${"x".repeat(3000)}\n\nمرحبا mixed with English and 日本語.`,
  );
});

test("a ticket without a subject and without a text is there, as one that was made", () => {
  const { ticket, thread } = find((one) => one.subject === "");
  expect(thread).toEqual([]);
  const all = [...(desk.cache.threads.get(ticket.id)?.values() ?? [])];
  expect(all.map((one) => one.changes)).toEqual([[{ field: "status", from: null, to: "new" }]]);
});

test("names of files beyond ASCII, an empty file and an archive come as they are, and their bytes unchanged", async () => {
  const { thread } = find((one) => one.subject === "Fwd: Fwd: Re: AW: payment");
  const files = thread[0]?.attachments ?? [];
  expect(files.map((one) => one.fileName).toSorted()).toEqual(
    ["Rechnung März 2026 (Größe ½).pdf", "archive.zip", "empty.txt"].toSorted(),
  );
  const signal = new AbortController().signal;
  for (const file of files) {
    const got = await desk.connector.attachment(file.contentUrl, signal);
    if (!got.ok) throw new Error(JSON.stringify(got.error));
    const start = Buffer.from(got.value.slice(0, 5)).toString("latin1");
    expect(start).toBe(
      file.fileName.endsWith(".pdf")
        ? "%PDF-"
        : file.fileName.endsWith(".zip")
          ? "PK\u0005\u0006\u0000"
          : "",
    );
    expect(got.value.byteLength).toBe(file.sizeBytes);
  }
});
