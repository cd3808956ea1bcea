import {
  FilePlus2,
  type LucideIcon,
  MessageSquareQuote,
  PenLine,
  Reply,
  StickyNote,
} from "lucide-react";
import type { Intent } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { type Names, ticketOf } from "#renderer/features/outbox/outbox-facts.ts";
import {
  aboutParts,
  audienceWords,
  standWords,
  whatWords,
} from "#renderer/features/outbox/outbox-words.ts";
import styles from "#renderer/features/outbox/Outbox.module.css";
import { useTicketFact } from "#renderer/features/outbox/use-names.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

/** A picture of what an entry is; its words stand beside it. */
const ICONS = {
  reply: Reply,
  note: StickyNote,
  change: PenLine,
  ticket: FilePlus2,
  macro: MessageSquareQuote,
} as const satisfies Readonly<Record<string, LucideIcon>>;

function pictureOf({ action }: Intent): keyof typeof ICONS {
  if (action.kind === "create-ticket") return "ticket";
  if (action.kind !== "update-ticket") return "macro";
  if (action.comment === null) return "change";
  return action.comment.audience === "public" ? "reply" : "note";
}

/** How pressing an entry is, as a class name. */
export const toneOf = (entry: OutboxEntry): string | undefined =>
  entry.state === "needs-human"
    ? styles["critical"]
    : entry.state === "done"
      ? styles["positive"]
      : undefined;

/** One entry in two lines: what and to whom, where it stands. */
export function OutboxLine({
  entry,
  names,
}: {
  readonly entry: OutboxEntry;
  readonly names: Names;
}) {
  const text = useText();
  const fact = useTicketFact(ticketOf(entry.intent));
  const counting = entry.waitingFor?.kind === "undo-window";
  const now = useNow(counting ? 1000 : 15_000);
  const audience = audienceWords(entry.intent, fact, text);
  const about = aboutParts(entry.intent, fact, text);
  const Icon = ICONS[pictureOf(entry.intent)];
  return (
    <div className={styles["line"]}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={styles["icon"]} />
      <div className={styles["lineText"]}>
        <div className={styles["lineTop"]}>
          <span className={styles["what"]}>{whatWords(entry.intent, names, text)}</span>
          {audience !== null && <span className={styles["whom"]}>{audience}</span>}
          <span className={styles["about"]} dir="auto">
            {about.number !== null && <bdi dir="ltr">{about.number}</bdi>} {about.name}
          </span>
        </div>
        <div className={cx(styles["stand"], toneOf(entry))}>
          {standWords(entry, names, now, text)}
        </div>
      </div>
      <span className={styles["age"]}>
        <RelativeTime at={entry.intent.createdAt} short isFocusable={false} />
      </span>
    </div>
  );
}
