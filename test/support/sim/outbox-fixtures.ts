import type { JournalPorts } from "#main/sync/journal/journal.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { replyDraftKey } from "#domain/sync/draft.ts";
import type { Intent, IntentAction, TicketEdits } from "#domain/sync/intent.ts";
import { openOutbox } from "#main/sync/outbox/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { Clock, JournalFile } from "#main/sync/ports.ts";
import { createRng } from "#test/support/sim/rng.ts";

export const ACCOUNT = "acme";
export const ME = "acme:1";
export const TICKET = "acme:100";
export const JOURNAL_KEY = new Uint8Array(32).fill(3);
export const journalPorts = (randomBytes: JournalPorts["randomBytes"]): JournalPorts => ({
  scope: "acme",
  randomBytes,
  crash: () => undefined,
  pause: () => Promise.resolve(),
});
/** Local wall clock of the fixtures, ms epoch. */
export const NOW = 1_700_000_000_000;

export const frozenClock: Clock = {
  now: () => NOW,
  monotonic: () => 0,
  sleep: () => new Promise(() => {}),
};

/** On which every pause is over at once. */
export const pauselessClock: Clock = { ...frozenClock, sleep: () => Promise.resolve() };

/** Number n as the id of an operation. */
export const opId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

type ReplyOptions = {
  readonly ticketId?: string;
  readonly text?: string;
  readonly edits?: TicketEdits;
  readonly audience?: "public" | "internal";
};

export const reply = (n: number, options: ReplyOptions = {}): Intent =>
  intentOf(n, {
    kind: "update-ticket",
    ticketId: options.ticketId ?? TICKET,
    comment: {
      audience: options.audience ?? "public",
      text: options.text ?? `Reply ${n}`,
      files: [],
    },
    edits: options.edits ?? {},
    macroIds: [],
    seen: null,
  });

export const newTicket = (n: number, text = "Hello"): Intent =>
  intentOf(n, {
    kind: "create-ticket",
    ticketId: `${ACCOUNT}:new-${opId(n)}`,
    subject: "Broken lamp",
    requester: { name: "Ada", email: "ada@example.org" },
    comment: { audience: "public", text, files: [] },
    fields: {},
  });

export const intentOf = (n: number, action: IntentAction): Intent => ({
  opId: opId(n),
  accountId: ACCOUNT,
  authorId: ME,
  createdAt: NOW,
  sendAfter: NOW,
  action,
});

export const draft = (text: string, key = replyDraftKey(TICKET)): Draft => ({
  key,
  accountId: ACCOUNT,
  ticketId: TICKET,
  text,
  fields: {},
  files: [],
  seen: null,
  savedAt: NOW,
});

export async function openTestOutbox(
  file: JournalFile,
  options: { readonly compactBytes?: number; readonly clock?: Clock } = {},
): Promise<Outbox> {
  const opened = await openOutbox(file, JOURNAL_KEY, {
    accountId: ACCOUNT,
    clock: options.clock ?? frozenClock,
    randomBytes: createRng(1).bytes,
    crash: () => {},
    ...(options.compactBytes === undefined ? {} : { compactBytes: options.compactBytes }),
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}
