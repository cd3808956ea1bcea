import { History, Lock, Paperclip, SendHorizontal, Zap } from "lucide-react";
import { memo } from "react";
import type { CommentAudience } from "#domain/macro/macro.ts";
import { DraftState } from "#renderer/actions/DraftState.tsx";
import { CommandButton, CommandIconButton, useCaps } from "#renderer/commands/CommandButton.tsx";
import { runCommand } from "#renderer/commands/registry.ts";
import styles from "#renderer/features/conversation/Composer.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";

/** For whom it is written, how safe the words are, and the way out. Like the foot not drawn anew for every letter. */
export const ComposerHead = memo(function ComposerHead({
  audience,
  label,
  draftKey,
}: {
  readonly audience: CommentAudience;
  readonly label: string;
  readonly draftKey: string;
}) {
  const { t } = useText();
  return (
    <header className={styles["head"]}>
      <strong className={styles["audience"]}>
        {audience === "internal" && <Lock size={14} aria-hidden="true" />}
        <bdi>{label}</bdi>
      </strong>
      <CommandButton id={audience === "public" ? "ticket.note" : "ticket.reply"} variant="quiet">
        {t(
          audience === "public" ? "conversation.composer.toNote" : "conversation.composer.toReply",
        )}
      </CommandButton>
      <span className={styles["state"]}>
        <DraftState draftKey={draftKey} />
      </span>
      <CommandButton id="composer.leave" variant="quiet">
        {t("conversation.composer.leave")}
      </CommandButton>
    </header>
  );
});

/** What can be added, and the ways to send. */
export const ComposerFoot = memo(function ComposerFoot({
  audience,
}: {
  readonly audience: CommentAudience;
}) {
  const { t } = useText();
  const sendCaps = useCaps("composer.send");
  return (
    <footer className={styles["foot"]}>
      <CommandIconButton id="composer.attach" icon={Paperclip} size={16} />
      <CommandIconButton id="ticket.macro" icon={Zap} size={16} />
      <CommandIconButton id="composer.history" icon={History} size={16} />
      <span className={styles["gap"]} />
      <SendButton id="composer.sendPending">{t("conversation.composer.sendPending")}</SendButton>
      <SendButton id="composer.sendSolve">{t("conversation.composer.sendSolve")}</SendButton>
      <Button
        variant="primary"
        caps={sendCaps}
        className={styles["send"]}
        onPress={() => runCommand("composer.send")}
      >
        {audience === "internal" ? (
          <Lock size={14} aria-hidden="true" />
        ) : (
          <SendHorizontal size={14} aria-hidden="true" />
        )}
        {t(audience === "public" ? "conversation.composer.send" : "conversation.composer.saveNote")}
      </Button>
    </footer>
  );
});

/** A second way to send; its keys are in the tooltip, so that all fit on one line. */
function SendButton({ id, children }: { readonly id: string; readonly children: string }) {
  const { t } = useText();
  const caps = useCaps(id);
  const isSolve = id === "composer.sendSolve";
  return (
    <Tooltip
      text={t(isSolve ? "conversation.command.sendSolve" : "conversation.command.sendPending")}
      caps={caps}
    >
      <Button onPress={() => runCommand(id)}>{children}</Button>
    </Tooltip>
  );
}
