import { describe, expect, test } from "vitest";
import { start } from "#test/unit/main/demo/client.ts";
import type { DemoServer } from "#main/demo/server.ts";
import type { Status } from "#main/demo/store/model.ts";

const byStatus = (server: DemoServer, status: Status): number =>
  server.workspace.store.tickets.findLast((t) => t.status === status && t.assigneeId !== null)
    ?.id ?? 0;

describe("safe_update", () => {
  test("of two writers with the same stamp only one wins, whatever the order of arrival", async () => {
    const { server, send } = await start({ unlimited: true });
    const id = byStatus(server, "open");
    const { body } = await send("GET", `tickets/${id}`);
    const write = (n: number) =>
      send("PUT", `tickets/${id}`, {
        ticket: {
          safe_update: true,
          updated_stamp: body.ticket.updated_at,
          comment: { body: `writer ${n}`, public: false },
        },
      });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(write));
    expect(answers.filter((a) => a.status === 200).length).toBe(1);
    expect(
      answers.filter((a) => a.status === 409).every((a) => a.body.error === "UpdateConflict"),
    ).toBe(true);
    expect(server.ledger().length).toBe(1);
  });
  test("safe_update:false guards as well; leaving it out forces", async () => {
    const { server, send } = await start();
    const id = byStatus(server, "open");
    const stale = { updated_stamp: "2020-01-01T00:00:00Z", priority: "low" };
    expect(
      (await send("PUT", `tickets/${id}`, { ticket: { ...stale, safe_update: false } })).status,
    ).toBe(409);
    expect((await send("PUT", `tickets/${id}`, { ticket: stale })).status).toBe(200);
    expect(
      (
        await send("PUT", `tickets/${id}/tags`, {
          tags: ["x"],
          safe_update: true,
          updated_stamp: "2020-01-01T00:00:00Z",
        })
      ).status,
    ).toBe(409);
  });
});

describe("comments", () => {
  test("append on every replay and take the audience of the first comment when none is given", async () => {
    const { server, send } = await start();
    const id = byStatus(server, "open");
    const before = server.workspace.store.ticket(id)?.commentCount ?? 0;
    for (let n = 0; n < 2; n++)
      await send("PUT", `tickets/${id}`, { ticket: { comment: { body: "same again" } } });
    const { body } = await send("GET", `tickets/${id}/comments?page[size]=100&sort=-created_at`);
    expect(server.workspace.store.ticket(id)?.commentCount).toBe(before + 2);
    expect(
      body.comments.slice(0, 2).map((c: { body: string; public: boolean }) => [c.body, c.public]),
    ).toEqual([
      ["same again", true],
      ["same again", true],
    ]);
    const hidden = await send("POST", "tickets", {
      ticket: { subject: "internal", comment: { body: "a", public: false } },
    });
    await send("PUT", `tickets/${hidden.body.ticket.id}`, { ticket: { comment: { body: "b" } } });
    expect(server.ledger().at(-1)?.public).toBe(false);
  });
  test("keep the caller's metadata in the audit, findable afterwards", async () => {
    const { server, send } = await start();
    const id = byStatus(server, "open");
    await send("PUT", `tickets/${id}`, {
      ticket: { comment: { body: "marked", public: true }, metadata: { op: "op-77" } },
    });
    const { body } = await send("GET", `tickets/${id}/audits?page[size]=100`);
    expect(body.audits.at(-1).metadata.custom).toEqual({ op: "op-77" });
    expect(server.ledger()[0]?.metadata).toEqual({ op: "op-77" });
  });
  test("fill placeholders that an agent posts", async () => {
    const { server, send } = await start();
    const id = byStatus(server, "open");
    const name = server.workspace.store.users.get(
      server.workspace.store.ticket(id)?.requesterId ?? 0,
    )?.name;
    await send(
      "PUT",
      `tickets/${id}`,
      {
        ticket: {
          comment: { body: "Dear {{ticket.requester.name}}, {{nonsense.here}}bye", public: true },
        },
      },
      "agent",
    );
    expect(server.ledger()[0]?.body).toBe(`Dear ${name ?? ""}, bye`);
  });
  test("can be made private and redacted afterwards, seeded ones too", async () => {
    const { server, send } = await start();
    const ticket = server.workspace.store.tickets.find(
      (t) => t.commentCount > 2 && t.status === "solved",
    );
    const [first] = server.workspace.store.comments(ticket ?? server.workspace.store.tickets[0]!);
    expect(
      (await send("PUT", `tickets/${ticket?.id}/comments/${first?.id}/make_private`)).status,
    ).toBe(200);
    const word = first?.body.split(/\s+/).find((w) => w.length > 4) ?? "";
    expect(
      (await send("PUT", `tickets/${ticket?.id}/comments/${first?.id}/redact`, { text: word }))
        .status,
    ).toBe(200);
    const { body } = await send("GET", `tickets/${ticket?.id}/comments`);
    expect(body.comments[0].public).toBe(false);
    expect(body.comments[0].body).not.toContain(word);
    expect(body.comments[0].html_body).not.toContain(word);
  });
});

