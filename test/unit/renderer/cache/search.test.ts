import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type AskInput, BUILT_IN_VIEWS, type SearchAnswer } from "#contract/asks.ts";
import type { Changes } from "#domain/sync/page.ts";
import {
  ACCOUNT,
  agentRow,
  byAgent,
  customerRow,
  entryRow,
  ME,
  messageRow,
  T0,
  ticketRow,
  updateAction,
} from "#test/support/cache-rows.ts";
import { createInProcessCache, valueOf } from "#test/support/in-process-cache.ts";

const me = [{ accountId: ACCOUNT, agentId: ME }];
const DAY = 24 * 3_600_000;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function start(changes: Changes, indexedDB?: IDBFactory) {
  const cache = createInProcessCache(indexedDB === undefined ? {} : { indexedDB });
  await cache.open();
  await cache.mirrorOutbox([]);
  const { client, close } = cache.connectClient();
  stops.push(() => {
    close();
    cache.close();
  });
  await cache.commitChanges(ACCOUNT, changes, []);
  const search = async (text: string, over: Partial<AskInput<"search.run">> = {}) =>
    valueOf(await client.ask("search.run", { text, me, limit: 20, ...over }));
  const ids = async (text: string) => (await search(text)).hits.map(({ row }) => row.id.slice(3));
  /** Waits until every conversation is searched. */
  const settle = () =>
    vi.waitFor(
      async () => {
        const { indexed, outOf } = await search("whatever");
        expect(indexed).toBe(outOf);
      },
      { timeout: 5000, interval: 30 },
    );
  return { cache, client, search, ids, settle };
}
const marked = ({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) =>
  marks.map(([from, to]) => text.slice(from, to));

const PEOPLE: Changes = {
  agents: [agentRow(900, { groupIds: ["a1:51"] }), agentRow(901, { name: "Ben Okri" })],
  groups: [{ id: "a1:51", accountId: ACCOUNT, name: "Billing" }],
  organisations: [
    {
      id: "a1:70",
      accountId: ACCOUNT,
      name: "Nordwind GmbH",
      domains: [],
      notes: "",
      details: "",
      tags: ["b2b"],
      customFields: { "a1:contract": "care_plus" },
      version: 1,
    },
  ],
  customers: [
    customerRow(100, {
      name: "Amira Haddad",
      locale: "ar",
      organisationId: "a1:70",
      tags: ["gold"],
      timeZone: "Asia/Amman",
      customFields: { "a1:loyalty_points": 1200, "a1:newsletter": true },
      identities: [
        { kind: "email", value: "amira@example.invalid", primary: true, verified: true },
        { kind: "phone", value: "+49 30 1234567", primary: false, verified: true },
      ],
    }),
    customerRow(101, { name: "Zoé Martin" }),
  ],
};
const TICKETS: Changes = {
  ...PEOPLE,
  tickets: [
    ticketRow(4711, {
      subject: "Refund still missing",
      groupId: "a1:51",
      tags: ["vip"],
      updatedAt: T0 + 5,
    }),
    ticketRow(4712, {
      subject: "Größe passt nicht",
      requesterId: "a1:101",
      status: "solved",
      solvedAt: T0,
    }),
    ticketRow(48, {
      subject: "配送の遅延について",
      requesterId: "a1:101",
      customFields: { "a1:7": "gold" },
    }),
    ticketRow(49, { subject: "تأخر الشحنة", updatedAt: T0 - 400 * DAY }),
  ],
  fields: [
    {
      id: "a1:7",
      accountId: ACCOUNT,
      title: "Service plan",
      type: "choice",
      options: [{ value: "gold", label: "Gold with care" }],
      requiredToSolve: false,
      active: true,
    },
  ],
  interactions: [
    messageRow(1, 4711, {
      text: "I returned the headphones in March and never got my money back.",
    }),
    messageRow(2, 4711, {
      author: byAgent,
      at: T0 + 2000,
      text: "We have asked accounting about your reimbursement.",
    }),
    messageRow(3, 4712, { text: "Please ring me at 0151 / 987 65 43 about the jacket." }),
    messageRow(4, 49, { text: "لم تصل الشحنة حتى الآن والمبلغ خُصم من حسابي" }),
    messageRow(5, 48, { text: "注文した商品がまだ届きません。" }),
  ],
};

describe("search", () => {
  test("finds words of subjects, messages, people, tags and numbers, by their beginning and with typing mistakes", async () => {
    const { ids, settle } = await start(TICKETS);
    await settle();
    expect(await ids("headphones")).toEqual(["4711"]);
    expect(await ids("headph")).toEqual(["4711"]);
    expect(await ids("haedphones")).toEqual(["4711"]);
    expect(await ids("reimbursment")).toEqual(["4711"]);
    expect(await ids("refund headphones")).toEqual(["4711"]);
    expect(await ids("refund jacket")).toEqual([]);
    for (const written of ["größe", "Grösse", "GROSSE", "grosse", "groß"]) {
      expect(await ids(written)).toEqual(["4712"]);
    }
    expect(await ids("zoe jacket")).toEqual(["4712"]);
    expect(await ids("nordwind")).toContain("4711");
    expect(await ids("amira@example.invalid refund")).toEqual(["4711"]);
    expect(await ids("vip")).toEqual(["4711"]);
    expect(await ids("#4712")).toEqual(["4712"]);
    expect(await ids("471")).toEqual(["4711", "4712"]);
    expect(await ids("xylophone")).toEqual([]);
  });

  test("finds other scripts: Arabic with and without marks, Japanese without spaces", async () => {
    const { ids, settle } = await start(TICKETS);
    await settle();
    expect(await ids("خصم")).toEqual(["49"]);
    expect(await ids("تاخر")).toEqual(["49"]);
    expect(await ids("商品")).toEqual(["48"]);
    expect(await ids("遅延")).toEqual(["48"]);
    expect(await ids("商遅")).toEqual([]);
  });

  test.each([
    ["+49 30 1234567", "4711"],
    ["0049301234567", "4711"],
    ["030 123 45 67", "4711"],
    ["(030) 1234-567", "4711"],
    ["1234567", "4711"],
    ["+4930123", "4711"],
    ["0151 9876543", "4712"],
    ["+49 151 9876543", null],
    ["9876543", "4712"],
  ])("finds the telephone number written as %s", async (typed, found) => {
    const { ids, settle } = await start(TICKETS);
    await settle();
    const all = await ids(typed);
    if (found === null) expect(all).toEqual([]);
    else expect(all).toContain(found);
  });

  test("filters by the query language, and says what it could not read", async () => {
    const { ids, search, settle } = await start(TICKETS);
    await settle();
    expect(await ids("is:solved")).toEqual(["4712"]);
    expect(await ids("refund -status:solved group:billing")).toEqual(["4711"]);
    expect(await ids("lang:ar refund")).toEqual(["4711"]);
    expect(await ids("org:nordwind tag:vip")).toEqual(["4711"]);
    expect(await ids("customertag:gold tag:vip")).toEqual(["4711"]);
    expect(await ids('cf."Service plan":gold')).toEqual(["48"]);
    expect(await ids('cf."service plan":"gold with care"')).toEqual(["48"]);
    expect(await ids("customer.loyalty_points>1000 refund")).toEqual(["4711"]);
    expect(await ids("customer.newsletter:true zone:asia/* refund")).toEqual(["4711"]);
    expect(await ids("org.contract:care_plus orgtag:b2b refund")).toEqual(["4711"]);
    expect(await ids("org.contract:none jacket")).toEqual(["4712"]);
    expect(await ids("cf.7:gold")).toEqual(["48"]);
    expect(await ids("customer:zoe (jacket OR 商品)")).toHaveLength(2);
    expect((await ids("is:unsolved -headphones")).toSorted()).toEqual(["48", "49"]);
    const odd = await search("statis:open refund group:nirvana");
    expect(odd.errors).toMatchObject([{ code: "unknown-field", values: { near: "status" } }]);
    expect(odd.unknown).toEqual([{ field: "group", name: "nirvana" }]);
    const pasted = await search("refund ".repeat(1_500_000));
    expect(pasted.errors).toMatchObject([{ code: "too-long" }]);
    expect(pasted.hits).toEqual([]);
  });

  test("tells which fields customers and organisations have, with their values", async () => {
    const { client } = await start(TICKETS);
    const words = valueOf(await client.ask("search.words", {}));
    expect(words).toMatchObject({
      customerFields: ["loyalty_points", "newsletter"],
      organisationFields: ["contract"],
      customerTags: ["gold"],
      organisationTags: ["b2b"],
      languages: ["ar"],
      zones: ["Asia/Amman"],
      values: {
        "cf.Service plan": ["Gold with care"],
        "customer.newsletter": ["true"],
        "org.contract": ["care_plus"],
      },
    });
  });

  test("a phrase is found as it stands only", async () => {
    const { ids, settle } = await start(TICKETS);
    await settle();
    expect(await ids('"headphones in March"')).toEqual(["4711"]);
    expect(await ids('"March headphones"')).toEqual([]);
    expect(await ids('"headphones in marches"')).toEqual([]);
  });

  test("shows where it was found", async () => {
    const { search, settle } = await start(TICKETS);
    await settle();
    const inBody = (await search("headpho")).hits[0];
    expect(inBody?.snippet?.from).toBe("message");
    expect(marked(inBody?.snippet ?? { text: "", marks: [] })).toEqual(["headphones"]);
    const inSubject = (await search("größ")).hits[0];
    expect(inSubject?.subjectMarks).toEqual([[0, 5]]);
    const byPhone = (await search("1234567 ")).hits[0];
    expect(byPhone?.snippet).toMatchObject({ from: "facts", text: "+49 30 1234567" });
    expect(marked(byPhone?.snippet ?? { text: "", marks: [] })).toEqual(["+49 30 1234567"]);
  });

  test("that is watched tells what was found first, and the pieces of messages after it", async () => {
    const { client, search, settle } = await start(TICKETS);
    await settle();
    const whole = await search("refund OR headph", { limit: 2 });
    const answers: SearchAnswer[] = [];
    const running = client.subscribe("search.run", { text: "re", me, limit: 20 }, (answer) => {
      if (answer.ok) answers.push(answer.value);
    });
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    running.close();
    const [first, second] = answers;
    expect(second).toEqual(await search("re"));
    expect(second?.hits.some(({ snippet }) => snippet?.from === "message")).toBe(true);
    expect(first?.hits.some(({ snippet }) => snippet?.from === "later")).toBe(true);
    const bare = ({ hits, ...rest }: SearchAnswer) => ({
      ...rest,
      hits: hits.map(({ row, subjectMarks }) => ({ row, subjectMarks })),
    });
    expect(first && bare(first)).toEqual(second && bare(second));
    expect(JSON.stringify(whole)).not.toContain("later");
  });

  test("puts the exact number and words of the subject first, then what moved lately", async () => {
    const { ids, settle } = await start({
      ...PEOPLE,
      tickets: [
        ticketRow(1, { subject: "About 55", updatedAt: Date.now() }),
        ticketRow(55, { subject: "Other", updatedAt: T0 - 900 * DAY }),
        ticketRow(2, { subject: "Invoice", updatedAt: Date.now() - 900 * DAY }),
        ticketRow(3, { subject: "Invoice", updatedAt: Date.now() }),
        ticketRow(4, { subject: "Hello", updatedAt: Date.now() }),
      ],
      interactions: [messageRow(1, 4, { text: "The invoice" })],
    });
    await settle();
    expect(await ids("55")).toEqual(["55", "1"]);
    expect(await ids("invoice")).toEqual(["3", "2", "4"]);
  });

  test("the first of many are the same as those of all, whatever is asked", async () => {
    const words = ["refund", "parcel", "order 7", "refund parcel"];
    const { search, settle } = await start({
      ...PEOPLE,
      tickets: Array.from({ length: 120 }, (_, n) =>
        ticketRow(n + 1, {
          subject: words[n % 3] ?? "",
          status: n % 4 === 0 ? "solved" : "open",
          updatedAt: Date.now() - ((n * 37) % 50) * DAY,
        }),
      ),
      interactions: Array.from({ length: 120 }, (_, n) =>
        messageRow(n + 1, n + 1, { text: words[n % 4] ?? "" }),
      ),
    });
    await settle();
    for (const text of [
      "r",
      "refund",
      "ref par",
      "7",
      "is:solved",
      "is:solved re",
      '"refund parcel"',
    ]) {
      const all = await search(text, { limit: 1000 });
      expect(all.hits).toHaveLength(all.total);
      expect(all.total).toBeGreaterThan(5);
      for (const limit of [1, 5, 40]) {
        const few = await search(text, { limit });
        // How many hold a phrase is known of those only that were read.
        if (!text.startsWith('"')) expect(few.total).toBe(all.total);
        expect(few.hits).toEqual(all.hits.slice(0, limit));
      }
    }
  });

  test("knows subjects before it knows messages, and says how far it is", async () => {
    const { search, ids, settle } = await start(TICKETS);
    const early = await search("refund");
    expect(early.hits.map(({ row }) => row.id)).toEqual(["a1:4711"]);
    expect(early).toMatchObject({ indexed: 0, outOf: 4 });
    await settle();
    expect(await ids("headphones")).toEqual(["4711"]);
  });

  test("follows changes: new words, replaced words, removed tickets, unsent changes", async () => {
    const { cache, ids, settle, client } = await start(TICKETS);
    await settle();
    const answers: SearchAnswer[] = [];
    const running = client.subscribe("search.run", { text: "parsnip", me, limit: 5 }, (answer) => {
      if (answer.ok) answers.push(answer.value);
    });
    await cache.commitChanges(
      ACCOUNT,
      {
        tickets: [ticketRow(4711, { subject: "Something else", version: 2 })],
        interactions: [messageRow(9, 4711, { at: T0 + 9000, text: "parsnip" })],
      },
      [],
    );
    await vi.waitFor(() => expect(answers.at(-1)?.hits[0]?.row.id).toBe("a1:4711"), {
      timeout: 5000,
    });
    running.close();
    await vi.waitFor(async () => expect(await ids("refund")).toEqual([]));
    expect(await ids("headphones")).toEqual(["4711"]);
    await cache.mirrorOutbox([
      entryRow(updateAction(4711, { status: { base: "open", value: "solved" } })),
    ]);
    expect(await ids("headphones is:solved")).toEqual(["4711"]);
    await cache.commitChanges(
      ACCOUNT,
      {
        tombstones: [
          { kind: "ticket", id: "a1:4711", why: "deleted", mergedInto: null, version: 9 },
        ],
      },
      [],
    );
    expect(await ids("headphones")).toEqual([]);
  });

  test("finds every ticket there is, whether its messages were read yet or not, after any changes", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("write" as const), n: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant("remove" as const), n: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant("unsent" as const), n: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constant("wait" as const), n: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { cache, search, settle } = await start({ tickets: [ticketRow(50)] });
        const there = new Set(["a1:50"]);
        let unsent: readonly string[] = [];
        let version = 1;
        for (const { kind, n } of steps) {
          version += 1;
          if (kind === "wait") await settle();
          else if (kind === "unsent") {
            unsent = Array.from({ length: n }, (_, i) => `a1:new-${i}`);
            await cache.mirrorOutbox(
              unsent.map((ticketId) =>
                entryRow({
                  kind: "create-ticket",
                  ticketId,
                  subject: "Subject new",
                  requester: { name: "Somebody", email: "somebody@example.invalid" },
                  comment: { audience: "public", text: "Hello", files: [] },
                  fields: {},
                }),
              ),
            );
          } else if (kind === "write") {
            there.add(`a1:${n}`);
            await cache.commitChanges(ACCOUNT, { tickets: [ticketRow(n, { version })] }, []);
          } else {
            there.delete(`a1:${n}`);
            const stone = { kind: "ticket", id: `a1:${n}`, why: "deleted" } as const;
            await cache.commitChanges(
              ACCOUNT,
              { tombstones: [{ ...stone, mergedInto: null, version }] },
              [],
            );
          }
          const { hits, total } = await search("subject");
          expect(hits.map(({ row }) => row.id).toSorted()).toEqual(
            [...there, ...unsent].toSorted(),
          );
          expect(total).toBe(there.size + unsent.length);
        }
        cache.close();
      }),
      { numRuns: 25 },
    );
  });

  test("is there again after a restart, from the sealed rows", async () => {
    const { cache, settle } = await start(TICKETS);
    await settle();
    const again = createInProcessCache({ indexedDB: cache.indexedDB });
    cache.close();
    await again.open();
    await again.mirrorOutbox([]);
    const { client, close } = again.connectClient();
    stops.push(() => {
      close();
      again.close();
    });
    await vi.waitFor(
      async () => {
        const answer = valueOf(
          await client.ask("search.run", { text: "headphones", me, limit: 5 }),
        );
        expect(answer.hits.map(({ row }) => row.id)).toEqual(["a1:4711"]);
      },
      { timeout: 5000, interval: 50 },
    );
  });
});

