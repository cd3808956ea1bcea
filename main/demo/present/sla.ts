import { addBusinessSeconds, businessSeconds } from "#main/demo/seed/business.ts";
import { slaTargets, vipTargets } from "#main/demo/seed/desk.ts";
import { runClocks } from "#main/demo/store/advance.ts";
import { iso, stamp } from "#main/demo/present/time.ts";
import type { JsonObject, Ticket } from "#main/demo/store/model.ts";

/** One running, paused or finished promise of an SLA policy. */
export type SlaClock = {
  readonly metric: string;
  readonly stage: "active" | "paused" | "achieved";
  readonly breachAt: number;
  readonly targetMinutes: number;
  readonly business: boolean;
};

/** The SLA clocks of a ticket; empty when it has no priority. @param now epoch seconds */
export function slaClocks(ticket: Ticket, now: number): readonly SlaClock[] {
  if (ticket.priority === null) return [];
  const target = (ticket.tags.includes("vip") ? vipTargets : slaTargets)[ticket.priority];
  const due = (from: number, minutes: number): number =>
    target.business ? addBusinessSeconds(from, minutes * 60) : from + minutes * 60;
  const clocks: SlaClock[] = [];
  const done =
    ticket.status === "solved" || ticket.status === "closed" || ticket.status === "deleted";
  const add = (metric: string, stage: SlaClock["stage"], breachAt: number, targetMinutes: number) =>
    clocks.push({ metric, stage, breachAt, targetMinutes, business: target.business });
  if (ticket.firstReplyAt !== 0)
    add("first_reply_time", "achieved", due(ticket.createdAt, target.first), target.first);
  else if (!done && ticket.waitingSince !== 0)
    add("first_reply_time", "active", due(ticket.waitingSince, target.first), target.first);
  if (ticket.firstReplyAt !== 0 && ticket.waitingSince !== 0 && !done)
    add("next_reply_time", "active", due(ticket.waitingSince, target.next), target.next);
  const clocksNow = { ...ticket.clocks };
  runClocks(clocksNow, ticket.status, ticket.statusSince, now);
  const used = target.business ? clocksNow.workBusiness : clocksNow.work;
  if (done) add("agent_work_time", "achieved", 0, target.resolution);
  else if (ticket.status === "pending" || ticket.status === "hold")
    add("agent_work_time", "paused", 0, target.resolution);
  else {
    const left = target.resolution * 60 - used;
    add(
      "agent_work_time",
      "active",
      left < 0 ? now + left : target.business ? addBusinessSeconds(now, left) : now + left,
      target.resolution,
    );
  }
  return clocks;
}

/** `slas` sideload of a ticket. @param now epoch seconds */
export function slasJson(ticket: Ticket, now: number): JsonObject {
  return {
    policy_metrics: slaClocks(ticket, now).map((clock) => {
      const minutes =
        clock.breachAt === 0
          ? null
          : Math.round(
              (clock.business && clock.breachAt > now
                ? businessSeconds(now, clock.breachAt)
                : clock.breachAt - now) / 60,
            );
      const unit =
        minutes === null || clock.stage !== "active"
          ? {}
          : Math.abs(minutes) >= 2880
            ? { days: Math.trunc(minutes / 1440) }
            : Math.abs(minutes) >= 120
              ? { hours: Math.trunc(minutes / 60) }
              : { minutes };
      return {
        metric: clock.metric,
        stage: clock.stage,
        breach_at: clock.stage === "active" ? stamp(clock.breachAt) : null,
        ...unit,
      };
    }),
  };
}

const pair = (calendar: number, business: number): JsonObject => ({
  calendar: Math.round(calendar / 60),
  business: Math.round(business / 60),
});
const span = (from: number, to: number): JsonObject =>
  to === 0 ? { calendar: null, business: null } : pair(to - from, businessSeconds(from, to));

/** `metric_set` of a ticket. Durations are recorded once both of their ends have happened, as in the real product. @param now epoch seconds */
export function metricSetJson(ticket: Ticket, base: string, now: number): JsonObject {
  const clocks = { ...ticket.clocks };
  runClocks(clocks, ticket.status, ticket.statusSince, now);
  return {
    id: 24_760_000_000_000 + ticket.id,
    url: `${base}/api/v2/ticket_metrics/${24_760_000_000_000 + ticket.id}.json`,
    ticket_id: ticket.id,
    created_at: stamp(ticket.createdAt),
    updated_at: stamp(ticket.updatedAt),
    group_stations: ticket.groupStations,
    assignee_stations: ticket.assigneeStations,
    reopens: ticket.reopens,
    replies: ticket.replies,
    assignee_updated_at: iso(ticket.assigneeChangedAt),
    requester_updated_at: iso(ticket.requesterRepliedAt),
    status_updated_at: stamp(ticket.statusSince),
    initially_assigned_at: iso(ticket.initiallyAssignedAt),
    assigned_at: iso(ticket.assignedAt),
    solved_at: iso(ticket.solvedAt),
    latest_comment_added_at: iso(ticket.lastCommentAt),
    custom_status_updated_at: stamp(ticket.statusSince),
    reply_time_in_minutes: span(ticket.createdAt, ticket.firstReplyAt),
    reply_time_in_seconds: {
      calendar: ticket.firstReplyAt === 0 ? null : ticket.firstReplyAt - ticket.createdAt,
    },
    first_resolution_time_in_minutes: span(ticket.createdAt, ticket.solvedAt),
    full_resolution_time_in_minutes: span(ticket.createdAt, ticket.solvedAt),
    agent_wait_time_in_minutes: pair(clocks.pending, clocks.pendingBusiness),
    requester_wait_time_in_minutes: pair(
      clocks.work + clocks.hold,
      clocks.workBusiness + clocks.holdBusiness,
    ),
    on_hold_time_in_minutes: pair(clocks.hold, clocks.holdBusiness),
  };
}
