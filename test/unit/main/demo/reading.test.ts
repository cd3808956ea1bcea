import { describe, expect, test } from "vitest";
import { start, type Answer, type Send } from "#test/unit/main/demo/client.ts";

type Row = {
  readonly id: number;
  readonly updated_at: string;
  readonly generated_timestamp: number;
};

async function walk(send: Send, first: string, key: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let url: string | null = first; url !== null;) {
    const { body }: Answer = await send("GET", url);
    rows.push(...body[key]);
    expect(body.meta.has_more).toBe(body.links.next !== null);
    url = body.links.next;
  }
  return rows;
}

describe("paging", () => {
  test.each(["sort=id", "sort=-id", "sort=updated_at", "sort=-updated_at", "sort=status"])(
    "a cursor walk by %s sees every ticket once and in order",
    async (sort) => {
      const { server, send } = await start({ unlimited: true });
      const rows = await walk(send, `tickets?page[size]=37&${sort}`, "tickets");
      expect(new Set(rows.map((r) => r.id)).size).toBe(300);
      expect(rows.length).toBe(300);
      if (sort === "sort=-updated_at") {
        const stamps = rows.map((r) => r.updated_at);
        expect(stamps).toEqual(stamps.toSorted().toReversed());
      }
      expect(server.ledger()).toEqual([]);
    },
  );
  test("a cursor leads back to the page before", async () => {
    const { send } = await start();
    const first = await send("GET", "tickets?page[size]=10");
    const second = await send("GET", first.body.links.next);
    const back = await send("GET", second.body.links.prev);
    expect(back.body.tickets.map((t: Row) => t.id)).toEqual(
      first.body.tickets.map((t: Row) => t.id),
    );
  });
  test("offset pages count, link both ways and stop at 10 000 rows", async () => {
    const { send } = await start({ tickets: 10_100, customers: 500 });
    const last = await send("GET", "tickets.json?page=100&per_page=100");
    expect(last.body.count).toBe(10_100);
    expect(last.body.previous_page).toContain("page=99");
    const beyond = await send("GET", "tickets.json?page=101&per_page=100");
    expect([beyond.status, beyond.body.errors[0].code]).toEqual([400, "InvalidPaginationDepth"]);
  });
  test.each([
    ["tickets?page[size]=0", "InvalidPaginationParameter"],
    ["tickets?page[size]=10&sort=-subject", "InvalidPaginationParameter"],
    ["tickets?page[size]=10&page[after]=rubbish", "InvalidPaginationParameter"],
    ["tickets?page[after]=a&page[before]=b", "InvalidPaginationParameter"],
    ["incremental/tickets/cursor?cursor=rubbish", "InvalidCursor"],
  ])("%s is refused with %s", async (path, code) => {
    const { send } = await start();
    const answer = await send("GET", path);
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, code]);
  });
  test("mixing the dialects ignores the offset sort in silence, like the real product", async () => {
    const { send } = await start();
    const mixed = await send("GET", "tickets?page[size]=20&sort_by=updated_at&sort_order=desc");
    const plain = await send("GET", "tickets?page[size]=20");
    expect(mixed.body.tickets.map((t: Row) => t.id)).toEqual(
      plain.body.tickets.map((t: Row) => t.id),
    );
  });
});

