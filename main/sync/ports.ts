import type { AppError } from "#domain/kernel/app-error.ts";
import type { AccountId, AgentId, GlobalId, MacroId, TicketId } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Customer } from "#domain/customer/customer.ts";
import type { Agent } from "#domain/directory/directory.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Query } from "#domain/search/query.ts";
import type { Intent, StagedFile } from "#domain/sync/intent.ts";
import type { OutboxEntry, Pin } from "#domain/sync/outbox.ts";
import type { Changes, Page, SetAside } from "#domain/sync/page.ts";
import type { FieldChange, InteractionKind } from "#domain/ticket/interaction.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { HttpRequest } from "#main/net/ports.ts";

export type { Clock, Http, HttpRequest, HttpResponse, Random } from "#main/net/ports.ts";

/** Named point at which a kill test or the simulator may end the process. No-op in the product. */
export type CrashPoint = (name: string) => void;

/** Durable append-only bytes of one journal. Every method resolves only after the data is on the disk. */
export interface JournalFile {
  readAll(): Promise<Uint8Array>;
  /** Appends and fdatasyncs. Rejects with a `storage` detail when the disk refuses. */
  append(bytes: Uint8Array): Promise<void>;
  /** Cuts to `length`, keeping what was cut beside the file for inspection. */
  truncate(length: number, cut: Uint8Array): Promise<void>;
  /** Keeps bytes that were no records any more beside the file, for inspection. */
  keepAside(bytes: Uint8Array): Promise<void>;
  /** Atomically replaces the whole content (write new, fsync, rename, fsync the folder). */
  replace(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Streams by what they serve; the scheduler runs lower phases first and outbox before `history`. */
export type StreamPhase = "first" | "lists" | "live" | "history" | "sweep";
export type StreamSpec = {
  readonly id: string;
  readonly phase: StreamPhase;
  /** Pause after the stream's end was reached, ms. */
  readonly intervalMs: number;
  /** Once this stream has reached its end, every thread of the account is whole. */
  readonly completesThreads: boolean;
  /**
   * Threads that are fetched one by one while this stream will bring them all anyway. Absent: the engine's own number;
   * few where a single thread costs several calls.
   */
  readonly singleThreads?: number;
};

export type AccountIdentity = {
  /** The agent we are signed in as. */
  readonly agent: Agent;
  readonly accountName: string;
  readonly capabilities: Capabilities;
};
export type Capabilities = {
  /** `admin`: exports; `agent`: lists, views and searches. */
  readonly mode: "admin" | "agent";
  readonly macrosWrite: boolean;
  readonly serverSearch: boolean;
  /** Things that will be missing, in plain words: i18n keys under `account.missing`. */
  readonly missing: readonly string[];
};

/** How a connector's remote treats repeated writes; decides the outbox protocol. Source: sync-pitfalls §2. */
export type DeliveryTraits = {
  /** A write carrying a stamp is refused when the version moved: a stamp works as an idempotency key. */
  readonly conditionalWrites: boolean;
  /** The remote keeps our operation marker and shows it again. */
  readonly keepsMarker: boolean;
  /** Longest time a request may still land after we gave up on it; 0 where writes are conditional. */
  readonly settleMs: number;
  /** Resolution of the version's time; do not send inside the unit that the stamp names. */
  readonly stampResolutionMs: number;
  /**
   * How long the remote remembers the idempotency key of a ticket's creation; a repeated create within it makes
   * no second ticket. Absent or 0: it knows no such keys.
   */
  readonly createKeyMs?: number;
  /**
   * An entry of ours may lack its marker (written after the text, or not allowed): then its text is looked at too.
   */
  readonly markerMayLack?: boolean;
  /** A comment and the field changes that go with it are separate writes there: the first may be done without the rest. */
  readonly writesInParts?: boolean;
};

/** One entry of the remote's history (audit, transaction), newest state of knowledge. */
export type RemoteEntry = {
  /** Order within the ticket; compares with `isAfter`. */
  readonly id: string;
  readonly authorId: GlobalId | null;
  readonly authorName: string;
  readonly authorKind: "customer" | "agent" | "system";
  readonly at: number;
  readonly kind: InteractionKind;
  readonly text: string;
  readonly marker: string | null;
  /** Normalised fingerprint of the text, see `fingerprint.ts`. */
  readonly fingerprint: string | null;
  readonly changes: readonly FieldChange[];
};

/** A fresh look at one ticket before sending or while reconciling. */
export type Look = {
  readonly ticket: Ticket;
  readonly stamp: string;
  /** Server time of the answer, ms epoch. */
  readonly serverNow: number;
  /** Id of the newest entry, "" when there is none. */
  readonly newestEntry: string;
  /** Entries newer than the `since` that was asked, oldest first. */
  readonly entries: readonly RemoteEntry[];
  /** The entries read are older than the version read: read again before concluding anything. */
  readonly stale: boolean;
};

/** A request built once per attempt from an intent: later changes to anything cannot alter it. */
export type FrozenRequest = {
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type PushOutcome =
  | {
      readonly kind: "accepted";
      /** Remote entry that holds our change, when the answer told. */
      readonly entryId: string | null;
      /** Remote record a create made. */
      readonly createdId: GlobalId | null;
      /** Fresh rows that came with the answer. */
      readonly changes: Changes;
    }
  /**
   * The comment arrived, the field changes that go with it did not (`writesInParts`). `error`: they never will as they
   * are; null: look again.
   */
  | {
      readonly kind: "partly";
      readonly entryId: string | null;
      readonly error: AppError | null;
      readonly changes: Changes;
    }
  /** The version moved; this attempt changed nothing. */
  | { readonly kind: "stale-version" }
  | { readonly kind: "throttled"; readonly retryAfterMs: number }
  | { readonly kind: "signed-out"; readonly detail: string }
  | { readonly kind: "refused"; readonly error: AppError }
  /** Not sent at all (no connection could be made): safe to send again. */
  | { readonly kind: "not-sent"; readonly detail: string }
  /** May or may not have been applied. */
  | { readonly kind: "ambiguous"; readonly detail: string };

export type Opened = {
  readonly ticket: Ticket;
  readonly changes: Changes;
  /** Entries of the thread that could not be read. */
  readonly setAside?: readonly SetAside[];
};

export type OpenUrgency = "now" | "soon" | "background";

export type ManyRead = {
  readonly changes: Changes;
  readonly setAside: readonly SetAside[];
  /** Asked for and not among the answers: deleted, merged away or out of our sight. To be confirmed one by one. */
  readonly missing: readonly TicketId[];
};

/** What the remote's own search found. Nothing of it is meant to be stored. */
export type SearchFinding =
  | {
      readonly kind: "found";
      readonly tickets: readonly Ticket[];
      /** Requesters that came along. */
      readonly customers: readonly Customer[];
      /** All there are; null where the remote does not tell. */
      readonly total: number | null;
    }
  /** Nothing was asked: conditions that the remote cannot answer, in our query language. */
  | { readonly kind: "cannot-ask"; readonly parts: readonly string[] };

/** Turns of many consoles at a budget that they share. */
export interface SharedTurns {
  /** ms until our turn; 0: now. */
  waitMs(): number;
  /** ms usually kept between two of our turns; 0: none. */
  pauseMs(): number;
  /** We begin: the next turn comes later. */
  take(): void;
}

/** The one seam to a remote helpdesk. Nothing of the remote's own words leaves its folder. */
export interface Connector {
  readonly accountId: AccountId;
  readonly traits: DeliveryTraits;
  /** When changes to tickets may go, where the remote's budget for them is small. Absent: at any time. */
  readonly updates?: SharedTurns;
  /** Who am I, what may I do. Also the small authenticated call that alone proves we are online. */
  probe(signal: AbortSignal): Promise<Result<AccountIdentity, AppError>>;
  /** In the order in which they should first be worked. Known after `probe`. */
  streams(): readonly StreamSpec[];
  pull(
    streamId: string,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<Result<Page, AppError>>;
  /**
   * Position to go on from when the remote rejects `cursor`: a little before it. null: from the start. A connector
   * without it starts again from the beginning.
   */
  rewind?(streamId: string, cursor: string): string | null;
  /**
   * Fresh read of one ticket with its whole thread and people. `not-found` and `no-access` are answers.
   * `now`: the agent looks at it; brings all of the requester's identities. `soon`: after a write of ours.
   * `background` waits behind everything the agent waits for.
   */
  open(
    ticketId: TicketId,
    signal: AbortSignal,
    urgency?: OpenUrgency,
  ): Promise<Result<Opened, AppError>>;
  /**
   * Searches all the agent may see there, solved and archived tickets included. A remote's search may lag behind by
   * minutes: it never proves that something is not there.
   *
   * @param limit Most tickets, 1..100.
   */
  search?(
    query: Query,
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<SearchFinding, AppError>>;
  /** Which of up to 100 kept tickets are still there for us: for the sweep. Lowest priority. */
  readMany?(ids: readonly TicketId[], signal: AbortSignal): Promise<Result<ManyRead, AppError>>;

  /**
   * Reads version and history of an update's ticket. `since` "" asks for the newest page only, and for those before it
   * back to `seenAt` (ms epoch, server time) where that is told.
   */
  look(
    ticketId: TicketId,
    since: string,
    signal: AbortSignal,
    seenAt?: number,
  ): Promise<Result<Look, AppError>>;
  /** Whether entry `a` is newer than `b` ("" is older than everything). */
  isAfter(a: string, b: string): boolean;
  /** Builds one attempt's request. `uploads` maps staged ids to the remote's upload tokens. */
  freeze(intent: Intent, pin: Pin, uploads: ReadonlyMap<string, string>): FrozenRequest;
  send(request: FrozenRequest, signal: AbortSignal): Promise<PushOutcome>;
  /** Uploads a staged file; repeating it is harmless. Result: token to name it by. */
  upload(
    file: StagedFile,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<Result<string, AppError>>;
  /** Finds what an earlier attempt of a create or a macro save made; null = not there. */
  findCreated(intent: Intent, signal: AbortSignal): Promise<Result<GlobalId | null, AppError>>;
  /** Fresh read of one macro, for a three-way merge before it is written. Without it macros are written as they are. */
  readMacro?(macroId: MacroId, signal: AbortSignal): Promise<Result<Macro, AppError>>;
  /** Content of an attachment, size-capped by the connector. */
  attachment(contentUrl: string, signal: AbortSignal): Promise<Result<Uint8Array, AppError>>;
}

/** The cache host as the sync engine sees it. Every method resolves after the transaction committed. */
export interface CachePort {
  cursor(accountId: AccountId, streamId: string): Promise<string | null>;
  /**
   * Rows and cursor in one transaction, unless the stored cursor is not `from`: then this is another database than the
   * one whose position the page continues, or somebody else went on, and nothing is written.
   *
   * @param from Stored cursor when the page was asked for.
   */
  commitPage(
    accountId: AccountId,
    streamId: string,
    page: Page,
    from: string | null,
  ): Promise<PageReport>;
  /** Rows of a fresh read or of a push's answer; no cursor moves. */
  commitChanges(
    accountId: AccountId,
    changes: Changes,
    setAside: readonly SetAside[],
  ): Promise<CommitReport>;
  /**
   * Marks every thread of the account as whole up to now, because a stream has brought them all.
   *
   * @returns false when the stored cursor of that stream is not the one it ended at: nothing is marked then.
   */
  markThreadsWhole(accountId: AccountId, end: StreamEnd): Promise<boolean>;
  /** Mirrors the outbox for overlays; the journal stays the truth. */
  mirrorOutbox(entries: readonly OutboxEntry[]): Promise<void>;
  /** Unsolved or recently touched tickets without a whole thread, most urgent for `agentId` first. */
  threadGaps(accountId: AccountId, agentId: AgentId, limit: number): Promise<readonly TicketId[]>;
  /** Ids of kept tickets after `after`, ascending, for the sweep. */
  ticketIds(
    accountId: AccountId,
    after: TicketId | null,
    limit: number,
  ): Promise<readonly TicketId[]>;
  /** Removes everything of an account. */
  dropAccount(accountId: AccountId): Promise<void>;
  stats(): Promise<CacheStats>;
}

export type CommitReport = {
  /** Commit sequence number of the cache, grows by one per transaction. */
  readonly seq: number;
  /** Rows that were new or newer. */
  readonly written: number;
  readonly skipped: number;
};

/** Where a stream stood when it ended. */
export type StreamEnd = { readonly streamId: string; readonly cursor: string | null };

/** What became of a page. `moved`: the stored cursor is another one than the page continues. */
export type PageReport = CommitReport | "moved";

export type CacheStats = {
  /** Random id made when the database was created: another id means the cache was lost. */
  readonly cacheId: string;
  readonly seq: number;
  readonly rows: Readonly<Record<string, number>>;
};
