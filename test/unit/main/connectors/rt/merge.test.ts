import { describe, expect, test } from "vitest";
import { globalId } from "#domain/kernel/ids.ts";
import type { Intent, IntentAction, TicketEdits } from "#domain/sync/intent.ts";
import {
  fakeRt,
  json,
  list,
  person,
  type Reply,
  RT_ACCOUNT,
  type Seen,
  ticket,
} from "#test/support/fake-rt.ts";

const never = new AbortController().signal;
const id = (n: number): string => globalId(RT_ACCOUNT, n);
const intent = (action: IntentAction): Intent => ({
  opId: "00000000-0000-4000-8000-000000000001",
  accountId: RT_ACCOUNT,
  authorId: id(43),
  createdAt: 0,
  sendAfter: 0,
  action,
});
const merge = intent({ kind: "merge-ticket", ticketId: id(94), into: id(26) });
const change = (edits: TicketEdits): Intent =>
  intent({
    kind: "update-ticket",
    ticketId: id(7),
    comment: null,
    edits,
    macroIds: [],
    seen: null,
  });

async function send(answer: (seen: Seen) => Reply, what: Intent) {
  const rt = fakeRt(answer);
  await rt.connector.probe(never);
  const outcome = await rt.connector.send(
    rt.connector.freeze(what, { base: "", stamp: "" }, new Map()),
    never,
  );
  return { outcome, puts: rt.seen.filter((one) => one.method === "PUT") };
}

describe("merging", () => {
  test("is seen by the old number answering with the ticket that stays", async () => {
    let isMerged = false;
    const { outcome, puts } = await send((one) => {
      if (one.method === "PUT") {
        isMerged = true;
        return json(200, ["Merge Successful"]);
      }
      if (one.path === "/REST/2.0/ticket/94")
        return json(200, { id: isMerged ? 26 : 94, Status: "open" }, { etag: '"500"' });
      if (one.path === "/REST/2.0/tickets") return list([ticket(26)]);
      return null;
    }, merge);
    expect(puts.map((one) => [one.path, one.body, one.headers["if-match"]])).toEqual([
      ["/REST/2.0/ticket/94", { MergeInto: 26 }, '"500"'],
    ]);
    expect(outcome.kind).toBe("accepted");
    const stones = outcome.kind === "accepted" ? outcome.changes.tombstones : [];
    expect(stones?.map((one) => [one.id, one.why, one.mergedInto])).toEqual([
      [id(94), "merged", id(26)],
    ]);
  });

  test("a ticket that is merged away already is not merged again: that would merge the one it went into", async () => {
    const { outcome, puts } = await send(
      (one) => (one.path === "/REST/2.0/ticket/94" ? json(200, { id: 51, Status: "open" }) : null),
      merge,
    );
    expect(outcome.kind).toBe("stale-version");
    expect(puts).toEqual([]);
  });

  test("a 200 that merged nothing is a refusal with the server's words", async () => {
    const { outcome } = await send((one) => {
      if (one.method === "PUT") return json(200, ["Permission Denied"]);
      return one.path === "/REST/2.0/ticket/94" ? json(200, { id: 94, Status: "open" }) : null;
    }, merge);
    expect(outcome).toMatchObject({
      kind: "refused",
      error: { field: "into", detail: expect.stringContaining("Permission Denied") },
    });
  });

  test("a connection that breaks at the write may have merged", async () => {
    const { outcome } = await send((one) => {
      if (one.method === "PUT") return "drop";
      return one.path === "/REST/2.0/ticket/94" ? json(200, { id: 94, Status: "open" }) : null;
    }, merge);
    expect(outcome.kind).toBe("ambiguous");
  });
});

describe("people and links", () => {
  const desk =
    (shown: () => Readonly<Record<string, unknown>>, links: readonly unknown[] = []) =>
    (one: Seen): Reply => {
      if (one.method === "PUT") return json(200, []);
      if (one.path === "/REST/2.0/tickets") return list([ticket(7, shown())]);
      if (one.path === "/REST/2.0/ticket/7")
        return json(200, { id: 7, Status: "open", _hyperlinks: links });
      return null;
    };

  test("a list is written whole from what the ticket shows, groups on it stay", async () => {
    let cc: unknown[] = [
      { type: "group", id: "31", Name: "" },
      person(80, "ada"),
      person(81, "bo"),
    ];
    const answer = desk(() => ({ Cc: cc }));
    const { outcome, puts } = await send(
      (one) => {
        if (one.method === "PUT")
          cc = [
            cc[0],
            person(80, "ada"),
            { ...person(90, "new"), EmailAddress: "New@mail.example" },
          ];
        return answer(one);
      },
      change({ ccs: { add: ["new@mail.example"], remove: [id(81)] } }),
    );
    expect(puts[0]?.body).toEqual({ Cc: [31, 80, "new@mail.example"] });
    expect(outcome.kind).toBe("accepted");
  });

  test("a new requester takes the place of the old one, the others stay", async () => {
    const { puts, outcome } = await send(
      desk(() => ({ Requestor: [person(80, "ada"), person(81, "bo")] })),
      change({ requesterId: { base: id(80), value: id(99) } }),
    );
    expect(puts[0]?.body).toEqual({ Requestor: [99, 81] });
    // It still shows the old ones: what a change wanted is read back.
    expect(outcome).toMatchObject({ kind: "refused", error: { field: "requesterId" } });
  });

  test("links are added and taken by their own words, and read back", async () => {
    const links = {
      add: [{ relation: "depends-on", to: id(9) }],
      remove: [{ relation: "parent", to: id(4) }],
    } as const;
    const there = [{ ref: "depends-on", type: "ticket", id: "9" }];
    const done = await send(
      desk(() => ({}), there),
      change({ links }),
    );
    expect(done.puts[0]?.body).toEqual({ AddDependsOn: [9], DeleteMemberOf: [4] });
    expect(done.outcome.kind).toBe("accepted");
    const ignored = await send(
      desk(() => ({})),
      change({ links }),
    );
    expect(ignored.outcome).toMatchObject({ kind: "refused", error: { field: "links" } });
  });

  test("a relation that is not known there is refused by name before anything is sent", async () => {
    const { outcome, puts } = await send(
      desk(() => ({})),
      change({ links: { add: [{ relation: "incident-of", to: id(9) }], remove: [] } }),
    );
    expect(outcome).toMatchObject({ kind: "refused", error: { field: "links" } });
    expect(puts).toEqual([]);
  });
});
