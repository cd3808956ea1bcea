import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import styles from "#renderer/actions/TagsDialog.module.css";
import { editTickets } from "#renderer/actions/ticket-actions.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";

const LONGEST = 500;
/** Words of a line as tags: they hold no spaces. */
const toTags = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter(Boolean)
    .map((tag) => tag.slice(0, LONGEST));

/** Tags that all of the tickets have. */
export const commonTags = (tickets: readonly TicketFacts[]): readonly string[] =>
  (tickets[0]?.tags ?? []).filter((tag) => tickets.every((ticket) => ticket.tags.includes(tag)));

/**
 * Adds and removes tags. Shows those that all the tickets have; others that only some have stay as they are.
 * Enter adds what is typed, on an empty line it applies; Backspace on an empty line takes the last one.
 */
export function TagsDialog({
  tickets,
  onClose,
}: {
  readonly tickets: readonly TicketFacts[];
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const [before] = useState(() => commonTags(tickets));
  const [tags, setTags] = useState(before);
  const [typed, setTyped] = useState("");
  const inputRef = useRef<HTMLInputElement>(null);
  useEffect(() => inputRef.current?.focus(), []);

  const apply = () => {
    const wanted = [...new Set([...tags, ...toTags(typed)])];
    onClose();
    void editTickets(tickets, {
      field: "tags",
      add: wanted.filter((tag) => !before.includes(tag)),
      remove: before.filter((tag) => !wanted.includes(tag)),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const more = toTags(typed);
    if (event.key === "Backspace" && typed === "") setTags(tags.slice(0, -1));
    else if (event.key === "Enter" && (more.length === 0 || event.ctrlKey || event.metaKey))
      apply();
    else if (event.key === "Enter" || event.key === ",") {
      setTags([...new Set([...tags, ...more])]);
      setTyped("");
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("actions.menu.tags", { count: tickets.length })}
      footer={
        <>
          <Button onPress={onClose}>{t("common.action.cancel")}</Button>
          <Button variant="primary" caps={[["↵"]]} onPress={apply}>
            {t("actions.tags.apply")}
          </Button>
        </>
      }
    >
      <ul className={styles["tags"]} aria-label={t("actions.tags.list")}>
        {tags.map((tag) => (
          <li key={tag} className={styles["tag"]}>
            <bdi>{tag}</bdi>
            <IconButton
              icon={X}
              size={12}
              label={t("actions.tags.remove", { tag })}
              onPress={() => setTags(tags.filter((other) => other !== tag))}
            />
          </li>
        ))}
      </ul>
      <input
        ref={inputRef}
        type="text"
        className={styles["input"]}
        aria-label={t("actions.tags.add")}
        placeholder={t("actions.tags.hint")}
        value={typed}
        // The hint is in the page's own direction; what is typed has its own.
        {...(typed !== "" && { dir: "auto" })}
        spellCheck={false}
        maxLength={5000}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {tickets.length > 1 && <p className={styles["hint"]}>{t("actions.tags.some")}</p>}
    </Dialog>
  );
}
