import fc from "fast-check";
import { expect, test } from "vitest";
import type { MacroAction } from "#domain/macro/macro.ts";
import { channelOfVia, isMachine, toChannel } from "#main/connectors/zendesk/channel.ts";
import { clip, htmlToText, isRich } from "#domain/ticket/html-text.ts";
import { toChanges, toChildChanges } from "#main/connectors/zendesk/map-change.ts";
import { toMacro, toMacroActions, toWireActions } from "#main/connectors/zendesk/map-macro.ts";
import { toCustomer } from "#main/connectors/zendesk/map-people.ts";
import {
  fromAudit,
  auditEvents,
  fromTicketEvent,
  privacyChanges,
  type ThreadContext,
} from "#main/connectors/zendesk/map-thread.ts";
import { toTicket, ticketVersion } from "#main/connectors/zendesk/map-ticket.ts";
import { isStaleHistory } from "#main/connectors/zendesk/read.ts";
import {
  WireAudit,
  WireMacro,
  WireTicket,
  WireTicketEvent,
  WireUser,
} from "#main/connectors/zendesk/wire.ts";

const context = (): ThreadContext => ({
  accountId: "a",
  webOrigin: "https://acme.zendesk.com",
  agentIds: new Set([9]),
  statusLabels: new Map([[77, "Waiting for the warehouse"]]),
  setAsideContext: { accountId: "a", now: 1 },
  setAside: [],
  agentName: (id) => (id === 9 ? "Ada Agent" : null),
});

/** Typed by hand from the fact sheet, §6.1. */
const TICKET = {
  id: 35436,
  url: "https://acme.zendesk.com/api/v2/tickets/35436.json",
  external_id: null,
  subject: "Help, my printer is on fire! 🔥",
  raw_subject: "Help, my printer is on fire! 🔥",
  description: "The fire is very colorful.",
  status: "hold",
  custom_status_id: 77,
  priority: "high",
  type: "incident",
  via: {
    channel: "email",
    source: { from: { address: "a@b.example", name: "A" }, to: {}, rel: null },
  },
  requester_id: 20978392,
  submitter_id: 76872,
  assignee_id: 9,
  organization_id: 509974,
  group_id: 98738,
  email_cc_ids: [438],
  follower_ids: [9],
  collaborator_ids: [35334],
  tags: ["enterprise", "other_tag"],
  custom_fields: [
    { id: 27642, value: "745" },
    { id: 27648, value: null },
    { id: 27649, value: ["a", "b"] },
    { id: 27650, value: true },
  ],
  satisfaction_rating: { score: "good", id: 1234, comment: "Great support!" },
  due_at: null,
  created_at: "2009-07-20T22:55:29Z",
  updated_at: "2011-05-05T10:38:52Z",
  generated_timestamp: 1304591999,
  metric_set: { solved_at: null },
  slas: {
    policy_metrics: [
      {
        metric: "first_reply_time",
        stage: "active",
        breach_at: "2011-05-05T12:00:00Z",
        minutes: 30,
      },
      { metric: "a_new_metric", stage: "active", breach_at: null },
    ],
  },
};

test("a ticket comes over whole", () => {
  const ticket = toTicket(WireTicket.parse(TICKET), context());
  expect(ticket).toEqual({
    id: "a:35436",
    accountId: "a",
    subject: "Help, my printer is on fire! 🔥",
    status: "on-hold",
    statusLabel: "Waiting for the warehouse",
    priority: "high",
    kind: "incident",
    channel: "email",
    requesterId: "a:20978392",
    assigneeId: "a:9",
    groupId: "a:98738",
    organisationId: "a:509974",
    tags: ["enterprise", "other_tag"],
    customFields: { "a:27642": "745", "a:27649": ["a", "b"], "a:27650": true },
    ccIds: ["a:438"],
    followerIds: ["a:9"],
    createdAt: Date.UTC(2009, 6, 20, 22, 55, 29),
    updatedAt: Date.UTC(2011, 4, 5, 10, 38, 52),
    dueAt: null,
    solvedAt: null,
    slaClocks: [{ metric: "first-reply", stage: "active", breachAt: Date.UTC(2011, 4, 5, 12) }],
    satisfaction: { score: "good", comment: "Great support!" },
    mergedInto: null,
    version: 1304591999_000,
    stamp: "2011-05-05T10:38:52Z",
    webUrl: "https://acme.zendesk.com/agent/tickets/35436",
  });
});