describe("statuses", () => {
  test("closed refuses everything with details.status", async () => {
    const { server, send } = await start();
    const answer = await send("PUT", `tickets/${byStatus(server, "closed")}`, {
      ticket: { comment: { body: "too late" } },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.details.status[0].error).toBe("closed prevents ticket update");
    expect(server.ledger()).toEqual([]);
  });
  test("a missing required field refuses the solve with details.base, only where it is required", async () => {
    const { server, send } = await start({ requireSerial: true });
    const id = byStatus(server, "open");
    await send("PUT", `tickets/${id}`, {
      ticket: { tags: ["warranty"], custom_fields: [{ id: 24_640_000_000_124, value: null }] },
    });
    const refused = await send("PUT", `tickets/${id}`, { ticket: { status: "solved" } });
    expect(refused.status).toBe(422);
    expect(refused.body.details.base[0].error).toBe("BlankValue");
    const done = await send("PUT", `tickets/${id}`, {
      ticket: {
        status: "solved",
        custom_fields: [{ id: 24_640_000_000_124, value: "NL12345678" }],
      },
    });
    expect(done.body.ticket.status).toBe("solved");
  });
  test("assigning a new ticket opens it; solving an unassigned one gives it to the solver", async () => {
    const { server, send } = await start({ tickets: 2000, customers: 400 });
    const untouched = server.workspace.store.tickets.filter((t) => t.assigneeId === null);
    const [a, b] = [untouched[0]?.id ?? 0, untouched[1]?.id ?? 0];
    const agent = server.credentials.agent.userId;
    expect(
      (await send("PUT", `tickets/${a}`, { ticket: { assignee_id: agent } })).body.ticket.status,
    ).toBe("open");
    const solved = await send("PUT", `tickets/${b}`, { ticket: { status: "solved" } }, "agent");
    expect(solved.body.ticket).toMatchObject({ status: "solved", assignee_id: agent });
  });
  test.each([
    [{ status: "sleeping" }, "status"],
    [{ priority: "very high" }, "priority"],
    [{ type: "wish" }, "type"],
    [{ assignee_id: 5 }, "assignee"],
    [{ group_id: 5 }, "group"],
    [{ comment: { body: "   " } }, "comment"],
    [{ comment: { body: "x", uploads: ["none"] } }, "base"],
    [{ tags: 5 }, "tags"],
  ])("%j is refused with a reason under %s", async (ticket, field) => {
    const { server, send } = await start();
    const answer = await send("PUT", `tickets/${byStatus(server, "open")}`, { ticket });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.details)).toEqual([field]);
    expect(server.ledger()).toEqual([]);
  });
});

