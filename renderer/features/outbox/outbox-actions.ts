import type { AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { Result } from "#domain/kernel/result.ts";
import { draftKeyOf } from "#domain/sync/draft.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { endEntry } from "#renderer/actions/end-entry.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { moveText } from "#renderer/actions/move-text.ts";
import { call } from "#renderer/bridge.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { type Names, stepsFor, textOf, ticketOf } from "#renderer/features/outbox/outbox-facts.ts";
import { outboxView, useOutboxView } from "#renderer/features/outbox/outbox-view.ts";
import { type TicketFact, whatWords, whomWords } from "#renderer/features/outbox/outbox-words.ts";
import { type Text, currentText } from "#renderer/i18n/text.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

function told(result: Result<unknown, AppError>): boolean {
  if (!result.ok) notify("caution", "outbox.notice.failed", { reason: failureText(result.error) });
  return result.ok;
}

async function end(entry: OutboxEntry, name: "outbox.cancel" | "outbox.discard"): Promise<void> {
  const ended = await endEntry(entry.intent, name);
  if (!told(ended)) return;
  const hasWords = draftKeyOf(entry.intent) !== null;
  notify("info", hasWords ? "outbox.notice.backInDraft" : "outbox.notice.ended");
}

async function saveText(entry: OutboxEntry): Promise<void> {
  const { editing } = useOutboxView.getState();
  if (editing === null || editing.text.trim() === "") return;
  if (!told(await call("outbox.edit", { opId: entry.intent.opId, text: editing.text }))) return;
  outboxView.stopEditing();
}

/** Fields whose conflict is not decided yet. */
export function undecidedFields(entry: OutboxEntry): readonly string[] {
  if (entry.reason?.kind !== "field-conflict") return [];
  const { choices } = useOutboxView.getState();
  return entry.reason.conflicts.map(({ field }) => field).filter((field) => !(field in choices));
}

async function confirm(entry: OutboxEntry): Promise<void> {
  if (undecidedFields(entry).length > 0) return notify("caution", "outbox.notice.decideFirst");
  const { choices } = useOutboxView.getState();
  const keep = Object.keys(choices).filter((field) => choices[field] === "mine");
  told(await call("outbox.confirm", { opId: entry.intent.opId, keep }));
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  notify("info", "outbox.notice.copied");
}

/** All that has not been sent, as text: what it is, to whom, and its words. */
export function unsentText(
  entries: readonly OutboxEntry[],
  names: Names,
  ticketFact: (entry: OutboxEntry) => TicketFact | null,
  text: Text,
): string {
  return entries
    .map((entry) => {
      const head = `${whatWords(entry.intent, names, text)} · ${whomWords(entry.intent, ticketFact(entry), text)}`;
      const written = text.format.exact(entry.intent.createdAt);
      return [head, written, textOf(entry.intent) ?? ""].filter(Boolean).join("\n");
    })
    .join("\n\n---\n\n");
}

/** Steps on one entry; each does nothing when it is not possible any more. */
export const outboxActions = {
  edit: (entry: OutboxEntry) => {
    const text = textOf(entry.intent);
    if (text !== null && stepsFor(entry).includes("edit")) outboxView.edit(entry.intent.opId, text);
  },
  saveText,
  cancel: (entry: OutboxEntry) => end(entry, "outbox.cancel"),
  discard: (entry: OutboxEntry) => end(entry, "outbox.discard"),
  retry: async (entry: OutboxEntry) =>
    void told(await call("outbox.retry", { opId: entry.intent.opId })),
  confirm,
  move: moveText,
  copy: (entry: OutboxEntry) => copy(textOf(entry.intent) ?? ""),
  copyAll: async (entries: readonly OutboxEntry[], names: Names) => {
    const ids = [...new Set(entries.flatMap(({ intent }) => ticketOf(intent) ?? []))];
    const facts = new Map<TicketId, TicketFact>();
    for (const ticketId of ids) {
      const answer = await cacheClient.ask("ticket.get", { ticketId });
      if (answer.ok && answer.value !== null)
        facts.set(ticketId, {
          number: remoteOf(ticketId),
          subject: answer.value.ticket.subject,
          customer: answer.value.requester?.name ?? null,
        });
    }
    const factOf = ({ intent }: OutboxEntry) => facts.get(ticketOf(intent) ?? "") ?? null;
    await copy(unsentText(entries, names, factOf, currentText()));
  },
  open: (entry: OutboxEntry) => {
    const ticketId = ticketOf(entry.intent);
    if (ticketId !== null) workspace.openTicket(entry.createdId ?? ticketId);
  },
} as const;