test("a ticket with only what the API promises is still a ticket", () => {
  const { id, status, requester_id, created_at, updated_at } = TICKET;
  const ticket = toTicket(
    WireTicket.parse({ id, status, requester_id, created_at, updated_at }),
    context(),
  );
  expect([ticket.subject, ticket.tags, ticket.channel, ticket.slaClocks, ticket.priority]).toEqual([
    "",
    [],
    "other",
    [],
    null,
  ]);
  expect(ticket.version).toBe(Date.parse(updated_at));
});

test("a list, a show and an export of one state agree on the version, and a system change raises it", () => {
  const shown = WireTicket.parse({ ...TICKET, generated_timestamp: undefined });
  const stamp = Date.parse(TICKET.updated_at);
  const exported = WireTicket.parse({ ...TICKET, generated_timestamp: stamp / 1000 });
  expect(ticketVersion(shown)).toBe(ticketVersion(exported));
  expect(
    ticketVersion(WireTicket.parse({ ...TICKET, generated_timestamp: stamp / 1000 + 60 })),
  ).toBe(stamp + 60_000);
  expect(
    ticketVersion(WireTicket.parse({ ...TICKET, generated_timestamp: stamp / 1000 - 60 })),
  ).toBe(stamp);
});

test.each([
  [
    "side loads of a shape we do not know",
    { slas: "soon", metric_set: 7, via: "letter", dates: [] },
  ],
  [
    "nulls everywhere",
    {
      subject: null,
      priority: null,
      type: null,
      via: null,
      tags: null,
      custom_fields: null,
      satisfaction_rating: null,
      slas: null,
      email_cc_ids: null,
    },
  ],
])("%s cost no ticket", (_name, change) => {
  expect(WireTicket.safeParse({ ...TICKET, ...change }).success).toBe(true);
});

const USER = {
  id: 20978392,
  name: "Johnny",
  email: "johnny@b.example",
  phone: "+15551234567",
  role: "end-user",
  active: true,
  locale: "de",
  iana_time_zone: "Europe/Berlin",
  time_zone: "Berlin",
  organization_id: null,
  external_id: "C-1",
  tags: ["vip"],
  notes: "Likes tea",
  details: "",
  user_fields: { tier: "gold", __proto__x: null },
  created_at: "2009-07-20T22:55:29Z",
  updated_at: "2011-05-05T10:38:52Z",
};

test("a customer has every identity once, the richer record of the same second wins", () => {
  const poor = toCustomer(WireUser.parse(USER), context(), null);
  expect(poor.identities.map((one) => [one.kind, one.value])).toEqual([
    ["email", "johnny@b.example"],
    ["phone", "+15551234567"],
    ["external", "C-1"],
  ]);
  const rich = toCustomer(WireUser.parse(USER), context(), [
    { user_id: 1, type: "email", value: "johnny@b.example", primary: true, verified: true },
    { user_id: 1, type: "twitter", value: "@johnny", primary: false, verified: false },
    { user_id: 1, type: "telegram", value: "j", primary: false, verified: false },
  ]);
  expect(rich.identities.map((one) => one.kind)).toEqual([
    "email",
    "social",
    "other",
    "phone",
    "external",
  ]);
  expect(rich.version).toBeGreaterThan(poor.version);
  expect([poor.locale, poor.timeZone, poor.customFields]).toEqual([
    "de",
    "Europe/Berlin",
    { "a:tier": "gold" },
  ]);
});