describe("exports", () => {
  test("are for administrators, with envelope C for everybody else", async () => {
    const { send } = await start();
    for (const path of [
      "incremental/tickets/cursor?start_time=0",
      "incremental/ticket_events?start_time=0",
      "satisfaction_ratings",
      "slas/policies",
    ])
      for (const who of ["agent", "supervisor"] as const) {
        const answer = await send("GET", path, undefined, who);
        expect([answer.status, answer.body.error.title]).toEqual([403, "Forbidden"]);
      }
  });
  test("the cursor tells everything once in order of generated_timestamp, then only what changes", async () => {
    const { server, send } = await start({ unlimited: true });
    const rows: Row[] = [];
    let answer = await send("GET", "incremental/tickets/cursor?start_time=0&per_page=50");
    for (;;) {
      rows.push(...answer.body.tickets);
      if (answer.body.end_of_stream) break;
      answer = await send(
        "GET",
        `incremental/tickets/cursor?cursor=${answer.body.after_cursor}&per_page=50`,
      );
    }
    const order = rows.map((r) => r.generated_timestamp);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(rows.map((r) => r.id)).size).toBe(300);
    expect(rows.some((r) => Date.parse(r.updated_at) / 1000 < r.generated_timestamp)).toBe(true);
    const id = server.workspace.store.tickets.find((t) => t.status === "open")?.id ?? 0;
    await send("PUT", `tickets/${id}`, { ticket: { priority: "urgent", tags: ["seen"] } });
    const next = await send("GET", answer.body.after_url);
    expect(next.body.tickets.map((t: Row) => t.id)).toEqual([id]);
  });
  test("nothing younger than the lag is told, and a start younger than the lag is 422", async () => {
    const { server, send } = await start({ lag: 3600, unlimited: true });
    const id = server.workspace.store.tickets.find((t) => t.status === "open")?.id ?? 0;
    await send("PUT", `tickets/${id}`, { ticket: { tags: ["young"] } });
    const { body } = await send("GET", "incremental/tickets/cursor?start_time=0");
    expect(body.tickets.some((t: Row) => t.id === id)).toBe(false);
    const fresh = await send(
      "GET",
      `incremental/tickets/cursor?start_time=${server.workspace.now() - 10}`,
    );
    expect([fresh.status, fresh.body.description]).toEqual([
      422,
      expect.stringContaining("Too recent start_time"),
    ]);
  });
  test("time pages repeat the boundary row and keep next_page at the end", async () => {
    const { send } = await start({ unlimited: true });
    const first = await send("GET", "incremental/tickets?start_time=0&per_page=100");
    const second = await send("GET", first.body.next_page);
    expect(first.body.count).toBe(100);
    expect(second.body.tickets[0].generated_timestamp).toBe(first.body.end_time);
    expect(second.body.tickets[0].id).toBe(first.body.tickets.at(-1).id);
    let last = second;
    while (!last.body.end_of_stream) last = await send("GET", last.body.next_page);
    expect(last.body.next_page).toContain(`start_time=${last.body.end_time}`);
  });
  test("ticket events carry every comment when asked, live ones included", async () => {
    const { server, send } = await start({ unlimited: true, tickets: 120, customers: 30 });
    const id = server.workspace.store.tickets.find((t) => t.status === "open")?.id ?? 0;
    await send("PUT", `tickets/${id}`, {
      ticket: { comment: { body: "late word", public: false } },
    });
    const comments = new Map<number, string>();
    let body = (
      await send(
        "GET",
        "incremental/ticket_events?start_time=0&include=comment_events&per_page=200",
      )
    ).body;
    for (;;) {
      for (const event of body.ticket_events)
        for (const child of event.child_events)
          if (child.event_type === "Comment") comments.set(child.id, child.body);
      if (body.end_of_stream) break;
      body = (await send("GET", body.next_page)).body;
    }
    expect(comments.size).toBe(
      server.workspace.store.tickets.reduce((sum, t) => sum + t.commentCount, 0),
    );
    expect([...comments.values()]).toContain("late word");
    const without = await send("GET", "incremental/ticket_events?start_time=0");
    expect(without.body.ticket_events[0].child_events[0].body).toBeUndefined();
  });
  test("a cursor of another workspace is refused", async () => {
    const [one, two] = [await start(), await start()];
    const { body } = await one.send("GET", "incremental/tickets/cursor?start_time=0");
    expect(
      (await two.send("GET", `incremental/tickets/cursor?cursor=${body.after_cursor}`)).status,
    ).toBe(400);
  });
});