describe("views", () => {
  const view = (n: number, title: string, all: readonly (readonly [string, string, string])[]) => ({
    id: `a1:${n}`,
    accountId: ACCOUNT,
    title,
    position: n,
    conditions: {
      all: all.map(([field, operator, value]) => ({ field, operator, value })),
      any: [],
    },
  });
  const list = {
    me,
    sort: "created",
    descending: false,
    text: "",
    from: 0,
    to: 50,
    anchorId: null,
  } as const;

  test("the helpdesk's are answered here, counted, and follow changes", async () => {
    const { cache, client } = await start({
      ...TICKETS,
      views: [
        view(2, "Tagged", [
          ["current_tags", "includes", "vip"],
          ["status", "less_than", "solved"],
        ]),
        view(1, "Billing", [["group_id", "is", "51"]]),
      ],
    });
    const counts = async () =>
      valueOf(
        await client.ask("queue.counts", { me, own: [{ viewId: "own:1", query: "is:solved" }] }),
      ).slice(BUILT_IN_VIEWS.length);
    const ids = async (viewId: string) =>
      valueOf(await client.ask("queue.list", { ...list, viewId })).rows.map(({ id }) => id);
    expect(await counts()).toEqual([
      { viewId: "own:1", count: 1 },
      { viewId: "a1:1", count: 1 },
      { viewId: "a1:2", count: 1 },
    ]);
    expect(await ids("a1:2")).toEqual(["a1:4711"]);
    await cache.commitChanges(
      ACCOUNT,
      { tickets: [ticketRow(48, { tags: ["vip"], version: 2 })] },
      [],
    );
    expect((await ids("a1:2")).toSorted()).toEqual(["a1:4711", "a1:48"]);
    await cache.commitChanges(
      ACCOUNT,
      { views: [view(2, "Tagged", [["status", "is", "solved"]])] },
      [],
    );
    expect(await ids("a1:2")).toEqual(["a1:4712"]);
    expect(await ids("a1:99")).toEqual([]);
  });

  test("the agent's own are answered from their query, and narrowed by typing", async () => {
    const { client } = await start(TICKETS);
    const ask = async (query: string, text: string) =>
      valueOf(await client.ask("queue.list", { ...list, viewId: "own:1", query, text }))
        .rows.map(({ id }) => id.slice(3))
        .toSorted();
    expect(await ask("lang:ar OR status:solved", "")).toEqual(["4711", "4712", "49"]);
    expect(await ask("lang:ar OR status:solved", "tag:vip")).toEqual(["4711"]);
    expect(await ask("lang:ar OR status:solved", "-tag:vip status:open")).toEqual(["49"]);
    expect(await ask("waiting>1h lang:ar", "")).toEqual([]);
  });

  test("say why a ticket is, or is not, in them", async () => {
    const { client } = await start({
      ...TICKETS,
      views: [
        view(2, "Tagged", [
          ["current_tags", "includes", "vip"],
          ["brand_id", "is", "9"],
        ]),
      ],
    });
    const explain = async (over: Partial<AskInput<"view.explain">>) =>
      valueOf(
        await client.ask("view.explain", { viewId: "mine", me, ticketId: "a1:4711", ...over }),
      );
    expect(await explain({})).toMatchObject({
      number: "4711",
      holds: false,
      reason: {
        kind: "all",
        of: [
          { text: "is:unsolved", holds: true },
          { text: "assignee:me", holds: false },
        ],
      },
    });
    expect(await explain({ viewId: "own:1", query: "group:billing -tag:spam" })).toMatchObject({
      holds: true,
    });
    expect(await explain({ viewId: "a1:2" })).toMatchObject({
      holds: true,
      unsupported: ["brand_id is 9"],
    });
    expect(await explain({ ticketId: "a1:999" })).toBeNull();
    expect(await explain({ viewId: "a1:77" })).toBeNull();
  });
});