const AUDIT = {
  id: 2127301143,
  ticket_id: 35436,
  author_id: 9,
  created_at: "2011-05-05T10:38:52Z",
  via: { channel: "web", source: { from: {}, to: {}, rel: null } },
  metadata: { system: {}, custom: { op: "6f9b1d1e-0000-4000-8000-000000000000" } },
  events: [
    {
      id: 1,
      type: "Comment",
      author_id: 9,
      body: "Try **water**.",
      html_body: '<div class="zd-comment"><p>Try <strong>water</strong>.</p></div>',
      plain_body: "Try water.",
      public: true,
      attachments: [
        {
          id: 5,
          file_name: "a.png",
          content_type: "image/png",
          content_url: "https://acme.zendesk.com/attachments/token/x",
          size: 9,
        },
      ],
    },
    { id: 2, type: "Change", field_name: "status", value: "pending", previous_value: "open" },
    { id: 3, type: "Change", field_name: "assignee_id", value: "9", previous_value: null },
    { id: 4, type: "Change", field_name: "27642", value: "746", previous_value: "745" },
    { id: 5, type: "Change", field_name: "is_public", value: true, previous_value: false },
    { id: 6, type: "Notification", subject: "x", body: "y", recipients: [1] },
    { id: 7, type: "SomethingNew", data: 7 },
    "not even an object",
  ],
};

test("an audit becomes its comment and one line of changes; what is unknown is left out", () => {
  const own = context();
  const audit = WireAudit.parse(AUDIT);
  const entries = fromAudit(audit, auditEvents(audit, own), own);
  expect(entries.map((one) => [one.id, one.kind, one.text])).toEqual([
    ["a:1", "message", "Try water."],
    ["a:change-2127301143", "change", ""],
  ]);
  expect(entries[0]?.html).toContain("<strong>");
  expect(entries[0]?.author).toEqual({ kind: "agent", id: "a:9", name: "Ada Agent" });
  expect(entries[0]?.marker).toBe("6f9b1d1e-0000-4000-8000-000000000000");
  expect(entries[0]?.attachments[0]?.fileName).toBe("a.png");
  expect(entries[1]?.changes).toEqual([
    { field: "status", from: "open", to: "pending" },
    { field: "assigneeId", from: null, to: "a:9" },
    { field: "a:27642", from: "745", to: "746" },
  ]);
  expect(own.setAside.map((one) => one.kind)).toEqual(["audit event"]);
});

test("the same update reads the same from the export", () => {
  const own = context();
  const event = WireTicketEvent.parse({
    id: AUDIT.id,
    ticket_id: AUDIT.ticket_id,
    timestamp: 1304591932,
    created_at: AUDIT.created_at,
    updater_id: 9,
    via: "Web form",
    event_type: "Audit",
    system: {},
    metadata: AUDIT.metadata,
    child_events: [
      { ...(AUDIT.events[0] as object), event_type: "Comment", via: { channel: "web" } },
      { id: 2, event_type: "Change", status: "pending", previous_value: "open", via: "Web form" },
      { id: 3, event_type: "Change", assignee_id: 9, previous_value: null },
      {
        id: 4,
        event_type: "Change",
        custom_ticket_fields: { "27642": "746" },
        previous_value: "745",
      },
    ],
  });
  const audit = WireAudit.parse(AUDIT);
  expect(fromTicketEvent(event, false, own)).toEqual(
    fromAudit(audit, auditEvents(audit, own), own),
  );
});

test("a call carries who, how long and what was said", () => {
  const own = context();
  const audit = WireAudit.parse({
    ...AUDIT,
    via: { channel: "voice", source: { from: {}, to: {}, rel: "inbound" } },
    events: [
      {
        id: 1,
        type: "VoiceComment",
        author_id: 9,
        body: "Call from: +1",
        public: true,
        data: {
          from: "+1",
          to: "+2",
          call_duration: "7",
          answered_by_name: "Ada",
          recording_url: "https://x/y",
          transcription_text: "Hello",
        },
      },
    ],
  });
  const [call] = fromAudit(audit, auditEvents(audit, own), own);
  expect(call?.kind).toBe("call");
  expect(call?.channel).toBe("phone");
  expect(call?.call).toEqual({
    direction: "inbound",
    from: "+1",
    to: "+2",
    durationSeconds: 7,
    answeredBy: "Ada",
    recordingUrl: "https://x/y",
    transcript: "Hello",
  });
});

