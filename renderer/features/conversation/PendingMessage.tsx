import { CircleAlert, CloudUpload, LoaderCircle } from "lucide-react";
import type { PendingInteraction } from "#contract/asks.ts";
import type { OutboxEntry, WaitingFor } from "#domain/sync/outbox.ts";
import { isReversible } from "#domain/sync/outbox.ts";
import { takeBack } from "#renderer/actions/undo.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { Message } from "#renderer/features/conversation/Message.tsx";
import type { AuthorNames } from "#renderer/features/conversation/Message.tsx";
import styles from "#renderer/features/conversation/Message.module.css";
import { useText } from "#renderer/i18n/text.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";

/** Why it has not gone yet, in the agent's words. */
function waitingWords(waiting: WaitingFor | null, now: number, { t, format }: Text): string {
  switch (waiting?.kind) {
    case "undo-window":
      return t("conversation.pending.undoWindow", {
        seconds: Math.max(0, Math.ceil((waiting.until - now) / 1000)),
      });
    case "rate-limit":
      return t("conversation.pending.rateLimit", {
        time: format.span(Math.max(0, waiting.until - now)),
      });
    case "sign-in":
      return t("conversation.pending.signIn");
    case "earlier-change":
      return t("conversation.pending.earlier");
    case "checking":
    case "settle":
      return t("conversation.pending.checking");
    case "author":
      return t("conversation.pending.author");
    case "connection":
    case undefined:
      return t("conversation.pending.queued");
  }
}

/** Something the agent wrote that is not at the helpdesk yet, where it will stand. */
export function PendingMessage({
  pending,
  accountId,
  names,
}: {
  readonly pending: PendingInteraction;
  readonly accountId: string;
  readonly names: AuthorNames;
}) {
  const entry = useOutbox((state) =>
    state.entries?.find((each) => each.intent.opId === pending.opId),
  );
  return (
    <Message
      interaction={pending.interaction}
      accountId={accountId}
      names={names}
      isPending
      footer={<Standing pending={pending} entry={entry} />}
    />
  );
}

function Standing({
  pending,
  entry,
}: {
  readonly pending: PendingInteraction;
  readonly entry: OutboxEntry | undefined;
}) {
  const text = useText();
  const { t } = text;
  const caps = useCaps("app.undo");
  const now = useNow(1_000);
  const state = entry?.state ?? pending.state;
  const waiting: WaitingFor | null =
    entry?.waitingFor ??
    (pending.sendAfter > now ? { kind: "undo-window", until: pending.sendAfter } : null);
  const Icon =
    state === "needs-human" ? CircleAlert : state === "sending" ? LoaderCircle : CloudUpload;
  return (
    <div className={styles["standing"]}>
      <Icon size={14} aria-hidden="true" />
      <span role="status">
        {state === "needs-human"
          ? t("conversation.pending.needsYou")
          : state === "sending"
            ? t("conversation.pending.sending")
            : waitingWords(waiting, now, text)}
      </span>
      {entry !== undefined && isReversible(entry) && state !== "needs-human" && (
        <Button
          variant="quiet"
          caps={caps}
          className={styles["small"]}
          onPress={() => void takeBack(entry.intent)}
        >
          {t("common.action.undo")}
        </Button>
      )}
    </div>
  );
}