describe("creating", () => {
  test("the same idempotency key gives the same ticket once; another body is refused", async () => {
    const { server, send } = await start();
    const ticket = {
      subject: "Once",
      comment: { body: "only once" },
      requester: { name: "Ada", email: "ada@new.example" },
    };
    const create = (body: unknown) =>
      send("POST", "tickets.json", { ticket: body }, "agent", { "Idempotency-Key": "key-1" });
    const first = await create(ticket);
    const second = await create(ticket);
    expect([first.status, first.headers.get("x-idempotency-lookup")]).toEqual([201, "miss"]);
    expect([second.status, second.headers.get("x-idempotency-lookup")]).toEqual([201, "hit"]);
    expect(second.body.ticket.id).toBe(first.body.ticket.id);
    expect(second.body.audit.id).toBe(first.body.audit.id);
    const third = await create({ ...ticket, subject: "Twice" });
    expect([third.status, third.body.error]).toEqual([400, "IdempotentRequestError"]);
    expect(server.ledger().length).toBe(1);
  });
  test("the key is forgotten after two hours", async () => {
    const { server, send } = await start({ faults: true });
    const create = () =>
      send("POST", "tickets.json", { ticket: { comment: { body: "again" } } }, "agent", {
        "Idempotency-Key": "key-2",
      });
    await create();
    server.workspace.skewMs = 7_201_000;
    expect((await create()).headers.get("x-idempotency-lookup")).toBe("miss");
    expect(server.ledger().length).toBe(2);
  });
  test("a comment is needed, and a follow-up needs a closed parent", async () => {
    const { server, send } = await start();
    expect(
      (await send("POST", "tickets", { ticket: { subject: "empty" } })).body.details.base[0].error,
    ).toBe("BlankValue");
    const open = byStatus(server, "open");
    const closed = byStatus(server, "closed");
    expect(
      (
        await send("POST", "tickets", {
          ticket: { comment: { body: "f" }, via_followup_source_id: open },
        })
      ).status,
    ).toBe(422);
    const made = await send("POST", "tickets", {
      ticket: { comment: { body: "f" }, via_followup_source_id: closed },
    });
    expect(made.body.ticket.via.source.rel).toBe("follow_up");
    expect((await send("GET", `tickets/${closed}`)).body.ticket.followup_ids).toEqual([
      made.body.ticket.id,
    ]);
  });
  test("a deleted ticket is gone from reads, told by the export, and can come back", async () => {
    const { server, send } = await start();
    const id = byStatus(server, "open");
    expect((await send("DELETE", `tickets/${id}`)).status).toBe(204);
    expect((await send("GET", `tickets/${id}/comments`)).status).toBe(404);
    const { body } = await send(
      "GET",
      `incremental/tickets/cursor?start_time=${server.workspace.now() - 60}`,
    );
    expect(body.tickets.find((t: { id: number }) => t.id === id).status).toBe("deleted");
    expect((await send("GET", "deleted_tickets")).body.deleted_tickets[0]).toMatchObject({
      id,
      previous_state: "open",
    });
    await send("PUT", `deleted_tickets/${id}/restore`);
    expect((await send("GET", `tickets/${id}`)).body.ticket.status).toBe("open");
  });
  test("merging closes the sources and tells the target", async () => {
    const { server, send } = await start();
    const [a, b] = server.workspace.store.tickets
      .filter((t) => t.status === "open" || t.status === "pending")
      .map((t) => t.id);
    const { body } = await send("POST", `tickets/${a}/merge`, {
      ids: [b],
      target_comment: "took it over",
    });
    await expect
      .poll(
        async () =>
          (await send("GET", `job_statuses/${body.job_status.id}`)).body.job_status.status,
      )
      .toBe("completed");
    expect((await send("GET", `tickets/${b}`)).body.ticket).toMatchObject({ status: "closed" });
    expect(server.ledger().map((e) => [e.ticketId, e.public])).toEqual([
      [b, false],
      [a, false],
    ]);
  });
});
