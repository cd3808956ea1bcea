import type { Article } from "#domain/directory/directory.ts";
import { replyDraftKey } from "#domain/sync/draft.ts";
import { changeDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { call } from "#renderer/bridge.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

export async function copyLink(article: Article): Promise<void> {
  await navigator.clipboard.writeText(article.webUrl ?? article.title);
  notify("info", article.webUrl === null ? "knowledge.notice.noLink" : "knowledge.notice.copied");
}

export async function openLink(url: string): Promise<void> {
  const opened = await call("links.open", { url });
  if (!opened.ok)
    notify("caution", "knowledge.notice.failed", { reason: failureText(opened.error) });
}

/** The article as one line of a reply. */
export const lineOf = (article: Article): string =>
  article.webUrl === null ? article.title : `${article.title}: ${article.webUrl}`;

/** Puts the article at the end of the open ticket's reply and goes there. */
export async function insertIntoReply(article: Article): Promise<void> {
  const ticketId = useWorkspace.getState().openTicketId;
  if (ticketId === null) return notify("caution", "knowledge.notice.noTicket");
  const view = await cacheClient.ask("ticket.get", { ticketId });
  if (!view.ok || view.value === null) return notify("caution", "knowledge.notice.noTicket");
  const { ticket, newest } = view.value;
  const key = replyDraftKey(ticket.id);
  const before = useDrafts.getState().drafts?.get(key);
  changeDraft({
    key,
    accountId: ticket.accountId,
    ticketId: ticket.id,
    text: [before?.text.trimEnd(), lineOf(article)].filter(Boolean).join("\n\n"),
    fields: before?.fields ?? {},
    files: before?.files ?? [],
    seen: before?.seen ?? newest,
    savedAt: Date.now(),
  });
  workspace.openTicket(ticket.id);
  workspace.compose("reply");
  workspace.focusPane("composer");
  notify("info", "knowledge.notice.inserted");
}
