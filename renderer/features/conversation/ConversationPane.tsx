import { MessagesSquare } from "lucide-react";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { FIRST_ENTRIES } from "#renderer/actions/ticket-ahead.ts";
import { lendOpenTicket } from "#renderer/actions/targets.ts";
import { call } from "#renderer/bridge.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import { conversationCommands, tabCommands } from "#renderer/features/conversation/commands.ts";
import { Composer } from "#renderer/features/conversation/Composer.tsx";
import composerStyles from "#renderer/features/conversation/Composer.module.css";
import styles from "#renderer/features/conversation/Conversation.module.css";
import { DecisionCard } from "#renderer/features/conversation/DecisionCard.tsx";
import decisionStyles from "#renderer/features/conversation/DecisionCard.module.css";
import { MergedLine } from "#renderer/features/conversation/MergedLine.tsx";
import { Thread } from "#renderer/features/conversation/Thread.tsx";
import { TicketHeader } from "#renderer/features/conversation/TicketHeader.tsx";
import { TicketTabs } from "#renderer/features/conversation/TicketTabs.tsx";
import { useOpenTicket } from "#renderer/features/conversation/use-open-ticket.ts";
import { useText } from "#renderer/i18n/text.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { namesOf } from "#renderer/ui/field-words.ts";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useAccount } from "#renderer/workspace/accounts-store.ts";
import { unsentOf, useOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const MORE_ENTRIES = 1_000;
/** A ticket that is open for so long is looked up at the helpdesk. */
const OPEN_CHECK_MS = 250;

/** The open ticket: how it stands, what was said, and where the agent answers. */
export function ConversationPane() {
  const { t } = useText();
  const ticketId = useWorkspace((state) => state.openTicketId);
  const isPreview = useWorkspace((state) => state.isPreview);
  const composer = useWorkspace((state) => state.composer);
  const [entries, setEntries] = useState({ ticketId, last: FIRST_ENTRIES });
  const last = entries.ticketId === ticketId ? entries.last : FIRST_ENTRIES;
  const open = useOpenTicket(ticketId, last);
  const directory = useCacheQuery("directory.get", {});
  const rootRef = useRef<HTMLDivElement>(null);
  const isCurrent = open?.askedId === ticketId;
  const view = open?.view ?? null;
  const account = useAccount(view?.ticket.accountId ?? "");
  const me = account?.agentId ?? null;

  useEffect(() => {
    if (ticketId === null || isPreview) return undefined;
    // What is kept is painted first; a ticket that is only passed by is not asked for at all.
    const timer = setTimeout(() => void call("sync.openTicket", { ticketId }), OPEN_CHECK_MS);
    return () => clearTimeout(timer);
  }, [ticketId, isPreview]);
  // A provisional ticket that got its number goes on under it.
  const realId = isCurrent ? view?.ticket.id : undefined;
  useEffect(() => {
    if (realId !== undefined && ticketId !== null && realId !== ticketId && composer === "none")
      workspace.renameTicket(ticketId, realId);
  }, [realId, ticketId, composer]);
  useEffect(() => lendOpenTicket(() => (isCurrent ? view : null)), [isCurrent, view]);
  useDraftReopens(isCurrent ? (view?.ticket.id ?? null) : null);

  const focusFiles = useCallback(() => focusLast(rootRef.current, "[data-attachment] button"), []);
  const focusDecision = useCallback(() => focusLast(rootRef.current, "[data-decision] button"), []);
  useCommands(conversationCommands, { focusFiles, focusDecision });
  useCommands(tabCommands, undefined);

  const onOlder = useCallback(
    () =>
      setEntries((now) => ({
        ticketId,
        last: (now.ticketId === ticketId ? now.last : FIRST_ENTRIES) + MORE_ENTRIES,
      })),
    [ticketId],
  );
  const names = useMemo(
    () => ({
      requester: view?.requester?.name ?? t("common.person.unknown"),
      known: namesOf(directory),
      me,
    }),
    [view?.requester?.name, directory, me, t],
  );

  if (ticketId === null)
    return (
      <EmptyState icon={MessagesSquare} title={t("conversation.empty")}>
        <CommandButton id="queue.open" />
        <CommandButton id="queue.next" />
        <CommandButton id="ticket.new" />
      </EmptyState>
    );
  if (open === undefined) return <Skeleton lines={10} />;
  if (view === null || open.thread === null)
    return isCurrent ? (
      <EmptyState title={t("conversation.notHere.title")}>
        <p>{t("conversation.notHere.remedy")}</p>
      </EmptyState>
    ) : (
      <Skeleton lines={10} />
    );

  const { thread } = open;
  return (
    <div
      ref={rootRef}
      className={styles["conversation"]}
      data-conversation=""
      data-ticket={view.ticket.id}
      aria-busy={!isCurrent}
    >
      <TicketTabs />
      <TicketHeader view={view} directory={directory} me={me} />
      {view.ticket.status === "closed" && <MergedLine ticketId={view.ticket.id} />}
      <Decisions ticketId={view.ticket.id} directory={directory} />
      <Thread
        key={view.ticket.id}
        thread={thread}
        accountId={view.ticket.accountId}
        names={names}
        onOlder={onOlder}
      />
      {isCurrent && composer !== "none" && me !== null ? (
        <Composer
          key={`${view.ticket.id}/${composer}`}
          view={view}
          interactions={thread.interactions}
          audience={composer === "note" ? "internal" : "public"}
          me={me}
        />
      ) : (
        <ClosedComposer />
      )}
    </div>
  );
}

/** What can be done with the ticket while nothing is being written. The same for all: not drawn anew for the next one. */
const ClosedComposer = memo(function ClosedComposer() {
  const { t } = useText();
  return (
    <div className={composerStyles["closed"]}>
      <CommandButton id="ticket.reply" variant="primary">
        {t("conversation.short.reply")}
      </CommandButton>
      <CommandButton id="ticket.note">{t("conversation.short.note")}</CommandButton>
      <CommandButton id="ticket.macro" variant="quiet">
        {t("conversation.short.macro")}
      </CommandButton>
      <CommandButton id="ticket.solve" variant="quiet">
        {t("conversation.short.solve")}
      </CommandButton>
    </div>
  );
});

/** A ticket with words of the agent shows them again when it is opened; the keyboard stays where it is. */
function useDraftReopens(ticketId: string | null): void {
  const isLoaded = useDrafts((state) => state.drafts !== null);
  useEffect(() => {
    if (ticketId === null || !isLoaded || useWorkspace.getState().composer !== "none") return;
    const { drafts } = useDrafts.getState();
    const has = (key: string) => (drafts?.get(key)?.text ?? "").trim() !== "";
    if (has(replyDraftKey(ticketId))) workspace.compose("reply");
    else if (has(noteDraftKey(ticketId))) workspace.compose("note");
  }, [ticketId, isLoaded]);
}

const Decisions = memo(function Decisions({
  ticketId,
  directory,
}: {
  readonly ticketId: string;
  readonly directory: React.ComponentProps<typeof DecisionCard>["directory"];
}) {
  const entries = useOutbox((state) => state.entries);
  const waiting = unsentOf(entries, ticketId).filter((entry) => entry.state === "needs-human");
  if (waiting.length === 0) return null;
  return (
    <div className={decisionStyles["cards"]}>
      {waiting.map((entry, index) => (
        <DecisionCard
          key={entry.intent.opId}
          entry={entry}
          directory={directory}
          hasKeys={index === 0}
        />
      ))}
    </div>
  );
});

function focusLast(root: HTMLElement | null, selector: string): void {
  const found = root?.querySelectorAll<HTMLElement>(selector);
  const target = found?.[selector.startsWith("[data-decision]") ? 0 : found.length - 1];
  target?.scrollIntoView({ block: "nearest" });
  target?.focus();
}
