import type { SetAside } from "#domain/sync/page.ts";
import type { Clock } from "#main/net/ports.ts";
import type { Client } from "#main/connectors/rt/client.ts";
import type { Directory } from "#main/connectors/rt/directory.ts";
import type { RtMapping } from "#domain/mapping/rt-mapping.ts";
import type { Notes } from "#main/connectors/rt/parse.ts";
import type { Reminders } from "#main/connectors/rt/reminders.ts";

/** Who we are there. */
export type Me = {
  readonly id: number;
  readonly name: string;
  /** IANA zone in which date-time custom fields are written; null: the server's, which it does not tell. */
  readonly timeZone: string | null;
  /** Answers of writes come in this language; anything but English can break them. */
  readonly speaksEnglish: boolean;
};

/** What every part of this connector works with. */
export type Remote = {
  readonly accountId: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly mapping: RtMapping;
  readonly reminders: Reminders;
  /** null before the probe. */
  readonly me: () => Me | null;
  /** Longest time a request may still land after we gave up on it, ms. */
  readonly settleMs: number;
  /** When this connector was made, monotonic: what was sent before may still be on its way. */
  readonly startedAt: number;
  /** When the note of a new ticket was last sent, by operation; monotonic. */
  readonly noteTries: Map<string, number>;
};

/** A fresh list for notes about malformed records. */
export const notesFor = (remote: Remote, setAside: SetAside[] = []): Notes => ({
  accountId: remote.accountId,
  now: remote.clock.now(),
  setAside,
});
