import { describe, expect, test } from "vitest";
import type { Intent, TicketEdits } from "#domain/sync/intent.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import {
  fakeRt,
  html,
  json,
  list,
  ME,
  NOBODY,
  person,
  RT_BASE,
  ticket,
  transaction,
  type FakeRt,
  type Reply,
  type Seen,
} from "#test/support/fake-rt.ts";

/** The ten traps of Request Tracker's interface, each as it was seen on a real server. */
const never = new AbortController().signal;
const OP = "0193f2aa-0000-4000-8000-000000000001";

function intentOf(edits: TicketEdits, text: string | null = null): Intent {
  return {
    opId: OP,
    accountId: "rt",
    authorId: "rt:43",
    createdAt: 0,
    sendAfter: 0,
    action: {
      kind: "update-ticket",
      ticketId: "rt:7",
      comment: text === null ? null : { audience: "public", text, files: [] },
      edits,
      macroIds: [],
      seen: null,
    },
  };
}
async function push(rt: FakeRt, intent: Intent): Promise<PushOutcome> {
  await rt.connector.probe(never);
  const frozen = rt.connector.freeze(intent, { base: "20", stamp: "20" }, new Map());
  return rt.connector.send(frozen, never);
}
const isPut = (one: Seen): boolean => one.method === "PUT";
const isHistory = (one: Seen): boolean => one.path.endsWith("/history");
const isTickets = (one: Seen): boolean => one.path === "/REST/2.0/tickets";
const isDetail = (one: Seen): boolean => one.path === "/REST/2.0/ticket/7" && one.method === "GET";
const detail = json(200, { id: 7, Status: "open" }, { etag: '"20"' });
const isStatusLesson = (one: Seen): boolean =>
  (one.query.get("query") ?? "").startsWith("Lifecycle");

describe("trap 1: a 200 on PUT does not mean that anything changed", () => {
  const desk =
    (words: string) =>
    (one: Seen): Reply =>
      isPut(one)
        ? json(200, [words])
        : isDetail(one)
          ? detail
          : isTickets(one) && !isStatusLesson(one)
            ? list([ticket(7)])
            : null;

  test("what reads back unchanged is refused, with the field and the server's own words", async () => {
    const rt = fakeRt(desk("Zugriff verweigert"));
    const outcome = await push(rt, intentOf({ priority: { base: "normal", value: "urgent" } }));
    expect(outcome).toMatchObject({
      kind: "refused",
      error: { kind: "refused", field: "priority" },
    });
    expect(JSON.stringify(outcome)).toContain("Zugriff verweigert");
  });

  test("what reads back as wanted is accepted, whatever the words", async () => {
    let priority = "50";
    const rt = fakeRt((one) => {
      if (isPut(one)) {
        priority = String((one.body as { readonly Priority: number }).Priority);
        return json(200, []);
      }
      if (isDetail(one)) return detail;
      return isTickets(one) && !isStatusLesson(one)
        ? list([ticket(7, { Priority: priority })])
        : null;
    });
    const outcome = await push(rt, intentOf({ priority: { base: "normal", value: "high" } }));
    expect(outcome.kind).toBe("accepted");
  });

  test("a status that the lifecycle does not have is refused before anything is sent", async () => {
    const rt = fakeRt((one) =>
      isDetail(one)
        ? detail
        : isTickets(one) && !isStatusLesson(one)
          ? list([ticket(7, { Queue: { id: "9", Name: "X", Lifecycle: "unknown" } })])
          : null,
    );
    const outcome = await push(rt, intentOf({ status: { base: "open", value: "solved" } }));
    expect(outcome).toMatchObject({ kind: "refused", error: { field: "status" } });
    expect(rt.seen.some(isPut)).toBe(false);
  });
});

