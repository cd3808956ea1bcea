import { afterAll, beforeAll, expect, test } from "vitest";
import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { DemoServer } from "#main/demo/server.ts";
import type { Connector } from "#main/sync/ports.ts";
import { intentOf, must, never } from "#test/contract/connector-suite.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { mergeEdits, NOTHING_DECIDED } from "#domain/sync/merge.ts";
import { ACCOUNT, connectTo, startDemo } from "#test/contract/zendesk-remote.ts";

let server: DemoServer;
let connector: Connector;
let me = "";
beforeAll(async () => {
  server = await startDemo({ tickets: 120, customers: 30 });
  connector = connectTo(server.baseUrl(), server.credentials.admin);
  me = must(await connector.probe(never)).agent.id;
});
afterAll(async () => {
  await server.close();
});

test("keys of creates are trusted for an hour, and the key is the operation", () => {
  expect(connector.traits.createKeyMs).toBe(3_600_000);
  const intent = intentOf(connector, me, {
    kind: "create-ticket",
    ticketId: `${ACCOUNT}:new-x`,
    subject: "S",
    requester: { name: "N", email: "n@customer.example" },
    comment: { audience: "internal", text: "T", files: [] },
    fields: {},
  });
  const request = connector.freeze(intent, { base: "", stamp: "" }, new Map());
  expect(request.headers["idempotency-key"]).toBe(intent.opId);
  expect(request.body).not.toContain("via_followup_source_id");
});

test("a macro is read afresh as the list brings it, a deleted one is not found", async () => {
  const list = must(await connector.pull("macros", null, never)).changes.macros ?? [];
  const [one] = list;
  expect(one).toBeDefined();
  if (one === undefined || connector.readMacro === undefined) throw new Error("no macros");
  expect(must(await connector.readMacro(one.id, never))).toEqual(one);
  const gone = await connector.readMacro(globalId(ACCOUNT, 999_999_999), never);
  expect(gone.ok ? "ok" : gone.error.kind).toBe("not-found");
});

test("a closed ticket takes no reply, its follow-up takes the text and names it", async () => {
  const closed = server.workspace.store.tickets.find((one) => one.status === "closed");
  if (closed === undefined) throw new Error("no closed ticket");
  const intent = intentOf(connector, me, {
    kind: "create-ticket",
    ticketId: `${ACCOUNT}:new-y`,
    subject: closed.subject,
    requester: { name: "Nia", email: "nia@customer.example" },
    comment: { audience: "public", text: "About your old ticket.", files: [] },
    fields: { status: "open" },
    followUpOf: globalId(ACCOUNT, closed.id),
  });
  const sent = await connector.send(
    connector.freeze(intent, { base: "", stamp: "" }, new Map()),
    never,
  );
  expect(sent.kind).toBe("accepted");
  const made = must(await connector.findCreated(intent, never));
  const parent = server.workspace.store.ticket(closed.id);
  expect(parent?.followupIds).toContain(Number(remoteOf(made ?? "")));
});

test("a look goes back to what the agent had seen, however much came since", async () => {
  const open = server.workspace.store.tickets.find((one) => one.status === "open");
  if (open === undefined) throw new Error("no open ticket");
  const id = globalId(ACCOUNT, open.id);
  const { email, token } = server.credentials.supervisor;
  const note = async (n: number): Promise<void> => {
    const done = await fetch(`${server.baseUrl()}/api/v2/tickets/${open.id}.json`, {
      method: "PUT",
      headers: {
        authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ ticket: { comment: { body: `Note ${n}`, public: n === 0 } } }),
    });
    if (!done.ok) throw new Error(`status ${done.status}`);
  };
  const before = must(await connector.look(id, "", never));
  const seenAt = before.entries.at(-1)?.at ?? 0;
  for (let n = 0; n <= 120; n += 1) await note(n);
  const isPublic = (look: typeof before): boolean =>
    look.entries.some(({ text, kind }) => text === "Note 0" && kind === "message");
  expect(isPublic(must(await connector.look(id, "", never)))).toBe(false);
  expect(isPublic(must(await connector.look(id, "", never, seenAt)))).toBe(true);
});

test("subject and custom fields are written, and what a colleague wrote over them is told by field", async () => {
  const open = server.workspace.store.tickets.findLast((one) => one.status === "open");
  const fields = must(await connector.pull("fields", null, never)).changes.fields ?? [];
  const [order, reason, gift, refund] = [
    "Order number",
    "Contact reason",
    "Is a gift",
    "Refund amount",
  ].map((title) => fields.find((field) => field.title === title)?.id ?? "") as [
    string,
    string,
    string,
    string,
  ];
  expect([order, reason, gift, refund].every((id) => id !== "")).toBe(true);
  if (open === undefined) throw new Error("no open ticket");
  const id = globalId(ACCOUNT, open.id);
  const look = async () => {
    for (;;) {
      const seen = must(await connector.look(id, "", never));
      if (seen.serverNow - Date.parse(seen.stamp) >= connector.traits.stampResolutionMs)
        return seen;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const write = async (edits: TicketEdits) => {
    const seen = await look();
    const intent = intentOf(connector, me, {
      kind: "update-ticket",
      ticketId: id,
      comment: null,
      edits,
      macroIds: [],
      seen: null,
    });
    const pin = { base: seen.newestEntry, stamp: seen.stamp };
    const sent = await connector.send(connector.freeze(intent, pin, new Map()), never);
    expect(sent.kind).toBe("accepted");
    return must(await connector.open(id, never, "now")).ticket;
  };
  const before = (await look()).ticket;
  const base = (field: string) => before.customFields[field] ?? null;
  const edits: TicketEdits = {
    subject: { base: before.subject, value: "In other words" },
    customFields: {
      [order]: { base: base(order), value: "N-4711" },
      [reason]: { base: base(reason), value: "reason_refund" },
      [gift]: { base: base(gift), value: true },
      [refund]: { base: base(refund), value: null },
    },
  };
  const after = await write(edits);
  expect(after.subject).toBe("In other words");
  expect(after.customFields).toMatchObject({
    [order]: "N-4711",
    [reason]: "reason_refund",
    [gift]: true,
  });
  expect(after.customFields[refund] ?? null).toBeNull();

  // A colleague changes two of them: an edit that was based on what stood there asks, by field and by name.
  const { email, token } = server.credentials.supervisor;
  const done = await fetch(`${server.baseUrl()}/api/v2/tickets/${open.id}.json`, {
    method: "PUT",
    headers: {
      authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      ticket: {
        subject: "Theirs",
        custom_fields: [{ id: Number(remoteOf(order)), value: "THEIRS" }],
      },
    }),
  });
  expect(done.ok).toBe(true);
  const now = await look();
  const merged = mergeEdits({
    edits: {
      subject: { base: "In other words", value: "Mine" },
      customFields: {
        [order]: { base: "N-4711", value: "MINE" },
        [gift]: { base: true, value: false },
      },
    },
    remote: now.ticket,
    decided: NOTHING_DECIDED,
    entries: now.entries,
  });
  expect(merged.conflicts.map(({ field, to, mine }) => [field, to, mine])).toEqual([
    ["subject", "Theirs", "Mine"],
    [order, "THEIRS", "MINE"],
  ]);
  for (const conflict of merged.conflicts) expect(conflict.who).not.toBeNull();
  expect(merged.send.customFields).toEqual({ [gift]: { base: true, value: false } });
});
