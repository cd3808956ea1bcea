import type { AwaySummary } from "#contract/asks.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { awayParts } from "#renderer/features/away/AwayLine.tsx";
import styles from "#renderer/features/away/AwayPanel.module.css";
import { closeAway, useAway } from "#renderer/features/away/away-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { RelativeTime } from "#renderer/ui/RelativeTime.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** What changed while the agent was away, newest first; each line opens its ticket. */
export function AwayPanel() {
  const { t, format } = useText();
  const { since, isOpen } = useAway();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={closeAway}
      title={t("away.title", { time: since === null ? "" : format.exact(since) })}
      wide
    >
      {since !== null && <Changes since={since} />}
    </Dialog>
  );
}

function Changes({ since }: { readonly since: number }) {
  const text = useText();
  const me = useMe();
  const summary = useCacheQuery("away.get", { me, since });
  if (summary === undefined) return <Skeleton />;
  if (summary.items.length === 0) return <EmptyState title={text.t("away.nothing")} />;
  return (
    <>
      <p className={styles["lead"]}>{text.format.list(awayParts(summary, text))}</p>
      <ul className={styles["list"]}>
        {summary.items.map((item) => (
          <Line key={`${item.ticketId}/${item.what}/${item.at}`} item={item} />
        ))}
      </ul>
    </>
  );
}

function Line({ item }: { readonly item: AwaySummary["items"][number] }) {
  const { t } = useText();
  const open = () => {
    closeAway();
    workspace.openTicket(item.ticketId);
  };
  return (
    <li>
      <button type="button" className={styles["line"]} onClick={open}>
        <span className={styles["what"]}>{t(`away.what.${item.what}`)}</span>
        <span className={styles["subject"]}>
          <span className={styles["number"]}>#{item.number}</span> <bdi>{item.subject}</bdi>
        </span>
        <span className={styles["who"]}>
          <bdi>{item.who ?? ""}</bdi>
        </span>
        <RelativeTime at={item.at} isFocusable={false} />
      </button>
    </li>
  );
}
