import { err } from "#domain/kernel/result.ts";
import { gatedHttp } from "#main/net/gated-http.ts";
import type { Limiter } from "#main/net/limiter.ts";
import type { Clock, Http } from "#main/net/ports.ts";
import type { ServerClock } from "#main/net/server-clock.ts";
import type { Connector } from "#main/sync/ports.ts";
import { createClient } from "#main/connectors/rt/client.ts";
import { findMade } from "#main/connectors/rt/create.ts";
import { createDirectory } from "#main/connectors/rt/directory.ts";
import { fetchFile, stageFile } from "#main/connectors/rt/files.ts";
import { DEFAULT_MAPPING, type RtMapping } from "#domain/mapping/rt-mapping.ts";
import { freezePlan, toPlan } from "#main/connectors/rt/plan.ts";
import { probeAccount, type Probe } from "#main/connectors/rt/probe.ts";
import { lookAt, openTicket, readMany } from "#main/connectors/rt/read.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { createReminderStream } from "#main/connectors/rt/reminded.ts";
import { createReminders } from "#main/connectors/rt/reminders.ts";
import { searchRemote } from "#main/connectors/rt/search.ts";
import { sendFrozen } from "#main/connectors/rt/send.ts";
import { createSignIn, type RtCredentials } from "#main/connectors/rt/sign-in.ts";
import { createChangesStream } from "#main/connectors/rt/stream-changes.ts";
import {
  createCustomerStream,
  createThreadStream,
  createTicketStream,
} from "#main/connectors/rt/stream-history.ts";
import {
  createArticleStream,
  createDeskStream,
  createFirstStream,
} from "#main/connectors/rt/stream-lists.ts";

export type RtOptions = {
  readonly accountId: string;
  /** Root of Request Tracker, path included, without a slash at its end. */
  readonly base: string;
  readonly credentials: RtCredentials;
  readonly userAgent: string;
  readonly http: Http;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** What the site's own words mean; defaults where left out. */
  readonly mapping?: RtMapping;
  /** Longest time a request may still land after we gave up on it, ms: client, proxies and server limits together. */
  readonly settleMs?: number;
  /** Pause between looks for changes, ms. */
  readonly changesEveryMs?: number;
};

/** Source: sync-pitfalls §2. */
const SETTLE_MS = 90_000;
const CHANGES_EVERY_MS = 12_000;

/** A Request Tracker account as the engine sees it. */
export function createRtConnector(options: RtOptions): Connector {
  const { accountId, clock, credentials } = options;
  const mapping = options.mapping ?? DEFAULT_MAPPING;
  const asking = gatedHttp(options.http, options.limiter);
  const signIn = createSignIn(credentials, options.base, asking, options.userAgent);
  const client = createClient({ ...options, signIn });
  let probed: Probe | null = null;
  const directory = createDirectory(accountId, client, clock, () => probed?.me.id ?? null);
  const reminders = createReminders(client);
  const remote: Remote = {
    accountId,
    client,
    clock,
    directory,
    mapping,
    reminders,
    me: () => probed?.me ?? null,
    settleMs: options.settleMs ?? SETTLE_MS,
    startedAt: clock.monotonic(),
    noteTries: new Map(),
  };
  const streams = [
    createFirstStream(remote),
    createChangesStream(remote, options.changesEveryMs ?? CHANGES_EVERY_MS),
    createDeskStream(remote),
    createArticleStream(remote),
    createReminderStream(remote),
    createTicketStream(remote),
    createThreadStream(remote),
    createCustomerStream(remote),
  ];
  const byId = new Map(streams.map((one) => [one.spec.id, one]));

  return {
    accountId,
    get traits() {
      return {
        conditionalWrites: false,
        keepsMarker: directory.everyQueueHas("reply", mapping.fields.marker),
        markerMayLack: true,
        writesInParts: true,
        settleMs: remote.settleMs,
        stampResolutionMs: 0,
      } as const;
    },
    probe: async (signal) => {
      const found = await probeAccount(
        client,
        directory,
        mapping,
        accountId,
        credentials,
        probed,
        signal,
      );
      if (!found.ok) return found;
      probed = found.value;
      return { ok: true, value: found.value.identity };
    },
    streams: () => (probed === null ? [] : streams.map((one) => one.spec)),
    pull: async (streamId, cursor, signal) => {
      const stream = byId.get(streamId);
      if (stream === undefined) return err({ kind: "defect", detail: `no stream ${streamId}` });
      return signal.aborted ? err({ kind: "cancelled" }) : stream.pull(cursor, signal);
    },
    open: (ticketId, signal, urgency = "now") => openTicket(remote, ticketId, urgency, signal),
    search: (query, limit, signal) => searchRemote(remote, query, limit, signal),
    readMany: (ids, signal) => readMany(remote, ids, signal),
    look: (ticketId, since, signal, seenAt) => lookAt(remote, ticketId, since, signal, seenAt),
    isAfter: (a, b) => Number(a === "" ? 0 : a) > Number(b === "" ? 0 : b),
    freeze: (intent, pin, uploads) => freezePlan(toPlan(intent, pin, uploads)),
    send: (request, signal) => sendFrozen(remote, request, signal),
    upload: (file, bytes) => Promise.resolve(stageFile(file, bytes)),
    findCreated: (intent, signal) => findMade(remote, intent, signal),
    attachment: (contentUrl, signal) => fetchFile(remote, contentUrl, signal),
  };
}
