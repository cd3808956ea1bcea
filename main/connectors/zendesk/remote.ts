import type { SetAside } from "#domain/sync/page.ts";
import type { Clock } from "#main/net/ports.ts";
import type { Client } from "#main/connectors/zendesk/client.ts";
import type { Directory } from "#main/connectors/zendesk/directory.ts";
import type { MapContext } from "#main/connectors/zendesk/map-ticket.ts";
import type { SetAsideContext } from "#main/connectors/zendesk/parse.ts";

/** What every part of this connector works with. */
export type Remote = {
  readonly accountId: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly directory: Directory;
  /** Remote id of the agent we are signed in as; null before the probe. */
  readonly meId: () => number | null;
};

export const mapContext = (remote: Remote): MapContext => ({
  accountId: remote.accountId,
  webOrigin: remote.client.origin,
  agentIds: remote.directory.agentIds(),
  statusLabels: remote.directory.statusLabels(),
});

export const setAsideContext = (remote: Remote): SetAsideContext => ({
  accountId: remote.accountId,
  now: remote.clock.now(),
});

/** A fresh list for notes about malformed records. */
export const noNotes = (): SetAside[] => [];