test("private is a note, a chat a chat, and a rule's words are the system's", () => {
  const own = context();
  const kindOf = (
    event: object,
    via: object = AUDIT.via,
  ): readonly [string | undefined, string | undefined] => {
    const audit = WireAudit.parse({
      ...AUDIT,
      via,
      events: [{ id: 1, type: "Comment", author_id: 5, body: "x", ...event }],
    });
    const [entry] = fromAudit(audit, auditEvents(audit, own), own);
    return [entry?.kind, entry?.author.kind];
  };
  expect(kindOf({ public: false })).toEqual(["note", "customer"]);
  expect(kindOf({ public: true }, { channel: "native_messaging" })).toEqual(["chat", "customer"]);
  expect(kindOf({ public: true }, { channel: "whatsapp" })).toEqual(["social", "customer"]);
  expect(kindOf({ public: true }, { channel: "rule", source: { rel: "trigger" } })).toEqual([
    "message",
    "system",
  ]);
  expect(kindOf({ public: true, author_id: -1 })).toEqual(["message", "system"]);
});

test("a comment made private later is known by its id, and a rating becomes a survey", () => {
  const own = context();
  const audit = WireAudit.parse({
    ...AUDIT,
    events: [
      { type: "CommentPrivacyChange", comment_id: 1, public: false },
      { id: 8, type: "SatisfactionRating", score: "bad", body: "Too slow" },
    ],
  });
  const events = auditEvents(audit, own);
  expect(privacyChanges(events).get(1)).toBe(false);
  const [survey] = fromAudit(audit, events, own);
  expect([survey?.kind, survey?.text, survey?.changes]).toEqual([
    "survey",
    "Too slow",
    [{ field: "satisfaction", from: null, to: "bad" }],
  ]);
});

test("changes that say nothing are not shown", () => {
  expect(
    toChildChanges({ event_type: "Change", status: "open", previous_value: "open" }, "a"),
  ).toEqual([]);
  expect(toChanges({ type: "Change", field_name: "constructor", value: 1 }, "a")).toEqual([]);
});

test.each([
  ["email", "email"],
  ["Mail", "email"],
  ["web", "form"],
  ["Web form", "form"],
  ["native_messaging", "chat"],
  ["Phone call (incoming)", "phone"],
  ["Facebook message", "social"],
  ["sms", "sms"],
  ["mobile_sdk", "in-app"],
  ["constructor", "other"],
  ["carrier_pigeon", "other"],
  [44, "phone"],
  [9999, "other"],
  [null, "other"],
])("channel %s is %s", (word, channel) => {
  expect(toChannel(word)).toBe(channel);
});
test("variants hide in rel, and machines are told apart", () => {
  expect(channelOfVia({ channel: "web", source: { rel: "mobile" } })).toBe("in-app");
  expect(channelOfVia(null)).toBe("other");
  expect([
    isMachine({ channel: "rule" }),
    isMachine("Automation"),
    isMachine("Web form"),
    isMachine(null),
  ]).toEqual([true, true, false, false]);
});