describe("trap 2: a reply may be saved although the connection dies", () => {
  const saved = [
    transaction(21, 7, {
      Creator: ME,
      CustomFields: [{ id: "8", name: "Client operation", values: [OP] }],
    }),
  ];
  test("a lost answer is unclear, and the next look finds the reply by its marker", async () => {
    const rt = fakeRt((one) => {
      if (one.method === "POST") return "drop";
      if (isHistory(one)) return list(saved);
      return isTickets(one) && !isStatusLesson(one) ? list([ticket(7)]) : null;
    });
    expect((await push(rt, intentOf({}, "Hello"))).kind).toBe("ambiguous");
    const look = await rt.connector.look("rt:7", "20", never);
    expect(look.ok && look.value.entries.map((one) => [one.id, one.authorId, one.marker])).toEqual([
      ["21", "rt:43", OP],
    ]);
  });

  test("an account whose language is not English replies by the call that answers in every language", async () => {
    const rt = fakeRt(
      (one) => {
        if (one.method === "POST") return json(201, [[7, "تمت إضافة المراسلة"]]);
        if (isHistory(one)) return list(saved);
        return isTickets(one) && !isStatusLesson(one) ? list([ticket(7)]) : null;
      },
      { user: { Lang: "ar" } },
    );
    expect(await push(rt, intentOf({}, "مرحبا"))).toMatchObject({
      kind: "accepted",
      entryId: "21",
    });
    expect(rt.calls()).toContain("POST /REST/2.0/tickets/bulk/correspond");
  });

  test("that call's 201 without an entry in the history is no success", async () => {
    const rt = fakeRt(
      (one) => {
        if (one.method === "POST") return json(201, [[7, "Zugriff verweigert"]]);
        if (isHistory(one)) return list([]);
        return isTickets(one) && !isStatusLesson(one) ? list([ticket(7)]) : null;
      },
      { user: { Lang: "de" } },
    );
    expect((await push(rt, intentOf({}, "Hallo"))).kind).toBe("ambiguous");
  });
});

describe("trap 3: a failed sign-in may come as a redirect or as a page", () => {
  test.each([
    ["a redirect inside the server", html(302, "Login required", `${RT_BASE}/`), "signed-out"],
    [
      "its login page with status 200",
      html(200, '<form action="/NoAuth/Login.html">'),
      "signed-out",
    ],
    ["401", json(401, { message: "Unauthorized" }), "signed-out"],
    ["a redirect to somewhere else", html(302, "", "https://portal.example/"), "blocked"],
    ["a page of the network", html(200, "<h1>Welcome to the hotel</h1>"), "blocked"],
  ])("%s means %s", async (_what, answer, kind) => {
    const rt = fakeRt(() => answer);
    const probed = await rt.connector.probe(never);
    expect(probed.ok ? "ok" : probed.error.kind).toBe(kind);
  });

  test("calls by token carry no cookie, and no browser's name", async () => {
    const rt = fakeRt(() => null);
    await rt.connector.probe(never);
    expect(rt.seen.every((one) => one.headers["cookie"] === undefined)).toBe(true);
    expect(rt.seen.some((one) => /mozilla/i.test(one.headers["user-agent"] ?? ""))).toBe(false);
  });
});

test("trap 4: changes are followed by transaction numbers, never by times", async () => {
  const rt = fakeRt((one) =>
    one.path === "/REST/2.0/transactions"
      ? list([transaction(30, 7)])
      : isTickets(one)
        ? list([ticket(7)])
        : null,
  );
  await rt.connector.probe(never);
  const first = await rt.connector.pull("changes", null, never);
  const cursor = first.ok ? first.value.cursor : null;
  await rt.connector.pull("changes", cursor, never);
  const queries = rt.seen.map((one) => one.query.get("query") ?? "");
  expect(queries.some((query) => /LastUpdated|Created|Updated/.test(query))).toBe(false);
  expect(queries.filter((query) => query.startsWith("id > ")).length).toBeGreaterThan(0);
});

