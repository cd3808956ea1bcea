import { idBase } from "#main/demo/ids.ts";
import { list } from "#main/demo/http/paging.ts";
import { notFound, ok, refuse, type Reply } from "#main/demo/http/reply.ts";
import { idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { userJson } from "#main/demo/present/people.ts";
import { slaClocks } from "#main/demo/present/sla.ts";
import { stamp } from "#main/demo/present/time.ts";
import { deskIntervals } from "#main/demo/seed/business.ts";
import { slaTargets, vipTargets } from "#main/demo/seed/desk.ts";
import type { JsonObject } from "#main/demo/store/model.ts";
import { mix } from "#main/demo/seed/rng.ts";

const made = "2024-01-08T09:00:00Z";

function policies(ctx: Context): readonly JsonObject[] {
  const metrics = (
    targets: Readonly<
      Record<
        string,
        {
          readonly first: number;
          readonly next: number;
          readonly resolution: number;
          readonly business: boolean;
        }
      >
    >,
  ) =>
    Object.entries(targets).flatMap(([priority, t]) =>
      (
        [
          ["first_reply_time", t.first],
          ["next_reply_time", t.next],
          ["agent_work_time", t.resolution],
        ] as const
      ).map(([metric, target]) => ({ priority, metric, target, business_hours: t.business })),
    );
  const policy = (
    n: number,
    title: string,
    description: string,
    filter: JsonObject,
    targets: Parameters<typeof metrics>[0],
  ): JsonObject => ({
    url: `${ctx.base}/api/v2/slas/policies/${idBase.sla + n}.json`,
    id: idBase.sla + n,
    title,
    description,
    position: n + 1,
    filter,
    policy_metrics: metrics(targets),
    created_at: made,
    updated_at: made,
  });
  return [
    policy(
      0,
      "VIP customers",
      "Half the time, round the clock",
      { all: [{ field: "current_tags", operator: "includes", value: "vip" }], any: [] },
      vipTargets,
    ),
    policy(
      1,
      "Everybody else",
      "Desk hours for normal and low",
      { all: [{ field: "current_tags", operator: "not_includes", value: "vip" }], any: [] },
      slaTargets,
    ),
  ];
}

const schedules = [
  {
    id: idBase.schedule,
    name: "Kiel desk",
    time_zone: "UTC",
    intervals: deskIntervals,
    created_at: made,
    updated_at: made,
  },
  {
    id: idBase.schedule + 7,
    name: "Round the clock",
    time_zone: "UTC",
    intervals: [{ start_time: 0, end_time: 10_080 }],
    created_at: made,
    updated_at: made,
  },
];

/** The queue on the telephone, which breathes with the hour but never contradicts itself within a minute. */
function queue(ctx: Context): JsonObject {
  const h = mix(Math.floor(ctx.now / 60), ctx.workspace.options.seed);
  const waiting = h % 5 === 0 ? h % 4 : 0;
  return {
    agents_online: 3 + (h % 6),
    calls_waiting: waiting,
    callbacks_waiting: h % 3,
    embeddable_callbacks_waiting: 0,
    average_wait_time: waiting === 0 ? 0 : 20 + (h % 90),
    longest_wait_time: waiting === 0 ? 0 : 60 + (h % 240),
  };
}

function activities(ctx: Context): Reply {
  const { store } = ctx.workspace;
  const since = param(ctx, "since");
  const from = Math.max(
    ctx.now - 30 * 86_400,
    since === null ? 0 : Math.floor(Date.parse(since) / 1000) || 0,
  );
  const rows: { readonly id: number; readonly at: number; readonly json: JsonObject }[] = [];
  for (const { ticketId, audit } of store.accepted) {
    if (audit.at < from || audit.authorId === ctx.user.id) continue;
    const ticket = store.ticket(ticketId);
    if (ticket === undefined) continue;
    const assigned = audit.changes.some((c) => c.field === "assignee_id" && c.to === ctx.user.id);
    if (!assigned && !(audit.comment !== null && ticket.assigneeId === ctx.user.id)) continue;
    const actor = store.users.get(audit.authorId);
    rows.push({
      id: idBase.activity + (audit.id - idBase.liveAudit),
      at: audit.at,
      json: {
        id: idBase.activity + (audit.id - idBase.liveAudit),
        url: `${ctx.base}/api/v2/activities/${idBase.activity + (audit.id - idBase.liveAudit)}.json`,
        verb: assigned ? "tickets.assignment" : "tickets.comment",
        title:
          `${actor?.name ?? "The system"} ${assigned ? "assigned ticket" : "commented on"} #${ticketId} ${assigned ? "to you" : ""}`.trim(),
        user_id: ctx.user.id,
        actor_id: audit.authorId,
        object: { ticket: { id: ticketId, subject: ticket.subject } },
        target: { ticket: { id: ticketId, subject: ticket.subject } },
        user: userJson(ctx.user, ctx.base),
        actor: actor === undefined ? null : userJson(actor, ctx.base),
        created_at: stamp(audit.at),
        updated_at: stamp(audit.at),
      },
    });
  }
  return list(ctx, {
    key: "activities",
    rows,
    id: (r) => r.id,
    natural: (r) => r.at,
    naturalDescending: true,
    render: (r) => r.json,
  });
}

function metricEvents(ctx: Context): Reply {
  const start = Number(param(ctx, "start_time") ?? "0");
  const rows: { readonly id: string; readonly at: number; readonly json: JsonObject }[] = [];
  for (const ticket of ctx.workspace.store.tickets) {
    if (ticket.generatedAt < start || ticket.gone) continue;
    const add = (metric: string, type: string, at: number, more: JsonObject = {}): void => {
      if (at >= start && at !== 0)
        rows.push({
          id: `${ticket.id}-${metric}-${type}`,
          at,
          json: {
            id: ticket.id * 100 + (rows.length % 100),
            ticket_id: ticket.id,
            metric,
            instance_id: 1,
            type,
            time: stamp(at),
            ...more,
          },
        });
    };
    add("reply_time", "activate", ticket.createdAt);
    add("reply_time", "fulfill", ticket.firstReplyAt);
    add("agent_work_time", "activate", ticket.createdAt);
    if (ticket.solvedAt !== 0) add("agent_work_time", "fulfill", ticket.solvedAt);
    for (const clock of slaClocks(ticket, ctx.now))
      if (clock.stage === "active" && clock.breachAt <= ctx.now)
        add(
          clock.metric === "agent_work_time" ? "agent_work_time" : "reply_time",
          "breach",
          clock.breachAt,
          { deleted: false },
        );
  }
  rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const page = rows.slice(0, 1000);
  const end = page.at(-1)?.at ?? start;
  return ok({
    ticket_metric_events: page.map((r) => r.json),
    count: page.length,
    end_time: end,
    next_page: `${ctx.base}/api/v2/incremental/ticket_metric_events.json?start_time=${end}`,
    end_of_stream: rows.length <= 1000,
  });
}

function tags(ctx: Context): Reply {
  const counts = new Map<string, number>();
  for (const ticket of ctx.workspace.visibleTickets(ctx.user))
    for (const tag of ticket.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return list(ctx, {
    key: "tags",
    rows: [...counts].map(([name, count]) => ({ name, count })),
    id: (t) => t.name,
    natural: (t) => -t.count,
    render: (t) => t,
  });
}

/** SLA policies, schedules, telephone queue, activities, metric events, tags and the current token. */
export function addOperationRoutes(router: Router): void {
  router.add(
    "GET",
    "slas/policies",
    (ctx) => ok({ sla_policies: policies(ctx), count: 2, next_page: null, previous_page: null }),
    "admin",
  );
  router.add(
    "GET",
    "slas/policies/:id",
    (ctx) => {
      const policy = policies(ctx).find((p) => p["id"] === idParam(ctx));
      return policy === undefined ? notFound : ok({ sla_policy: policy });
    },
    "admin",
  );
  router.add("GET", "business_hours/schedules", (ctx) =>
    ok({
      schedules: schedules.map((s) => ({ ...s })),
      url: `${ctx.base}/api/v2/business_hours/schedules.json`,
    }),
  );
  router.add("GET", "business_hours/schedules/:id", (ctx) => {
    const schedule = schedules.find((s) => s.id === idParam(ctx));
    return schedule === undefined ? notFound : ok({ schedule });
  });
  router.add("GET", "business_hours/schedules/:id/holidays", (ctx) => {
    const year = new Date(ctx.now * 1000).getUTCFullYear();
    return ok({
      holidays: [
        ["New Year", "01-01"],
        ["Labour Day", "05-01"],
        ["Christmas", "12-25"],
      ].map(([name, day], n) => ({
        id: idBase.schedule + 100 + n,
        name,
        start_date: `${year}-${day ?? ""}`,
        end_date: `${year}-${day ?? ""}`,
      })),
    });
  });
  router.add("GET", "channels/voice/stats/current_queue_activity", (ctx) =>
    ok({ current_queue_activity: queue(ctx) }),
  );
  router.add("GET", "channels/voice/stats/agents_activity", (ctx) =>
    ok({
      agents_activity: ctx.workspace.people().map((agent, n) => {
        const h = mix(Math.floor(ctx.now / 900), n);
        const calls = h % 14;
        return {
          agent_id: agent.id,
          name: agent.name,
          status: h % 3 === 0 ? "offline" : "online",
          status_code: h % 3 === 0 ? "offline" : "available",
          via: "client",
          calls_accepted: calls,
          calls_denied: h % 2,
          calls_missed: h % 3,
          online_time: calls * 600,
          available_time: calls * 500,
          total_call_duration: calls * 240,
          total_talk_time: calls * 210,
          total_wrap_up_time: calls * 40,
          average_talk_time: calls === 0 ? 0 : 210,
          away_time: 0,
          transfers_only_time: 0,
          total_hold_time: calls * 12,
        };
      }),
      next_page: null,
      previous_page: null,
      count: ctx.workspace.people().length,
    }),
  );
  router.add("GET", "channels/voice/stats/account_overview", (ctx) =>
    ok({
      account_overview: {
        total_calls: 40 + (mix(Math.floor(ctx.now / 3600), 1) % 60),
        average_wait_time: 34,
        max_calls_waiting: 4,
        average_call_duration: 231,
        total_voicemails: 3,
        average_queue_wait_time: 28,
        max_queue_wait_time: 190,
        total_missed_calls: 5,
        total_hold_time: 400,
        average_hold_time: 12,
      },
    }),
  );
  router.add("GET", "activities", activities);
  router.add("GET", "incremental/ticket_metric_events", metricEvents, "admin");
  router.add("GET", "tags", tags);
  router.add("GET", "oauth/tokens/current", (ctx) => {
    const bearer = /^Bearer (.+)$/i.exec(String(ctx.headers["authorization"] ?? ""))?.[1];
    const token = bearer === undefined ? undefined : ctx.workspace.store.tokens.get(bearer);
    if (token === undefined) return refuse(404, "RecordNotFound", "Not found");
    return ok({
      token: {
        id: 24_770_000_000_001,
        url: `${ctx.base}/api/v2/oauth/tokens/24770000000001.json`,
        user_id: token.userId,
        client_id: 24_770_000_000_002,
        token: `${token.access.slice(0, 5)}…`,
        refresh_token: null,
        scopes: token.scopes,
        created_at: made,
        used_at: stamp(ctx.now),
        expires_at: token.expiresAt === null ? null : stamp(token.expiresAt),
      },
    });
  });
  for (const name of ["suspended_tickets", "automations", "triggers"])
    router.add("GET", name, (ctx) =>
      list(ctx, {
        key: name,
        rows: [] as { readonly id: number }[],
        id: (r) => r.id,
        render: (r) => r,
      }),
    );
  router.add("GET", "webhooks", () =>
    ok({
      webhooks: [],
      meta: { has_more: false, after_cursor: null, before_cursor: null },
      links: { prev: null, next: null },
    }),
  );
}
