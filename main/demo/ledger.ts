import { words } from "#main/demo/store/words.ts";
import type { Json, JsonObject } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

/** One accepted write, as tests read it. */
export type LedgerEntry = {
  /** Counts from 1 in the order of acceptance. */
  readonly seq: number;
  /** Epoch seconds. */
  readonly at: number;
  readonly ticketId: number;
  readonly auditId: number;
  readonly authorId: number;
  /** Audience of the comment; null when the write had none. */
  readonly public: boolean | null;
  readonly body: string | null;
  readonly attachments: readonly string[];
  /** `metadata` as sent by the caller. */
  readonly metadata: Json;
  /** New values by field name. */
  readonly fields: JsonObject;
  /** `api` for calls; the customer's channel or `web` for what happened by itself. */
  readonly via: string;
  readonly creates: boolean;
};

/** Everything accepted after the population was made, also in earlier runs. @param since sequence number after which to begin */
export function ledgerOf(workspace: Workspace, since: number): readonly LedgerEntry[] {
  return workspace.store.accepted.slice(since).map(({ ticketId, audit }, n) => ({
    seq: since + n + 1,
    at: audit.at,
    ticketId,
    auditId: audit.id,
    authorId: audit.authorId,
    public: audit.comment?.public ?? null,
    body: audit.comment?.body ?? null,
    attachments: audit.comment?.attachments.map((a) => a.fileName) ?? [],
    metadata: audit.metadata["custom"] ?? {},
    fields: Object.fromEntries(audit.changes.map((c) => [c.field, c.to])),
    via: words(audit.via["channel"]),
    creates: audit.creates,
  }));
}