const ACTIONS: readonly MacroAction[] = [
  { kind: "comment", audience: "internal", text: "Hi {{ticket.requester.name}}" },
  { kind: "status", value: "on-hold" },
  { kind: "priority", value: "urgent" },
  { kind: "ticket-kind", value: "task" },
  { kind: "assignee", value: null },
  { kind: "assign-me" },
  { kind: "group", value: "a:5" },
  { kind: "my-group" },
  { kind: "subject", value: "Re" },
  { kind: "tags", mode: "set", tags: ["a", "b"] },
  { kind: "tags", mode: "remove", tags: ["c"] },
  { kind: "custom-field", fieldId: "a:27642", value: "x" },
  { kind: "keep", field: "side_conversation", value: ["a", { b: 1 }] },
];
test("macro actions survive the way there and back", () => {
  expect(toMacroActions(toWireActions(ACTIONS), "a")).toEqual(ACTIONS);
});
test("comments for one channel only, and modes without a comment, are kept as they are", () => {
  const wire = [
    { field: "comment_value", value: ["channel:chat", "hi"] },
    { field: "comment_mode_is_public", value: "true" },
  ];
  expect(toWireActions(toMacroActions(wire, "a"))).toEqual(wire);
  expect(
    toMacroActions(
      [
        { field: "comment_value", value: ["channel:all", "hi"] },
        { field: "comment_mode_is_public", value: "false" },
      ],
      "a",
    ),
  ).toEqual([{ kind: "comment", audience: "internal", text: "hi" }]);
});
test("a macro's restriction is a group, one agent or nobody", () => {
  const base = { id: 1, title: "A::B", actions: [], updated_at: "2011-05-05T10:38:52Z" };
  const of = (restriction: unknown): unknown =>
    toMacro(WireMacro.parse({ ...base, restriction }), "a").restriction;
  expect(of(null)).toBeNull();
  expect(of({ type: "Group", id: 4, ids: [4, 5] })).toEqual({
    kind: "groups",
    ids: ["a:4", "a:5"],
  });
  expect(of({ type: "User", id: 9 })).toEqual({ kind: "agent", id: "a:9" });
});

test("HTML becomes its reading text", () => {
  expect(
    htmlToText(
      '<div class="x"><p>Dear&nbsp;team,</p><p>2 &lt; 3 &amp; 4&#8364; &#x1F600;</p><style>p{}</style><ul><li>a<li>b</ul><!-- <p>no</p> --></div>',
    ),
  ).toBe("Dear\u00a0team,\n\n2 < 3 & 4€ 😀\n\na\nb");
  expect(htmlToText("a &bogus; b &#0; c <unfinished")).toBe("a &bogus; b &#0; c");
});
test("plain paragraphs are not kept as HTML, anything richer is", () => {
  expect(isRich('<div class="zd-comment" dir="auto"><p>a<br/>b</p></div>')).toBe(false);
  expect(isRich("<p>see <a href='x'>this</a></p>")).toBe(true);
  expect(isRich("<div><img src=x></div>")).toBe(true);
});
test("no text makes the HTML reader throw or run away", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom("<", ">", "/", "&", ";", "p", "style", "!--", "-->", "#", "1", " "),
        maxLength: 300,
      }),
      (html) => typeof htmlToText(html) === "string",
    ),
  );
  // each of these would outlast the test's own limit if reading were quadratic
  for (const part of ["<", "<style>", "<!--", "&#", "<p", "&amp;"]) {
    expect(typeof htmlToText(part.repeat(400_000 / part.length))).toBe("string");
  }
});
test("cutting never halves a character", () => {
  expect(clip("ab😀cd", 3)).toBe("ab…");
  expect(clip("ab😀cd", 4)).toBe("ab😀…");
  expect(clip("ab", 2)).toBe("ab");
});

test.each([
  ["older than its ticket is stale", 10_000, 5_000, 11_000, true],
  ["as new as its ticket is not", 10_000, 10_000, 11_000, false],
  ["newer is not", 10_000, 12_000, 13_000, false],
  ["a second behind is stale at first", 10_000, 9_000, 12_000, true],
  ["a second behind is not stale for ever", 10_000, 9_000, 50_000, false],
  ["far behind is not stale for ever either", 400_000, 9_000, 800_000, false],
])("a history %s", (_name, updatedAt, newestAt, serverNow, stale) => {
  expect(isStaleHistory(updatedAt, newestAt, serverNow)).toBe(stale);
});