describe("who may see what", () => {
  test("nobody is 401 everywhere but at users/me, where he is anonymous", async () => {
    const { send } = await start();
    expect((await send("GET", "tickets", undefined, "nobody")).status).toBe(401);
    const me = await send("GET", "users/me", undefined, "nobody");
    expect([me.status, me.body.user.id]).toEqual([200, null]);
    const wrongPassword = await send("GET", "users/me", undefined, "nobody", {
      Authorization: `Basic ${Buffer.from("a@b.example:x").toString("base64")}`,
    });
    expect([wrongPassword.status, wrongPassword.body.user.id]).toEqual([200, null]);
    const wrongToken = await send("GET", "users/me", undefined, "nobody", {
      Authorization: `Basic ${Buffer.from("a@b.example/token:x").toString("base64")}`,
    });
    expect([wrongToken.status, wrongToken.body.error]).toEqual([401, "Couldn't authenticate you"]);
  });
  test("an agent restricted to her groups sees no others, neither in lists nor alone", async () => {
    const { server, send } = await start({ restrictAgent: true, unlimited: true });
    const agent = server.credentials.agent.userId;
    const groups = server.workspace.store.groupsOf(agent);
    const other = server.workspace.store.tickets.find(
      (t) => t.groupId !== null && !groups.includes(t.groupId) && t.assigneeId !== agent,
    );
    expect((await send("GET", `tickets/${other?.id}`, undefined, "agent")).status).toBe(404);
    expect(
      (await send("PUT", `tickets/${other?.id}`, { ticket: { priority: "low" } }, "agent")).status,
    ).toBe(404);
    const rows = await walk(
      (m, p) => send(m, p, undefined, "agent"),
      "tickets?page[size]=100",
      "tickets",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some((r) => r.id === other?.id)).toBe(false);
    expect((await send("GET", `tickets/${other?.id}`, undefined, "supervisor")).status).toBe(200);
  });
  test("a refreshed bearer rotates, an expired one is 401 with the OAuth envelope", async () => {
    const { server, send } = await start({ bearerSeconds: 600 });
    const { bearer, refreshToken } = server.credentials.agent;
    const as = (token: string) =>
      send("GET", "oauth/tokens/current", undefined, "nobody", {
        Authorization: `Bearer ${token}`,
      });
    expect((await as(bearer)).body.token.scopes).toEqual(["read", "write"]);
    const fresh = await send(
      "POST",
      `${server.baseUrl()}/oauth/tokens`,
      { grant_type: "refresh_token", refresh_token: refreshToken },
      "nobody",
    );
    expect(fresh.body.token_type).toBe("bearer");
    expect((await as(bearer)).body.error).toBe("invalid_token");
    expect((await as(fresh.body.access_token)).status).toBe(200);
    expect(
      (
        await send(
          "POST",
          `${server.baseUrl()}/oauth/tokens`,
          { grant_type: "refresh_token", refresh_token: refreshToken },
          "nobody",
        )
      ).status,
    ).toBe(400);
    server.workspace.skewMs = 3_600_000;
    expect((await as(fresh.body.access_token)).status).toBe(401);
  });
  test("the sign-in page hands out a code that PKCE protects", async () => {
    const { server, send } = await start();
    const { createHash } = await import("node:crypto");
    const challenge = createHash("sha256").update("the-verifier").digest("base64url");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: "switchboard",
      redirect_uri: "http://127.0.0.1:9/done",
      scope: "read write",
      state: "s1",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    const page = await send(
      "GET",
      `${server.baseUrl()}/oauth/authorizations/new?${query}`,
      undefined,
      "nobody",
    );
    expect(page.text).toContain("supervisor");
    const code = async (): Promise<string> => {
      const go = await send(
        "GET",
        `${server.baseUrl()}/oauth/authorizations/new?${query}&as=agent`,
        undefined,
        "nobody",
      );
      const target = new URL(go.headers.get("location") ?? "");
      expect(target.searchParams.get("state")).toBe("s1");
      return target.searchParams.get("code") ?? "";
    };
    const trade = async (verifier: string) =>
      send(
        "POST",
        `${server.baseUrl()}/oauth/tokens`,
        {
          grant_type: "authorization_code",
          code: await code(),
          client_id: "switchboard",
          redirect_uri: "http://127.0.0.1:9/done",
          code_verifier: verifier,
        },
        "nobody",
      );
    expect((await trade("wrong")).status).toBe(400);
    const token = await trade("the-verifier");
    const me = await send("GET", "users/me", undefined, "nobody", {
      Authorization: `Bearer ${token.body.access_token}`,
    });
    expect(me.body.user.id).toBe(server.credentials.agent.userId);
  });
  test("agents change their own macros only; the supervisor changes shared ones", async () => {
    const { server, send } = await start();
    const [shared] = [...server.workspace.store.macros.values()].filter(
      (m) => m.restriction === null,
    );
    expect(
      (await send("PUT", `macros/${shared?.id}`, { macro: { title: "mine now" } }, "agent")).status,
    ).toBe(403);
    expect(
      (await send("PUT", `macros/${shared?.id}`, { macro: { title: "ours now" } }, "supervisor"))
        .status,
    ).toBe(200);
    const own = await send(
      "POST",
      "macros",
      { macro: { title: "Own", actions: [{ field: "status", value: "open" }] } },
      "agent",
    );
    expect([own.status, own.body.macro.restriction]).toEqual([
      200,
      { type: "User", id: server.credentials.agent.userId },
    ]);
    expect((await send("DELETE", `macros/${own.body.macro.id}`, undefined, "agent")).status).toBe(
      204,
    );
    const nobodys = await send("POST", "macros", { macro: { title: "Bad", actions: [] } });
    expect(nobodys.status).toBe(422);
  });
});

