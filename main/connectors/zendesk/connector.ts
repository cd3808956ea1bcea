import { err } from "#domain/kernel/result.ts";
import type { AccountIdentity, Connector, DeliveryTraits } from "#main/sync/ports.ts";
import { createClient, type ClientOptions } from "#main/connectors/zendesk/client.ts";
import { createDirectory } from "#main/connectors/zendesk/directory.ts";
import { freezeIntent } from "#main/connectors/zendesk/freeze.ts";
import { createLooked } from "#main/connectors/zendesk/looked.ts";
import { probeAccount } from "#main/connectors/zendesk/probe.ts";
import { lookAt, openTicket, readMany } from "#main/connectors/zendesk/read.ts";
import type { Remote } from "#main/connectors/zendesk/remote.ts";
import { searchTickets } from "#main/connectors/zendesk/search.ts";
import { createExportStreams } from "#main/connectors/zendesk/stream-export.ts";
import { createFirstStreams } from "#main/connectors/zendesk/stream-first.ts";
import {
  createDeletedStream,
  createListStreams,
  createOrganisationStream,
} from "#main/connectors/zendesk/stream-lists.ts";
import {
  createRecentStream,
  createWalkStream,
  type HistoryStart,
} from "#main/connectors/zendesk/stream-recent.ts";
import type { Stream } from "#main/connectors/zendesk/stream.ts";
import { findCreated, readMacro, sendFrozen, uploadFile } from "#main/connectors/zendesk/write.ts";

export type ZendeskOptions = ClientOptions & {
  readonly accountId: string;
  /** How far agent mode walks back, ms before now; null: as far as the list goes. */
  readonly historyMs?: number | null;
  /** Pause between reads of the recently changed tickets, ms. */
  readonly recentEveryMs?: number;
};

/** Source: zendesk-api facts §3, §9: stamps of one second, keys kept for two hours (an hour is left as slack). */
const TRAITS: DeliveryTraits = {
  conditionalWrites: true,
  keepsMarker: true,
  settleMs: 0,
  stampResolutionMs: 1000,
  createKeyMs: 3_600_000,
};
const RECENT_EVERY_MS = 12_000;
const HISTORY_MS = 90 * 86_400_000;
const MAX_ATTACHMENT_BYTES = 60 * 1024 * 1024;

/** A Zendesk account (or the demo workspace, which speaks the same) as the engine sees it. */
export function createZendeskConnector(options: ZendeskOptions): Connector {
  const { accountId, clock } = options;
  const client = createClient(options);
  const directory = createDirectory(accountId, client, clock);
  const looked = createLooked();
  let identity: AccountIdentity | null = null;
  let meId: number | null = null;
  /** The role said admin, but the exports said no: a restricted token or role. */
  let exportsRefused = false;
  const remote: Remote = { accountId, client, clock, directory, meId: () => meId };

  const history: HistoryStart = { at: null };
  const recent = createRecentStream(remote, options.recentEveryMs ?? RECENT_EVERY_MS, history);
  const lists = createListStreams(remote);
  const first = createFirstStreams(remote);
  const exports = createExportStreams(remote);
  const historyMs = options.historyMs === undefined ? HISTORY_MS : options.historyMs;
  const walks = [createWalkStream(remote, historyMs, history), createOrganisationStream(remote)];
  const deleted = createDeletedStream(remote);
  const all = new Map<string, Stream>(
    [...first, recent, ...lists, ...exports, ...walks, deleted].map((one) => [one.spec.id, one]),
  );
  const isAdmin = (): boolean => identity?.capabilities.mode === "admin" && !exportsRefused;

  return {
    accountId,
    traits: TRAITS,
    updates: client.updates,
    probe: async (signal) => {
      const probed = await probeAccount(
        client,
        accountId,
        exportsRefused,
        identity === null,
        signal,
      );
      if (!probed.ok) return probed;
      meId = probed.value.meId;
      const { agent, capabilities } = probed.value.identity;
      const groupIds = identity === null ? agent.groupIds : identity.agent.groupIds;
      identity = { ...probed.value.identity, agent: { ...agent, groupIds }, capabilities };
      return { ok: true, value: identity };
    },
    streams: () => {
      if (identity === null) return [];
      const own = isAdmin() ? exports : walks;
      return [...first, recent, ...lists, ...own, deleted].map((one) => one.spec);
    },
    pull: async (streamId, cursor, signal) => {
      const stream = all.get(streamId);
      if (stream === undefined) return err({ kind: "defect", detail: `no stream ${streamId}` });
      const page = await stream.pull(cursor, signal);
      if (!page.ok && page.error.kind === "no-access" && exports.includes(stream))
        exportsRefused = true;
      return page;
    },
    rewind: (streamId, cursor) => all.get(streamId)?.rewind?.(cursor) ?? null,
    open: (ticketId, signal, urgency = "now") => openTicket(remote, ticketId, urgency, signal),
    search: (query, limit, signal) => searchTickets(remote, query, limit, signal),
    readMany: (ids, signal) => readMany(remote, ids, signal),
    look: async (ticketId, since, signal, seenAt) => {
      const look = await lookAt(remote, ticketId, since, signal, seenAt ?? null);
      if (look.ok) looked.remember(look.value.ticket);
      return look;
    },
    isAfter: (a, b) => Number(a === "" ? 0 : a) > Number(b === "" ? 0 : b),
    freeze: (intent, pin, uploads) => freezeIntent(intent, pin, uploads, looked),
    send: (request, signal) => sendFrozen(remote, looked, request, signal),
    upload: (file, bytes, signal) => uploadFile(remote, file, bytes, signal),
    findCreated: (intent, signal) => findCreated(remote, intent, signal),
    readMacro: (macroId, signal) => readMacro(remote, macroId, signal),
    attachment: (contentUrl, signal) => client.download(contentUrl, MAX_ATTACHMENT_BYTES, signal),
  };
}