describe("trap 5: dates are written the one way that survives", () => {
  const at = Date.UTC(2026, 11, 1, 10, 0, 0);
  const writing = async (
    edits: TicketEdits,
    user = {},
  ): Promise<{ readonly body: unknown; readonly outcome: PushOutcome }> => {
    const rt = fakeRt(
      (one) =>
        isPut(one)
          ? json(200, [])
          : isDetail(one)
            ? detail
            : isTickets(one) && !isStatusLesson(one)
              ? list([ticket(7)])
              : null,
      { user },
    );
    const outcome = await push(rt, intentOf(edits));
    return { body: rt.seen.find(isPut)?.body ?? null, outcome };
  };

  test("a due time in UTC without T and Z, whatever the agent's zone", async () => {
    const { body } = await writing({ dueAt: { base: null, value: at } });
    expect(body).toEqual({ Due: "2026-12-01 10:00:00" });
  });

  test("a date field on the wall clock of the agent's zone", async () => {
    const edits = { customFields: { "rt:7": { base: null, value: "2026-12-01T10:00:00Z" } } };
    expect((await writing(edits)).body).toEqual({
      CustomFields: { "Callback at": "2026-12-01 05:00:00" },
    });
  });

  test("a date field is refused where the account has no zone: the instant would be a guess", async () => {
    const edits = { customFields: { "rt:7": { base: null, value: "2026-12-01T10:00:00Z" } } };
    const { body, outcome } = await writing(edits, { Timezone: "" });
    expect([body, outcome.kind]).toEqual([null, "refused"]);
  });
});

describe("trap 6: deleted and merged tickets vanish from searches", () => {
  test("what a transaction touched and no search brings is looked at, and told as gone", async () => {
    const rt = fakeRt((one) => {
      if (one.path === "/REST/2.0/transactions") {
        return list([
          transaction(30, 7),
          transaction(31, 8),
          transaction(32, 9),
          transaction(33, 10),
        ]);
      }
      if (isTickets(one)) {
        const query = one.query.get("query") ?? "";
        return list(query.includes("id=10") ? [ticket(10)] : query === "id=26" ? [ticket(26)] : []);
      }
      if (one.path === "/REST/2.0/ticket/7") return json(200, { id: 7, Status: "deleted" });
      if (one.path === "/REST/2.0/ticket/8") return json(200, { id: 26, Status: "open" });
      if (one.path === "/REST/2.0/ticket/9") return json(403, { message: "Forbidden" });
      return null;
    });
    await rt.connector.probe(never);
    const page = await rt.connector.pull(
      "changes",
      JSON.stringify({ floor: 29, known: [] }),
      never,
    );
    const changes = page.ok ? page.value.changes : {};
    expect(changes.tombstones?.map((one) => [one.id, one.why, one.mergedInto])).toEqual([
      ["rt:7", "deleted", null],
      ["rt:8", "merged", "rt:26"],
      ["rt:9", "no-access", null],
    ]);
    expect(changes.wholeThreads).toEqual(["rt:26"]);
    expect(changes.interactions?.map((one) => one.ticketId)).not.toContain("rt:7");
  });
});

describe("trap 7: totals are missing, and a short page is not the last", () => {
  test("threads are read past pages from which hidden rows were cut", async () => {
    const pages = new Map([
      ["0/1", [transaction(1, 7)]],
      ["0/2", []],
      ["0/3", [transaction(250, 7)]],
      ["250/1", []],
      ["250/2", []],
    ]);
    const rt = fakeRt((one) => {
      if (one.path !== "/REST/2.0/transactions") return null;
      const after = /^id > (\d+)/.exec(one.query.get("query") ?? "")?.[1];
      if (after === undefined) return null;
      const page = one.query.get("page") ?? "1";
      return list(pages.get(`${after}/${page}`) ?? [], { page: Number(page) });
    });
    await rt.connector.probe(never);
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let isEnd = false; !isEnd;) {
      const page = await rt.connector.pull("threads", cursor, never);
      if (!page.ok) throw new Error(JSON.stringify(page.error));
      ids.push(...(page.value.changes.interactions ?? []).map((one) => one.id));
      ({ cursor } = page.value);
      isEnd = page.value.end;
    }
    expect(ids).toEqual(["rt:1", "rt:250"]);
  });

  test("a server that answers past the end with its last page again does not hold us for ever", async () => {
    const rt = fakeRt((one) =>
      one.path === "/REST/2.0/users" ? list([ME, person(80, "ada")], { page: 1 }) : null,
    );
    await rt.connector.probe(never);
    const past = await rt.connector.pull("customers", JSON.stringify({ page: 2 }), never);
    expect(past.ok && [past.value.end, past.value.changes.customers]).toEqual([true, []]);
  });
});