describe("search", () => {
  test.each([
    ["status:open", (t: { status: string }) => t.status === "open"],
    [
      "status<solved",
      (t: { status: string }) => ["new", "open", "pending", "hold"].includes(t.status),
    ],
    [
      "status:new status:hold",
      (t: { status: string }) => t.status === "new" || t.status === "hold",
    ],
    [
      "priority>normal",
      (t: { priority: string | null }) => t.priority === "high" || t.priority === "urgent",
    ],
    ["assignee:none", (t: { assigneeId: number | null }) => t.assigneeId === null],
    [
      "tags:refund -status:closed",
      (t: { tags: readonly string[]; status: string }) =>
        t.tags.includes("refund") && t.status !== "closed",
    ],
    ["via:mail", (t: { channel: string }) => t.channel === "email"],
  ])("%s finds exactly the tickets it means", async (query, fits) => {
    const { server, send } = await start();
    const { body } = await send(
      "GET",
      `search/count?query=${encodeURIComponent(`type:ticket ${query}`)}`,
    );
    const wanted = server.workspace.store.tickets.filter((t) => fits(t as never)).length;
    expect(body.count).toBe(wanted);
    expect(wanted).toBeGreaterThan(0);
  });
  test("finds people by name and tickets by the word of a customer, and stops at 1000", async () => {
    const { server, send } = await start({ tickets: 1200, customers: 200 });
    const name = server.workspace.store.people.customers[0]?.name ?? "";
    const people = await send("GET", `search?query=${encodeURIComponent(`type:user "${name}"`)}`);
    expect(people.body.results[0]).toMatchObject({ name, result_type: "user" });
    const beyond = await send("GET", "search?query=type:ticket&page=11&per_page=100");
    expect([beyond.status, beyond.body.error]).toEqual([422, "invalid"]);
    expect((await send("GET", "search?query=x&page[size]=5")).status).toBe(400);
    expect((await send("GET", "search/export?query=type:ticket&filter[type]=ticket")).status).toBe(
      400,
    );
  });
});
