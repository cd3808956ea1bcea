import { describe, expect, test } from "vitest";
import { start } from "#test/unit/main/demo/client.ts";

const openTicket = (server: Awaited<ReturnType<typeof start>>["server"]): number =>
  server.workspace.store.tickets.find((t) => t.status === "open" && t.assigneeId !== null)?.id ?? 0;

describe("rate limits", () => {
  test("the account's minute is shared by everybody and ends in 429 with Retry-After", async () => {
    const { send } = await start({ perMinute: 5 });
    const answers = [];
    for (const who of ["admin", "agent", "supervisor", "agent", "admin", "agent"] as const)
      answers.push(await send("GET", "users/me", undefined, who));
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.map((a) => a.headers.get("x-rate-limit-remaining"))).toEqual([
      "4",
      "3",
      "2",
      "1",
      "0",
      "0",
    ]);
    const last = answers[5];
    expect(last?.body.error).toBe("APIRateLimitExceeded");
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answers.slice(0, 5).every((a) => a.headers.get("retry-after") === null)).toBe(true);
    expect(Number(answers[0]?.headers.get("ratelimit-reset"))).toBeLessThanOrEqual(60);
  });
  test("exports have ten a minute and say so", async () => {
    const { send } = await start();
    for (let n = 0; n < 10; n++) {
      const answer = await send("GET", "incremental/tickets/cursor?start_time=0&per_page=1");
      expect(answer.headers.get("zendesk-ratelimit-incremental-exports")).toMatch(
        new RegExp(`^total=10; remaining=${9 - n}; resets=\\d+$`),
      );
    }
    expect((await send("GET", "incremental/users/cursor?start_time=0")).status).toBe(429);
    expect((await send("GET", "tickets?page[size]=1")).status).toBe(200);
  });
  test("one agent may change one ticket thirty times in ten minutes; another agent still may", async () => {
    const { server, send } = await start();
    const id = openTicket(server);
    for (let n = 0; n < 30; n++)
      expect(
        (await send("PUT", `tickets/${id}`, { ticket: { tags: [`n${n}`] } }, "agent")).status,
      ).toBe(200);
    const refused = await send("PUT", `tickets/${id}`, { ticket: { tags: ["no"] } }, "agent");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(
      (await send("PUT", `tickets/${id}`, { ticket: { tags: ["yes"] } }, "supervisor")).status,
    ).toBe(200);
    expect(server.ledger().length).toBe(31);
  });
  test("the account may change a hundred tickets a minute", async () => {
    const { server, send } = await start();
    const open = server.workspace.store.tickets.filter((t) => t.status !== "closed").slice(0, 20);
    let refused = 0;
    for (let n = 0; n < 101; n++)
      if (
        (await send("PUT", `tickets/${open[n % open.length]?.id}`, { ticket: { tags: [`n${n}`] } }))
          .status === 429
      )
        refused += 1;
    expect(refused).toBe(1);
  });
  test("a view may be executed and counted five times a minute by one agent", async () => {
    const { server, send } = await start();
    const view = [...server.workspace.store.views.keys()][1] ?? 0;
    for (const what of ["execute", "count"]) {
      for (let n = 0; n < 5; n++)
        expect((await send("GET", `views/${view}/${what}`)).status).toBe(200);
      expect((await send("GET", `views/${view}/${what}`)).status).toBe(429);
      expect((await send("GET", `views/${view}/${what}`, undefined, "supervisor")).status).toBe(
        200,
      );
    }
  });
  test("unlimited lifts them all, and only then", async () => {
    const { send } = await start({ unlimited: true, perMinute: 1 });
    for (let n = 0; n < 12; n++)
      expect((await send("GET", "incremental/tickets/cursor?start_time=0&per_page=1")).status).toBe(
        200,
      );
  });
});