describe("trap 8: unknown filters and sort fields are ignored silently", () => {
  test("a server that ignores the search for our mark makes us claim no stranger's ticket", async () => {
    const rt = fakeRt((one) => (isTickets(one) ? list([ticket(1), ticket(2)]) : null));
    await rt.connector.probe(never);
    const found = await rt.connector.findCreated(
      {
        ...intentOf({}),
        action: {
          kind: "create-ticket",
          ticketId: "rt:new-x",
          subject: "Ticket 1",
          requester: { name: "Ada", email: "ada@desk.example" },
          comment: { audience: "public", text: "Hello", files: [] },
          fields: {},
        },
      },
      never,
    );
    expect(found).toEqual({ ok: true, value: null });
  });

  test("every list is asked for in an order", async () => {
    const rt = fakeRt(() => null);
    await rt.connector.probe(never);
    for (const { id } of rt.connector.streams()) await rt.connector.pull(id, null, never);
    const lists = rt.seen.filter((one) => one.query.has("fields"));
    expect(lists.length).toBeGreaterThan(5);
    expect(lists.every((one) => /^(?:id|LastUpdated)$/.test(one.query.get("orderby") ?? ""))).toBe(
      true,
    );
  });
});

test("trap 9: single transactions are never asked for: some answer 500 with nothing", async () => {
  const rt = fakeRt((one) => {
    if (/\/transaction\/\d+$/.test(one.path)) return json(500, "");
    if (one.path === "/REST/2.0/transactions")
      return list([transaction(30, 7, { Type: "AddLink" })]);
    if (isHistory(one)) return list([transaction(30, 7, { Type: "AddLink" })]);
    return isTickets(one) && !isStatusLesson(one) ? list([ticket(7)]) : null;
  });
  await rt.connector.probe(never);
  expect(
    (await rt.connector.pull("changes", JSON.stringify({ floor: 1, known: [] }), never)).ok,
  ).toBe(true);
  expect((await rt.connector.open("rt:7", never)).ok).toBe(true);
  expect(rt.calls().some((call) => /\/transaction\/\d+$/.test(call))).toBe(false);
});

