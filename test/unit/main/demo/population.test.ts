import { describe, expect, test } from "vitest";
import { businessSeconds, addBusinessSeconds } from "#main/demo/seed/business.ts";
import { buildPeople } from "#main/demo/seed/people.ts";
import { headOf, makeWorld } from "#main/demo/seed/plan.ts";
import { populate } from "#main/demo/seed/population.ts";
import { languages } from "#main/demo/seed/texts.ts";
import { seededFile } from "#main/demo/seed/files.ts";
import { slaClocks } from "#main/demo/present/sla.ts";
import { Store } from "#main/demo/store/store.ts";

/** A Wednesday noon. */
const now = Date.UTC(2026, 9, 14, 12) / 1000;
const desk = new Store(1, 2000, 400, now);

describe("the seeded population", () => {
  test("is the same for the same seed and another for another", () => {
    const [again, other] = [new Store(1, 300, 60, now), new Store(2, 300, 60, now)];
    const first = new Store(1, 300, 60, now);
    const told = (store: Store): string =>
      JSON.stringify(
        store.tickets
          .slice(100, 140)
          .map((t) => [t.subject, t.status, t.updatedAt, store.comments(t)]),
      );
    expect(told(again)).toBe(told(first));
    expect(told(other)).not.toBe(told(first));
  });
  test("has the mix of a real desk: about a fifth unsolved, five comments a ticket", () => {
    const unsolved = desk.tickets.filter(
      (t) => t.status !== "solved" && t.status !== "closed",
    ).length;
    expect(unsolved / 2000).toBeGreaterThan(0.12);
    expect(unsolved / 2000).toBeLessThan(0.25);
    for (const status of ["new", "open", "pending", "hold", "solved", "closed"])
      expect(
        desk.tickets.some((t) => t.status === status),
        status,
      ).toBe(true);
    expect(desk.population.comments / 2000).toBeGreaterThan(4);
    expect(desk.population.comments / 2000).toBeLessThan(6.5);
  });
  test("gives every agent some open work and nobody a mountain of it", () => {
    for (const agent of desk.people.agents.slice(1)) {
      const own = desk.tickets.filter((t) => t.assigneeId === agent.id && t.solvedAt === 0).length;
      expect(own, agent.name).toBeGreaterThan(4);
      expect(own, agent.name).toBeLessThan(80);
    }
  });
  test("has its extremes: one thread of 1000 messages, one customer with 150 tickets", () => {
    expect(Math.max(...desk.tickets.map((t) => t.commentCount))).toBe(1000);
    const [busiest] = desk.people.customers;
    const count = desk.tickets.filter((t) => t.requesterId === busiest?.id).length;
    expect(count).toBeGreaterThanOrEqual(150);
    expect(count).toBeLessThan(250);
  });
  test("grows its extremes with its size: 3000 tickets of one customer from 20 000 on", () => {
    const people = buildPeople(1, 4000, now);
    const world = makeWorld(1, 20_000, now, people);
    let own = 0;
    for (let i = 0; i < 20_000; i++) if (headOf(world, i).customer === 0) own += 1;
    expect(own).toBeGreaterThanOrEqual(3000);
  });
  test("speaks ten languages on every channel, both directions of script", () => {
    const seen = new Set(desk.tickets.map((t) => desk.users.get(t.requesterId)?.locale));
    expect([...languages].every((l) => seen.has(l))).toBe(true);
    const channels = new Set(desk.tickets.map((t) => t.channel));
    for (const channel of [
      "email",
      "web",
      "chat",
      "voice",
      "twitter",
      "facebook",
      "native_messaging",
    ])
      expect(channels.has(channel as never), channel).toBe(true);
    expect(desk.tickets.some((t) => /[\u0600-\u06ff]/.test(t.subject))).toBe(true);
    expect(desk.tickets.some((t) => /[\u3040-\u30ff]/.test(desk.description(t)))).toBe(true);
  });
  test("lets no template slot through and no text be empty", () => {
    for (const ticket of desk.tickets.slice(0, 400))
      for (const comment of desk.comments(ticket)) {
        expect(comment.body.trim()).not.toBe("");
        expect(comment.body).not.toMatch(/\{\w+\}|undefined|NaN/);
      }
  });
  test("says the state of a ticket and its history alike", () => {
    for (const ticket of desk.tickets) {
      const audits = desk.audits(ticket);
      let status = "new";
      let assignee: unknown = null;
      for (const audit of audits) {
        for (const change of audit.changes) {
          if (audit.creates) continue;
          if (change.field === "status") {
            expect(change.from, `ticket ${ticket.id}`).toBe(status);
            status = change.to as string;
          } else if (change.field === "assignee_id") assignee = change.to;
        }
      }
      expect(status, `ticket ${ticket.id}`).toBe(ticket.status);
      expect(assignee).toBe(ticket.assigneeId);
      expect(audits.filter((a) => a.comment !== null).length).toBe(ticket.commentCount);
      expect(audits.at(-1)?.at).toBe(ticket.updatedAt);
    }
  });
  test("never tells of the future, and tells a thread in order", () => {
    for (const ticket of desk.tickets) {
      expect(ticket.generatedAt).toBeLessThanOrEqual(now - 60);
      expect(ticket.generatedAt).toBeGreaterThanOrEqual(ticket.updatedAt);
      const times = desk.audits(ticket).map((a) => a.at);
      expect(times, `ticket ${ticket.id}`).toEqual(times.toSorted((a, b) => a - b));
    }
    const { eventTimes } = desk.population;
    expect([...eventTimes].every((t, n) => n === 0 || t >= (eventTimes[n - 1] ?? 0))).toBe(true);
  });
  test("uses ids above 2^32 that never meet", () => {
    const ids = new Set<number>();
    let count = 0;
    for (const ticket of desk.tickets.slice(0, 300))
      for (const audit of desk.audits(ticket)) {
        ids.add(audit.id);
        count += 1;
        if (audit.comment !== null) {
          ids.add(audit.comment.id);
          count += 1;
        }
      }
    expect(ids.size).toBe(count);
    expect(Math.min(...ids)).toBeGreaterThan(2 ** 32);
    expect(Math.max(...ids)).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
  test("has clocks that breach soon, have breached, and have time", () => {
    const left = desk.tickets
      .flatMap((t) => slaClocks(t, now))
      .filter((c) => c.stage === "active")
      .map((c) => c.breachAt - now);
    expect(left.filter((s) => s < 0).length).toBeGreaterThan(3);
    expect(left.filter((s) => s >= 0 && s < 4 * 3600).length).toBeGreaterThan(3);
    expect(left.filter((s) => s > 8 * 3600).length).toBeGreaterThan(20);
  });
  test("holds mail with pictures, tables, hostile bits and real files", () => {
    const comments = desk.tickets.slice(0, 1500).flatMap((t) => desk.comments(t));
    const html = comments.flatMap((c) => c.html ?? []);
    expect(html.some((h) => h.includes("<table"))).toBe(true);
    expect(html.some((h) => h.includes("{{base}}/attachments/"))).toBe(true);
    expect(html.some((h) => /<script|onerror|javascript:|<iframe|<form/.test(h))).toBe(true);
    expect(comments.some((c) => c.voice !== null)).toBe(true);
    const files = comments.flatMap((c) => c.attachments);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files.slice(0, 10)) {
      const bytes = seededFile(file.id, file.contentType);
      expect(bytes.length).toBe(file.size);
      expect(bytes.subarray(0, 4).toString("latin1")).toBe(
        file.contentType === "image/png" ? "\x89PNG" : "%PDF",
      );
    }
  });
  test("scales: fifty thousand tickets keep about five comments each and stay compact", () => {
    const world = makeWorld(3, 50_000, now, buildPeople(3, 10_000, now));
    const { tickets, comments, eventTimes } = populate(world);
    expect(tickets.length).toBe(50_000);
    expect(comments / 50_000).toBeGreaterThan(4);
    expect(comments / 50_000).toBeLessThan(6.5);
    expect(eventTimes.length).toBeGreaterThan(comments);
    expect(tickets.filter((t) => t.solvedAt === 0).length).toBeGreaterThan(1000);
  });
});

describe("business hours", () => {
  test("count nothing at night and on Sunday", () => {
    const saturdayNight = Date.UTC(2026, 9, 17, 20) / 1000;
    expect(businessSeconds(saturdayNight, saturdayNight + 36 * 3600)).toBe(0);
    const monday = Date.UTC(2026, 9, 19, 8) / 1000;
    expect(businessSeconds(monday, monday + 24 * 3600)).toBe(10 * 3600);
  });
  test("adding and counting are each other's inverse", () => {
    for (let n = 0; n < 300; n++) {
      const from = now + n * 7919;
      const seconds = 1 + n * 431;
      expect(businessSeconds(from, addBusinessSeconds(from, seconds))).toBe(seconds);
    }
  });
});
