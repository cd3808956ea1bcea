import { Pin, X } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { notePress, pointerOf } from "#renderer/commands/trainer.ts";
import styles from "#renderer/features/conversation/TicketTabs.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** Tickets kept at hand. Takes no room while there are none. */
export const TicketTabs = memo(function TicketTabs() {
  const { t } = useText();
  const tabs = useWorkspace((state) => state.tabs);
  if (tabs.length === 0) return null;
  return (
    <nav className={styles["strip"]} aria-label={t("conversation.tabs.label")}>
      <ul className={styles["tabs"]}>
        {tabs.map((ticketId, index) => (
          <TicketTab key={ticketId} ticketId={ticketId} place={index + 1} />
        ))}
      </ul>
    </nav>
  );
});

function TicketTab({ ticketId, place }: { readonly ticketId: string; readonly place: number }) {
  const { t } = useText();
  const view = useCacheQuery("ticket.get", { ticketId });
  const isHere = useWorkspace((state) => state.openTicketId === ticketId);
  const caps = useCaps("tab.toggle");
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isHere) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isHere]);
  const number = isProvisional(ticketId) ? t("conversation.header.new") : `#${remoteOf(ticketId)}`;
  const subject = view?.ticket.subject ?? "";
  return (
    <li ref={element} className={cx(styles["tab"], isHere && styles["here"])}>
      <button
        type="button"
        className={styles["words"]}
        aria-current={isHere}
        title={subject}
        onClick={(event) => {
          notePress("tab.next", pointerOf(event.nativeEvent));
          workspace.openTicket(ticketId);
          workspace.focusPane("conversation");
        }}
      >
        <Pin size={12} aria-hidden="true" />
        <span className={styles["number"]} dir="ltr">
          {number}
        </span>
        <span className={styles["subject"]} dir="auto">
          {subject}
        </span>
        <span className={styles["hidden"]}>{t("conversation.tabs.place", { place })}</span>
      </button>
      <IconButton
        icon={X}
        size={12}
        label={t("conversation.tabs.close", { number })}
        caps={isHere ? caps : undefined}
        className={styles["close"]}
        onPress={({ pointerType }) => {
          if (isHere) notePress("tab.toggle", pointerType);
          workspace.toggleTab(ticketId);
        }}
      />
    </li>
  );
}