describe("trap 10: every sign-in costs the server a fifth of a second", () => {
  const credentials = { kind: "password", user: "desk.agent", password: "secret" } as const;
  const login = {
    status: 302,
    headers: { location: "/", "set-cookie": "RT_SID_desk.443=abc123; path=/; HttpOnly" },
    body: new Uint8Array(0),
  };

  test("with a password one session is opened, and all calls use it", async () => {
    const rt = fakeRt((one) => (one.path === "/NoAuth/Login.html" ? login : null), { credentials });
    await rt.connector.probe(never);
    await Promise.all(
      ["first", "articles", "customers"].map((id) => rt.connector.pull(id, null, never)),
    );
    const [logins, calls] = [
      rt.seen.filter((one) => one.path === "/NoAuth/Login.html"),
      rt.seen.filter((one) => one.path.startsWith("/REST/")),
    ];
    expect(logins.length).toBe(1);
    expect(calls.every((one) => one.headers["cookie"] === "RT_SID_desk.443=abc123")).toBe(true);
    expect(calls.some((one) => one.headers["authorization"] !== undefined)).toBe(false);
  });

  const page = {
    status: 200,
    headers: { "content-type": "text/html", "set-cookie": "RT_SID_desk.443=abc123; path=/" },
    body: new Uint8Array(0),
  };
  const isCheck = (one: Seen): boolean =>
    one.path === "/REST/2.0/rt" && one.headers["cookie"] !== undefined;

  test("a session that opens with a page instead of a redirect is used all the same", async () => {
    const rt = fakeRt((one) => (one.path === "/NoAuth/Login.html" ? page : null), { credentials });
    expect((await rt.connector.probe(never)).ok).toBe(true);
    const calls = rt.seen.filter((one) => one.path.startsWith("/REST/"));
    expect(calls.every((one) => one.headers["cookie"] === "RT_SID_desk.443=abc123")).toBe(true);
  });

  test("a cookie that came with a refused sign-in is not taken for a session", async () => {
    const rt = fakeRt(
      (one) => {
        if (one.path === "/NoAuth/Login.html") return page;
        return isCheck(one) ? html(302, "Login required", `${RT_BASE}/`) : null;
      },
      { credentials },
    );
    await rt.connector.probe(never);
    expect(rt.seen.filter(isCheck).length).toBe(1);
    expect(rt.seen.at(-1)?.headers["authorization"]).toMatch(/^Basic /);
  });

  test("an expired session is opened again, once, and the call repeated", async () => {
    let expired = false;
    const rt = fakeRt(
      (one) => {
        if (one.path === "/NoAuth/Login.html") return login;
        if (!expired && one.path === "/REST/2.0/articles") {
          expired = true;
          return html(302, "Login required", `${RT_BASE}/`);
        }
        return null;
      },
      { credentials },
    );
    await rt.connector.probe(never);
    expect((await rt.connector.pull("articles", null, never)).ok).toBe(true);
    expect(rt.seen.filter((one) => one.path === "/NoAuth/Login.html").length).toBe(2);
  });

  test("a site without such sessions gets the password with each call", async () => {
    const rt = fakeRt((one) => (one.path === "/NoAuth/Login.html" ? html(200, "<form>") : null), {
      credentials,
    });
    expect((await rt.connector.probe(never)).ok).toBe(true);
    expect(rt.seen.at(-1)?.headers["authorization"]).toMatch(/^Basic /);
    expect(rt.seen.filter((one) => one.path === "/NoAuth/Login.html").length).toBe(1);
  });

  test("a quiet look for changes is one call", async () => {
    const rt = fakeRt(() => null);
    await rt.connector.probe(never);
    const cursor = JSON.stringify({ floor: 100, known: [] });
    const before = rt.seen.length;
    for (let round = 0; round < 20; round += 1) await rt.connector.pull("changes", cursor, never);
    expect(rt.seen.length - before).toBeLessThanOrEqual(24);
  });
});

test("nobody is an owner: taking, giving and leaving use the calls that need the least right", async () => {
  const owners: unknown[] = [];
  for (const [owner, value] of [
    [NOBODY, "rt:43"],
    [person(50, "ben"), "rt:43"],
    [ME, null],
    [ME, "rt:50"],
  ] as const) {
    const rt = fakeRt((one) =>
      isPut(one)
        ? json(200, [])
        : isDetail(one)
          ? detail
          : isTickets(one) && !isStatusLesson(one)
            ? list([ticket(7, { Owner: owner })])
            : null,
    );
    await push(rt, intentOf({ assigneeId: { base: null, value } }));
    const put = rt.seen.find(isPut);
    owners.push([put?.path.replace("/REST/2.0/ticket/7", ""), put?.body]);
  }
  expect(owners).toEqual([
    ["/take", {}],
    ["/steal", {}],
    ["/untake", {}],
    ["", { Owner: 50 }],
  ]);
});

test("a queue without custom fields says so with an empty text, and its tickets are read", async () => {
  const rt = fakeRt((one) => (isTickets(one) ? list([ticket(7, { CustomFields: "" })]) : null));
  await rt.connector.probe(never);
  const page = await rt.connector.pull("tickets", null, never);
  expect(page.ok && page.value.changes.tickets?.map((one) => one.id)).toEqual(["rt:7"]);
  expect(page.ok && page.value.setAside).toEqual([]);
});