describe("faults", () => {
  test("the levers do not exist without their flags", async () => {
    const { send } = await start();
    for (const call of ["GET ledger", "GET faults", "POST faults", "POST outage"]) {
      const [method = "", path = ""] = call.split(" ");
      expect(
        (await send(method, `/__demo/${path}`, method === "POST" ? {} : undefined)).status,
      ).toBe(404);
    }
  });
  test("are switched on over HTTP, hit what they match, and are used up", async () => {
    const { send } = await start({ faults: true });
    const added = await send("POST", "/__demo/faults", {
      kind: "error",
      status: 502,
      count: 2,
      method: "get",
      path: "/tickets",
    });
    expect(added.body.faults.length).toBe(1);
    expect((await send("GET", "users/me")).status).toBe(200);
    expect((await send("GET", "tickets")).status).toBe(502);
    expect((await send("GET", "tickets")).status).toBe(502);
    expect((await send("GET", "tickets")).status).toBe(200);
    const wrong = await send("POST", "/__demo/faults", { kind: "earthquake" });
    expect([wrong.status, wrong.body.description]).toEqual([400, expect.stringContaining("kind")]);
    expect((await send("POST", "/__demo/faults", { kind: "error", path: "(" })).status).toBe(400);
  });
  test("an answer lost after the commit: the caller sees a broken connection, the ledger one write", async () => {
    const { server, send } = await start({ faults: true, ledger: true });
    server.faults.add({ kind: "drop-after-commit", method: "PUT" });
    await expect(
      send("PUT", `tickets/${openTicket(server)}`, {
        ticket: { comment: { body: "lost" }, metadata: { op: "1" } },
      }),
    ).rejects.toThrow();
    const { body } = await send("GET", "/__demo/ledger");
    expect(body.entries).toMatchObject([
      { seq: 1, body: "lost", metadata: { op: "1" }, via: "api" },
    ]);
    expect((await send("GET", "/__demo/ledger?since=1")).body.entries).toEqual([]);
  });
  test("a delayed answer commits at once and answers later", async () => {
    const { server, send } = await start({ faults: true });
    server.faults.add({ kind: "delay", delayMs: 400, method: "PUT" });
    const pending = send("PUT", `tickets/${openTicket(server)}`, { ticket: { tags: ["slow"] } });
    await expect.poll(() => server.ledger().length, { interval: 10 }).toBe(1);
    let answered = false;
    void pending.then(() => (answered = true));
    await Promise.resolve();
    expect(answered).toBe(false);
    expect((await pending).status).toBe(200);
  });
  test("HTML comes as HTML, truncated JSON breaks, a cursor is rejected", async () => {
    const { server, send } = await start({ faults: true });
    server.faults.add({ kind: "captive" });
    const captive = await send("GET", "tickets");
    expect([captive.status, captive.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    server.faults.add({ kind: "error-html", status: 520 });
    expect((await send("GET", "tickets")).status).toBe(520);
    server.faults.add({ kind: "truncate" });
    await expect(send("GET", "tickets")).rejects.toThrow();
    const first = await send("GET", "incremental/tickets/cursor?start_time=0&per_page=10");
    server.faults.add({ kind: "reject-cursor" });
    expect((await send("GET", first.body.after_url)).status).toBe(400);
    expect((await send("GET", first.body.after_url)).status).toBe(200);
  });
  test("a stale read tells the state before the last change", async () => {
    const { server, send } = await start({ faults: true });
    const id = openTicket(server);
    const before = await send("GET", `tickets/${id}`);
    await send("PUT", `tickets/${id}`, { ticket: { subject: "changed", metadata: { op: "9" } } });
    server.faults.add({ kind: "stale", count: 2, delayMs: 5000 });
    expect((await send("GET", `tickets/${id}`)).body).toEqual(before.body);
    const audits = await send("GET", `tickets/${id}/audits?page[size]=100`);
    expect(
      audits.body.audits.some(
        (a: { metadata: { custom: { op?: string } } }) => a.metadata.custom.op === "9",
      ),
    ).toBe(false);
    expect((await send("GET", `tickets/${id}`)).body.ticket.subject).toBe("changed");
  });
  test("counts of views can still be loading, which is not zero", async () => {
    const { server, send } = await start({ faults: true });
    server.faults.add({ kind: "counts-loading" });
    const view = [...server.workspace.store.views.keys()][2] ?? 0;
    const loading = await send("GET", `views/${view}/count`);
    expect(loading.body.view_count).toMatchObject({ value: null, fresh: false, pretty: "..." });
    const ready = await send("GET", `views/${view}/count`);
    expect(ready.body.view_count.value).toBeGreaterThan(0);
  });
  test("a skewed clock shows in the Date header and in the stamps", async () => {
    const { server, send } = await start({ faults: true });
    await send("POST", "/__demo/faults", { kind: "clock-skew", delayMs: -3_600_000 });
    const answer = await send("PUT", `tickets/${openTicket(server)}`, {
      ticket: { comment: { body: "early" } },
    });
    const at = Date.parse(answer.body.audit.created_at);
    expect(Math.abs(at - (Date.now() - 3_600_000))).toBeLessThan(60_000);
    expect(Math.abs(Date.parse(answer.headers.get("date") ?? "") - at)).toBeLessThan(60_000);
    await send("DELETE", "/__demo/faults");
    expect(server.workspace.skewMs).toBe(0);
  });
  test.each(["refuse", "reset"] as const)(
    "an outage by %s takes everything away and brings it back on the same port",
    async (mode) => {
      const { server, send } = await start({ faults: true });
      const url = server.baseUrl();
      await server.outage(mode);
      await expect(send("GET", "users/me")).rejects.toThrow();
      await server.outage(null);
      expect(server.baseUrl()).toBe(url);
      expect((await send("GET", "users/me")).status).toBe(200);
    },
  );
  test("an outage that hangs never answers, but its levers do", async () => {
    const { server, send } = await start({ faults: true });
    await send("POST", "/__demo/outage", { on: true, mode: "hang" });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const hanging = await Promise.race([
      send("GET", "users/me").catch(() => "broken"),
      new Promise((resolve) => setTimeout(() => resolve("hanging"), 150)),
    ]);
    expect(hanging).toBe("hanging");
    await send("POST", "/__demo/outage", { on: false });
    await expect
      .poll(async () => (await send("GET", "users/me").catch(() => null))?.status, {
        timeout: 5000,
      })
      .toBe(200);
    expect((await send("POST", "/__demo/outage", { on: true, mode: "refuse" })).status).toBe(400);
    expect(server.ledger()).toEqual([]);
  });
  test.each([
    ["PUT", "{not json", 400],
    ["PUT", "[1]", 400],
    ["PUT", "{}", 400],
    ["PUT", '{"ticket":{"comment":{"body":5}}}', 422],
  ])("%s with the body %s is answered %i and changes nothing", async (method, body, status) => {
    const { server, send } = await start();
    expect((await send(method, `tickets/${openTicket(server)}`, body)).status).toBe(status);
    expect(server.ledger()).toEqual([]);
  });
});
