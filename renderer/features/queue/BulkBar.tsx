import { memo } from "react";
import { X } from "lucide-react";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import styles from "#renderer/features/queue/Queue.module.css";
import { queue } from "#renderer/features/queue/queue-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What can be done with all marked tickets at once. */
export const BulkBar = memo(function BulkBar() {
  const { t } = useText();
  const count = useWorkspace((state) => state.selectedIds.length);
  if (count === 0) return null;
  return (
    <div role="toolbar" aria-label={t("queue.marked", { count })} className={styles["bulk"]}>
      <span className={styles["bulkCount"]}>{t("queue.marked", { count })}</span>
      <CommandButton id="ticket.status" variant="quiet">
        {t("actions.field.status")}
      </CommandButton>
      <CommandButton id="ticket.assign" variant="quiet">
        {t("queue.assign")}
      </CommandButton>
      <CommandButton id="ticket.tags" variant="quiet">
        {t("actions.field.tags")}
      </CommandButton>
      <CommandButton id="ticket.macro" variant="quiet">
        {t("queue.bulkMacro")}
      </CommandButton>
      <CommandButton id="ticket.reply" variant="quiet">
        {t("queue.bulkReply")}
      </CommandButton>
      <IconButton
        icon={X}
        size={14}
        label={t("queue.command.clearMarks")}
        onPress={queue.clearMarks}
      />
    </div>
  );
});
