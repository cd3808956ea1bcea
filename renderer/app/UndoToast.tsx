import { remoteOf } from "#domain/kernel/ids.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { isReversible } from "#domain/sync/outbox.ts";
import { laneOf } from "#domain/sync/intent.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { runCommand } from "#renderer/commands/registry.ts";
import { type Text, useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { latestUndoable, useOutbox } from "#renderer/workspace/outbox-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";
import styles from "#renderer/app/UndoToast.module.css";

/** What is about to go out, and to whom. */
function whatGoesOut(entry: OutboxEntry, { t }: Text): string {
  const { action } = entry.intent;
  const ticket = `#${remoteOf(laneOf(entry.intent))}`;
  switch (action.kind) {
    case "update-ticket":
      if (action.comment === null) return t("app.undo.change", { ticket });
      return t(action.comment.audience === "public" ? "app.undo.reply" : "app.undo.note", {
        ticket,
      });
    case "create-ticket":
      return t("app.undo.ticket", { who: action.requester.name });
    case "merge-ticket":
      return t("app.undo.merge", { ticket, into: `#${remoteOf(action.into)}` });
    case "save-macro":
      return t("app.undo.macro", { title: action.macro.title });
    case "delete-macro":
      return t("app.undo.macroDelete", { title: action.base.title });
  }
}

/**
 * While something queued may still be taken back: what it is, how long, and the key. A message that stands in the open
 * thread says so there.
 */
export function UndoToast() {
  const hasQueued = useOutbox(
    (state) =>
      state.entries?.some(
        (entry) =>
          entry.waitingFor?.kind === "undo-window" ||
          (entry.state === "queued" && isReversible(entry)),
      ) ?? false,
  );
  return hasQueued ? <Counting /> : null;
}

function Counting() {
  const text = useText();
  const now = useNow(500);
  const entries = useOutbox((state) => state.entries);
  const caps = useCaps("app.undo");
  const { screen, openTicketId } = useWorkspace();
  const latest = latestUndoable(entries, now);
  if (latest === null) return null;
  const { action } = latest.intent;
  const isInThread =
    screen === "queue" &&
    action.kind === "update-ticket" &&
    action.comment !== null &&
    action.ticketId === openTicketId;
  if (isInThread) return null;
  const others = (entries ?? []).filter(
    (entry) =>
      entry !== latest &&
      entry.state === "queued" &&
      entry.intent.createdAt === latest.intent.createdAt,
  ).length;
  const seconds = Math.max(1, Math.ceil((latest.intent.sendAfter - now) / 1000));
  return (
    <NoticeLine
      tone="info"
      action={
        <Button variant="quiet" caps={caps} onPress={() => runCommand("app.undo")}>
          {text.t("common.action.undo")}
        </Button>
      }
    >
      {whatGoesOut(latest, text)}
      {others > 0 && ` ${text.t("app.undo.andMore", { count: others })}`}{" "}
      <span className={styles["seconds"]} aria-hidden="true">
        {text.t("app.undo.in", { seconds })}
      </span>
    </NoticeLine>
  );
}
