import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "node-zendesk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";
import { sender } from "#test/unit/main/demo/client.ts";

/**
 * An unmodified third-party client against the demo workspace: the 17 requirements of the client check and the
 * error rows that were measured with it. What the client returns is looked at freely, since its types promise less
 * than it gives.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the client's own types are wrong in many places
type Loose = any;
const firstTicket = 100_001;
let server: DemoServer;
let client: Loose;
let agent: Loose;
const clientAt = (tail = "", options: Record<string, unknown> = {}): Loose =>
  createClient({
    username: server.credentials.admin.email,
    token: server.credentials.admin.token,
    endpointUri: `${server.baseUrl()}/api/v2${tail}`,
    ...options,
  } as Parameters<typeof createClient>[0]);

beforeAll(async () => {
  server = createDemoServer({
    tickets: 600,
    customers: 130,
    lag: 0,
    unlimited: true,
    faults: true,
    ledger: true,
  });
  await server.listen();
  client = clientAt();
  agent = clientAt("", { oauth: true, token: server.credentials.agent.bearer });
});
afterAll(() => server.close());

const ids = (rows: readonly { readonly id: number }[]): readonly number[] => rows.map((r) => r.id);
const unsolved = (): number =>
  server.workspace.store.tickets.find((t) => t.status === "open" && t.seedIndex >= 0)?.id ?? 0;

describe("lists and links", () => {
  test("1, 3: a cursor list follows absolute links to its end and holds every ticket once", async () => {
    const all = await client.tickets.list();
    expect(all.length).toBe(server.workspace.store.tickets.filter((t) => !t.gone).length);
    expect(new Set(ids(all)).size).toBe(all.length);
  });
  test("1, 3: an offset list follows next_page to its end", async () => {
    const comments = await client.tickets.getComments(server.workspace.store.tickets[558]?.id ?? 0);
    expect(comments.length).toBe(server.workspace.store.tickets[558]?.commentCount);
    expect(comments.length).toBeGreaterThan(200);
    const requester = server.workspace.store.tickets[3]?.requesterId ?? 0;
    const requested = await client.tickets.listByUserRequested(requester);
    expect(ids(requested)).toEqual(
      server.workspace.store.tickets.filter((t) => t.requesterId === requester).map((t) => t.id),
    );
    expect((await client.tickets.exportAudit(firstTicket)).length).toBeGreaterThan(0);
  });
  test("2: an unknown path is a JSON 404", async () => {
    await expect(client.activitystream.list()).rejects.toThrow("404");
  });
  test("4, 5: bare and .json paths, encoded brackets, both dialects on one endpoint", async () => {
    const send = sender(server);
    const bare = await send("GET", "tickets?page%5Bsize%5D=3");
    expect(bare.body.meta.has_more).toBe(true);
    const suffixed = await send("GET", "tickets.json?per_page=3");
    expect(suffixed.body.count).toBeGreaterThan(3);
    expect(ids(suffixed.body.tickets)).toEqual(ids(bare.body.tickets));
    expect(suffixed.body.meta).toBeUndefined();
  });
  test("14: filters stay in the next link", async () => {
    const agents = await client.users.listWithFilter("role", "agent");
    expect(agents.length).toBe(15);
    const external = await client.tickets.listWithFilter("external_id", "nobody-has-this");
    expect(external).toEqual([]);
    const send = sender(server);
    const page = await send("GET", "users.json?role=end-user&page[size]=10");
    expect(page.body.links.next).toContain("role=end-user");
    const found = await client.search.exportResults("status:closed", "ticket", 40);
    expect(found.length).toBe(
      server.workspace.store.tickets.filter((t) => t.status === "closed").length,
    );
  });
  test("13: wrapper keys are those that the client unwraps", async () => {
    expect((await client.users.list()).length).toBe(server.workspace.store.users.size);
    expect((await client.groups.list()).length).toBe(6);
    expect((await client.groupmemberships.list()).length).toBeGreaterThan(15);
    expect((await client.organizations.list()).length).toBeGreaterThan(3);
    expect((await client.tags.list()).length).toBeGreaterThan(5);
    expect((await client.ticketfields.list()).length).toBe(13);
    expect((await client.ticketforms.list()).length).toBe(2);
    expect((await client.locales.list()).length).toBe(10);
    expect((await client.satisfactionratings.list()).length).toBeGreaterThan(20);
    expect((await client.satisfactionratings.received()).length).toBeGreaterThan(5);
    const policies = await client.policies.list();
    expect(policies[0].sla_policies.length).toBe(2);
    expect(ids((await client.brand.list()).result)).toEqual([24_660_000_000_000]);
    const person = server.workspace.store.people.customers[0];
    expect((await client.useridentities.list(person?.id)).length).toBe(person?.identities.length);
    expect((await client.users.search({ query: person?.name ?? "" })).length).toBeGreaterThan(0);
    const organization = [...server.workspace.store.organizations.values()][0];
    expect((await client.organizations.show(organization?.id)).result.name).toBe(
      organization?.name,
    );
    const ofOrganization = await client.tickets.listByOrganization(organization?.id);
    expect(ofOrganization.length).toBe(
      server.workspace.store.tickets.filter((t) => t.organizationId === organization?.id).length,
    );
  });
});

describe("single records and writes", () => {
  test("15: both ways to sign in, and a 401 that is JSON", async () => {
    expect((await client.users.me()).result.email).toBe(server.credentials.admin.email);
    expect((await agent.users.me()).result.email).toBe(server.credentials.agent.email);
    const wrong = clientAt("", { token: "wrong", throwOriginalException: true });
    await expect(wrong.tickets.show(firstTicket)).rejects.toMatchObject({
      statusCode: 401,
      result: { error: "Couldn't authenticate you" },
    });
  });
  test("sideloads are put into the ticket", async () => {
    const loading = clientAt();
    loading.tickets.setSideLoad(["users", "organizations"]);
    const { result } = await loading.tickets.show(firstTicket);
    expect(result.requester.id).toBe(result.requester_id);
    const many = await client.tickets.showMany([firstTicket, firstTicket + 1]);
    expect(ids(many.result)).toEqual([firstTicket, firstTicket + 1]);
  });
  test("11, 12: create 201, update 200, delete 204 without body", async () => {
    const made = await client.tickets.create({
      ticket: {
        subject: "Third party",
        comment: { body: "made by node-zendesk", public: true },
        tags: ["contract"],
      },
    });
    const id = made.result.id as number;
    expect(made.result.tags).toEqual(["contract"]);
    const changed = await client.tickets.update(id, {
      ticket: { priority: "high", comment: { body: "a note", public: false } },
    });
    expect(changed.result.priority).toBe("high");
    const comments = await client.tickets.getComments(id);
    expect(comments.map((c: Loose) => [c.body, c.public])).toEqual([
      ["made by node-zendesk", true],
      ["a note", false],
    ]);
    const tags = await client.tickets.addTags(id, { tags: ["more"] });
    expect(tags[0].tags).toEqual(["contract", "more"]);
    const gone = await client.tickets.delete(id);
    expect(String(gone.result?.message ?? gone.result)).toContain("No Content");
    await expect(client.tickets.show(id)).rejects.toThrow("404");
  });
  test("bulk calls give a job that can be watched to its end", async () => {
    const two = [
      unsolved(),
      server.workspace.store.tickets.findLast((t) => t.status === "open")?.id,
    ];
    const started = await client.tickets.updateMany(two, { ticket: { additional_tags: ["bulk"] } });
    const job = started.result.job_status;
    const status = await client.jobstatuses.watch(job.id, 20, 20);
    expect(status.status).toBe("completed");
    expect(status.results.map((r: Loose) => r.success)).toEqual([true, true]);
    expect(server.workspace.store.ticket(two[0] ?? 0)?.tags).toContain("bulk");
  });
  test("macros: list, show, create 200, update, apply, delete", async () => {
    const macros = await client.macros.list();
    expect(macros.length).toBe(32);
    const made = await client.macros.create({
      macro: {
        title: "Contract::Hello",
        actions: [{ field: "comment_value", value: "Hi {{ticket.requester.name}}" }],
      },
    });
    const { macro } = made.result;
    await client.macros.update(macro.id, { macro: { title: "Contract::Hello 2" } });
    const applied = await client.macros.applyTicket(firstTicket, macro.id);
    const name = server.workspace.store.users.get(
      server.workspace.store.ticket(firstTicket)?.requesterId ?? 0,
    )?.name;
    expect(applied.result.result.ticket.comment.body).toBe(`Hi ${name ?? ""}`);
    const moved = await client.macros.updateMany([{ id: macro.id, position: 1 }]);
    expect(JSON.stringify(moved)).toContain(String(macro.id));
    await client.macros.delete(macro.id);
    await expect(client.macros.show(macro.id)).rejects.toThrow("404");
    expect((await client.macros.categories())[0].categories).toContain("Orders");
  });
  test("views: list, tickets, execute, counts", async () => {
    const views = await client.views.list();
    expect(views.length).toBeGreaterThan(10);
    const [, unassigned] = views;
    const pages = await client.views.tickets(unassigned.id);
    const count = (await client.views.showCount(unassigned.id)).result.view_count.value;
    expect(pages.flatMap((p: Loose) => p.tickets).length).toBe(count);
    const counts = await client.views.showCounts([views[0].id, unassigned.id]);
    expect(counts.result.view_counts.map((v: Loose) => v.view_id)).toEqual([
      views[0].id,
      unassigned.id,
    ]);
    expect((await client.views.execute(unassigned.id, { sort_by: "id" })).length).toBeGreaterThan(
      0,
    );
  });
  test("10: uploads take raw bytes whatever the content type says", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "demo-")), "up.txt");
    writeFileSync(file, '{"not": "to be parsed');
    const sent = await client.attachments.upload(file, { filename: "up.txt" });
    const { token, attachment } = sent.upload;
    await client.tickets.update(unsolved(), {
      ticket: { comment: { body: "see file", public: true, uploads: [token] } },
    });
    const send = sender(server);
    const content = attachment.content_url.slice(server.baseUrl().length) as string;
    expect((await send("GET", content)).text).toBe(readFileSync(file, "utf8"));
    expect((await send("GET", content, undefined, "nobody")).status).toBe(401);
  });
  test("help center and voice under their own base", async () => {
    const help = clientAt("/help_center");
    expect((await help.helpcenter.articles.list()).length).toBe(40);
    const voice = clientAt("/channels/voice");
    const queue = (await voice.voice.currentqueueactivity.show()).result;
    expect(queue.agents_online).toBeGreaterThan(0);
    const send = sender(server);
    const articles = await send("GET", "help_center/incremental/articles.json?start_time=5");
    expect(articles.body.count).toBe(40);
    const found = await send("GET", "help_center/articles/search.json?query=refund");
    expect(found.body.results[0].title.toLowerCase()).toContain("refund");
  });
});

describe("exports and search", () => {
  test("6, 7, 16: exportCursor works although it sends cursor=undefined, and cursor wins over start_time", async () => {
    const seen = new Set<number>();
    let page = (await client.ticketexport.exportCursor(0)).result;
    for (let n = 0; n < 10; n++) {
      for (const ticket of page.tickets) seen.add(ticket.id);
      if (page.end_of_stream === true) break;
      page = (await client.ticketexport.exportCursor(0, page.after_cursor)).result;
    }
    expect(seen.size).toBe(server.workspace.store.tickets.length);
    const again = (await client.ticketexport.exportCursor(0, page.after_cursor)).result;
    expect(again.tickets).toEqual([]);
    expect(again.end_of_stream).toBe(true);
  });
  test("17: count is a number on offset and incremental pages; every ticket has fields", async () => {
    const body = (await client.ticketexport.export(0)).result;
    expect(body.count).toBe(body.tickets.length);
    expect(typeof body.next_page).toBe("string");
    expect(
      body.tickets.every(
        (t: Loose) => Array.isArray(t.fields) && Number.isInteger(t.generated_timestamp),
      ),
    ).toBe(true);
    expect((await client.users.incremental(0)).length).toBe(server.workspace.store.users.size);
    const events = await client.ticketevents.incrementalInclude(0, "comment_events");
    expect(events.length).toBe(1000);
    expect(events[0].child_events[0].body.length).toBeGreaterThan(5);
  });
  test("search: one page, all pages, count", async () => {
    const closed = server.workspace.store.tickets.filter((t) => t.status === "closed").length;
    expect((await client.search.query("type:ticket status:closed")).result.length).toBe(100);
    expect((await client.search.queryAll("type:ticket status:closed")).length).toBe(closed);
    const count = await client.search.showResultsCount("type:ticket status:closed");
    expect(count.result.count).toBe(closed);
  });
});

describe("error rows, by faults", () => {
  test("8: a captive portal's HTML with 200 becomes {} for this client", async () => {
    server.faults.add({ kind: "captive", path: "tickets/" });
    expect((await client.tickets.show(firstTicket)).result).toEqual({});
  });
  test("9: Retry-After comes on 429 and 503 only", async () => {
    server.faults.add({ kind: "throttle", retryAfter: 3 });
    const throttled = await client.tickets.show(firstTicket);
    expect(throttled.result.statusCode).toBe(429);
    server.faults.add({ kind: "throttle", retryAfter: null });
    await expect(client.tickets.show(firstTicket)).rejects.toThrow("429");
    server.faults.add({ kind: "error-html", status: 503 });
    expect((await client.tickets.show(firstTicket)).result).toBeInstanceOf(Error);
    const send = sender(server);
    for (const call of ["users/me", "tickets", "tickets/1", "nope"])
      expect((await send("GET", call)).headers.get("retry-after")).toBeNull();
  });
  test("403 for people without the permission says so in envelope C", async () => {
    await expect(agent.satisfactionratings.list()).rejects.toMatchObject({
      statusCode: 403,
      result: { error: { title: "Forbidden" } },
    });
  });
  test("409 and 422 keep their bodies for who asks for the original exception", async () => {
    const strict = clientAt("", { throwOriginalException: true });
    await expect(
      strict.tickets.update(unsolved(), {
        ticket: { safe_update: true, updated_stamp: "2020-01-01T00:00:00Z", priority: "low" },
      }),
    ).rejects.toMatchObject({ statusCode: 409, result: { error: "UpdateConflict" } });
    const closed = server.workspace.store.tickets.find((t) => t.status === "closed")?.id;
    await expect(
      strict.tickets.update(closed, { ticket: { status: "open" } }),
    ).rejects.toMatchObject({
      statusCode: 422,
      result: { error: "RecordInvalid", details: { status: [{}] } },
    });
  });
  test("an answer dropped after the commit leaves exactly one comment", async () => {
    const before = server.ledger().length;
    server.faults.add({ kind: "drop-after-commit", method: "PUT" });
    await expect(
      client.tickets.update(unsolved(), { ticket: { comment: { body: "lost answer" } } }),
    ).rejects.toThrow();
    expect(server.ledger(before).map((e) => e.body)).toEqual(["lost answer"]);
  });
});
