import { z } from "zod";
import { AccountSummary, Credentials, accountKinds } from "#contract/account.ts";
import { MOST_CHANGES } from "#contract/bridge.ts";
import type { AccountStatus } from "#contract/connection.ts";
import type { RemoteFinding } from "#contract/remote-search.ts";
import { DraftSchema, IntentSchema, StagedFile } from "#contract/schemas.ts";
import { Settings, SettingsChange } from "#contract/settings.ts";
import { RtMapping } from "#domain/mapping/rt-mapping.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { SetAside } from "#domain/sync/page.ts";

const nothing = z.object({});
const AccountRef = z.object({ accountId: z.string().min(1) });
const OpRef = z.object({ opId: z.uuid() });
const TicketRef = z.object({ ticketId: z.string().min(1).max(200) });
/** Types what main answers; main built it, so it is not parsed again. */
const answer = <T>() => z.custom<T>();

export type AppInfo = {
  readonly version: string;
  /** Electron that runs, and the one that is the version of record. */
  readonly runtime: string;
  readonly recordRuntime: string;
  readonly fallbackRuntime: boolean;
  readonly chromium: string;
  /** How secrets are kept: the OS keyring, or only until the app ends. */
  readonly vault: "keyring" | "session";
  /** ms epoch at which the recovery code that holds now was made; null when there is none. */
  readonly recoverySince: number | null;
  readonly profilePath: string;
  readonly systemLocale: string;
};

/** Page → main requests. Key = `area.verb`; the input is parsed at the main edge. */
export const calls = {
  "app.info": { input: nothing, output: answer<AppInfo>() },
  /** A new code that opens this profile when its keyring is lost; answered once, kept nowhere. */
  "app.makeRecoveryCode": { input: nothing, output: z.object({ code: z.string() }) },
  /** What stood on the screen when the console ended, see `glimpse` of the cache; null when nothing was kept. */
  "app.glimpse": { input: nothing, output: answer<{ readonly text: string | null }>() },
  /** The first frame is on screen: what took the processor from it may begin. */
  "app.drawn": { input: nothing, output: nothing },
  "accounts.list": { input: nothing, output: z.array(AccountSummary) },
  "accounts.probe": {
    input: z.object({ kind: z.enum(accountKinds), baseUrl: z.string(), credentials: Credentials }),
    output: AccountSummary,
  },
  "accounts.add": {
    input: z.object({ kind: z.enum(accountKinds), baseUrl: z.string(), credentials: Credentials }),
    output: AccountSummary,
  },
  "accounts.signIn": {
    input: AccountRef.extend({ credentials: Credentials }),
    output: AccountSummary,
  },
  /** Refused with `invalid` while unsent work exists, unless `discardUnsent`. */
  "accounts.remove": {
    input: AccountRef.extend({ discardUnsent: z.boolean() }),
    output: nothing,
  },
  /** What the words of a Request Tracker account mean here. */
  "mapping.get": { input: AccountRef, output: RtMapping },
  /** Kept, and what is kept of the account is read again with it. */
  "mapping.set": { input: AccountRef.extend({ mapping: RtMapping }), output: nothing },
  "sync.status": { input: nothing, output: answer<readonly AccountStatus[]>() },
  "sync.now": { input: AccountRef, output: nothing },
  /** The agent looks at this ticket: read it afresh when it may be stale; answers at once. */
  "sync.openTicket": { input: TicketRef, output: nothing },
  /**
   * Asks the helpdesks' own searches, for what is not kept here; nothing of it is stored. A later call ends the one
   * before.
   */
  "search.remote": {
    input: z.object({ text: z.string().min(1).max(2000), limit: z.number().int().min(1).max(100) }),
    output: answer<readonly RemoteFinding[]>(),
  },
  "sync.setAside": { input: nothing, output: answer<readonly SetAside[]>() },
  /** Journals the intents, in order, with one fdatasync; only then answers. */
  "outbox.submit": {
    input: z.object({ intents: z.array(IntentSchema).min(1).max(MOST_CHANGES) }),
    output: nothing,
  },
  "outbox.list": { input: nothing, output: answer<readonly OutboxEntry[]>() },
  /** Takes back what has not left the machine. */
  "outbox.cancel": { input: OpRef, output: nothing },
  /** The same for many at once, with one fdatasync; answers which of them it was not too late for. */
  "outbox.takeBack": {
    input: z.object({ opIds: z.array(OpRef.shape.opId).min(1).max(MOST_CHANGES) }),
    output: answer<{ readonly opIds: readonly string[] }>(),
  },
  /** Replaces the text of a comment that has not left the machine. */
  "outbox.edit": { input: OpRef.extend({ text: z.string().min(1).max(200_000) }), output: nothing },
  /** Tries a `needs-human` entry again as it is. */
  "outbox.retry": { input: OpRef, output: nothing },
  /** "Send anyway": the agent has seen what is new. `keep` names conflicting fields to overwrite. */
  "outbox.confirm": {
    input: OpRef.extend({ keep: z.array(z.string()) }),
    output: nothing,
  },
  /** Ends a `needs-human` entry; its text goes back to the ticket's drafts. */
  "outbox.discard": { input: OpRef, output: nothing },
  "drafts.list": { input: nothing, output: answer<readonly Draft[]>() },
  /** Answers after the fdatasync: only then the page says "saved". */
  "drafts.save": { input: z.object({ draft: DraftSchema }), output: nothing },
  "drafts.clear": { input: z.object({ key: z.string().min(1) }), output: nothing },
  /** Up to 20 earlier versions, newest first. */
  "drafts.history": {
    input: z.object({ key: z.string().min(1) }),
    output: answer<readonly Draft[]>(),
  },
  "files.stage": {
    input: z.object({
      fileName: z.string().min(1).max(255),
      contentType: z.string().max(200),
      bytes: z.instanceof(Uint8Array),
    }),
    output: StagedFile,
  },
  "attachments.fetch": {
    input: AccountRef.extend({ contentUrl: z.string().min(1), sizeBytes: z.number() }),
    output: z.object({ bytes: z.instanceof(Uint8Array) }),
  },
  /** Asks where to, then writes; `saved` false when the agent closed the dialog. */
  "attachments.save": {
    input: AccountRef.extend({ contentUrl: z.string().min(1), fileName: z.string().min(1) }),
    output: z.object({ saved: z.boolean() }),
  },
  /** Asks where to, then writes a text of the agent's own (their keymap). */
  "files.saveText": {
    input: z.object({ fileName: z.string().min(1).max(255), text: z.string().max(1_000_000) }),
    output: z.object({ saved: z.boolean() }),
  },
  /** Opens https, http, mailto and tel outside; anything else is refused. */
  "links.open": { input: z.object({ url: z.string().max(4000) }), output: nothing },
  "settings.get": { input: nothing, output: Settings },
  "settings.set": { input: SettingsChange, output: Settings },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<K extends CallName> = z.input<(typeof calls)[K]["input"]>;
export type CallOutput<K extends CallName> = z.output<(typeof calls)[K]["output"]>;

/** Calls whose input or answer carries bytes, which JSON has no form for. */
export const BYTE_CALLS: ReadonlySet<CallName> = new Set(["files.stage", "attachments.fetch"]);
