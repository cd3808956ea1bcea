import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { AccountIdentity, Connector, Opened, StreamSpec } from "#main/sync/ports.ts";

export const ACCOUNT = "a";
export const ME = "a:1";

export const ticketOf = (id: string, version = 1): Ticket => ({
  id,
  accountId: ACCOUNT,
  subject: `Ticket ${id}`,
  status: "open",
  statusLabel: null,
  priority: null,
  kind: null,
  channel: "email",
  requesterId: "a:500",
  assigneeId: null,
  groupId: null,
  organisationId: null,
  tags: [],
  customFields: {},
  ccIds: [],
  followerIds: [],
  createdAt: 1,
  updatedAt: version,
  dueAt: null,
  solvedAt: null,
  slaClocks: [],
  satisfaction: null,
  mergedInto: null,
  version,
  stamp: String(version),
  webUrl: null,
});

export const identityOf = (id = ME): AccountIdentity => ({
  agent: {
    id,
    accountId: ACCOUNT,
    name: "Ada",
    email: null,
    phone: null,
    role: "agent",
    active: true,
    groupIds: [],
    signature: "",
  },
  accountName: "acme",
  capabilities: { mode: "agent", macrosWrite: true, serverSearch: true, missing: [] },
});

export const spec = (
  id: string,
  phase: StreamSpec["phase"],
  more: Partial<StreamSpec> = {},
): StreamSpec => ({
  id,
  phase,
  intervalMs: 10_000,
  completesThreads: false,
  ...more,
});

export type Pulled = { readonly stream: string; readonly cursor: string | null };

/** A remote whose every answer the test decides; it counts up cursors by itself. */
export type Scripted = Connector & {
  readonly calls: {
    readonly probes: number;
    readonly pulls: readonly Pulled[];
    readonly opens: readonly string[];
  };
  probeAnswer: Result<AccountIdentity, AppError>;
  specs: readonly StreamSpec[];
  /** Pages each stream has; afterwards it is at its end. */
  readonly pages: Map<string, number>;
  /** Answers of the next pulls of a stream, before the ordinary ones. */
  readonly failures: Map<string, AppError[]>;
  readonly opened: Map<string, Result<Opened, AppError>>;
};

export function createScripted(specs: readonly StreamSpec[]): Scripted {
  const calls = { probes: 0, pulls: [] as Pulled[], opens: [] as string[] };
  const unused = (): never => {
    throw new Error("not part of this test");
  };
  const scripted: Scripted = {
    accountId: ACCOUNT,
    traits: { conditionalWrites: true, keepsMarker: true, settleMs: 0, stampResolutionMs: 1000 },
    calls,
    probeAnswer: ok(identityOf()),
    specs,
    pages: new Map(),
    failures: new Map(),
    opened: new Map(),
    probe: async (signal) => {
      calls.probes += 1;
      await Promise.resolve();
      return signal.aborted ? err({ kind: "cancelled" }) : scripted.probeAnswer;
    },
    streams: () => scripted.specs,
    pull: async (streamId, cursor, signal) => {
      calls.pulls.push({ stream: streamId, cursor });
      await Promise.resolve();
      if (signal.aborted) return err({ kind: "cancelled" });
      const failure = scripted.failures.get(streamId)?.shift();
      if (failure !== undefined) return err(failure);
      const number = Number(cursor ?? "0") + 1;
      const total = scripted.pages.get(streamId) ?? 1;
      if (number > total) {
        const cursorNow = cursor ?? "0";
        return ok({ changes: {}, setAside: [], cursor: cursorNow, end: true, total, done: total });
      }
      const page: Page = {
        changes: { tickets: [ticketOf(`a:${streamId}-${number}`)] },
        setAside: [],
        cursor: String(number),
        end: number >= total,
        total,
        done: number,
      };
      return ok(page);
    },
    rewind: (_stream, cursor) => (cursor === "0" ? null : String(Math.max(0, Number(cursor) - 2))),
    open: async (ticketId) => {
      calls.opens.push(ticketId);
      await Promise.resolve();
      const known = scripted.opened.get(ticketId);
      if (known !== undefined) return known;
      const ticket = ticketOf(ticketId, 2);
      return ok({
        ticket,
        changes: { tickets: [ticket], interactions: [], wholeThreads: [ticketId] },
      });
    },
    readMany: async (ids) =>
      Promise.resolve(
        ok({
          changes: {},
          setAside: [],
          missing: ids.filter((id) => scripted.opened.get(id)?.ok === false),
        }),
      ),
    look: unused,
    isAfter: unused,
    freeze: unused,
    send: unused,
    upload: unused,
    findCreated: unused,
    attachment: unused,
  };
  return scripted;
}
