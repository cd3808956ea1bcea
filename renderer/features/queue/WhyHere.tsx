import type { ReactNode } from "react";
import { useState } from "react";
import type { QueueRow } from "#contract/asks.ts";
import { RANK_TERMS, type RankTerm, decidingTerm, rankReason } from "#domain/ticket/rank.ts";
import styles from "#renderer/features/queue/WhyHere.module.css";
import { rowAt, rowUnder } from "#renderer/features/queue/queue-cursor.ts";
import { useQueueView } from "#renderer/features/queue/queue-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { serverNow } from "#renderer/workspace/status-store.ts";

/** The terms of the order of work for the row under the cursor, beside those of its neighbours. */
export function WhyHere({ onClose }: { readonly onClose: () => void }) {
  const { t, format } = useText();
  // As it stood when it was asked: an answer must not change under the eyes.
  const [{ page, cursor, sort, now }] = useState(() => ({
    ...useQueueView.getState(),
    now: Date.now(),
  }));
  const row = rowUnder(page, cursor);
  if (row === null || page === null) return null;
  const isRanked = sort === "rank";
  const above = isRanked ? rowAt(page, cursor.index - 1) : null;
  const below = isRanked ? rowAt(page, cursor.index + 1) : null;
  const aboveTerm = above === null ? null : decidingTerm(above, row);
  const belowTerm = below === null ? null : decidingTerm(row, below);
  const columns = [above, row, below].filter((each): each is QueueRow => each !== null);
  const name = (each: QueueRow) => `#${each.number}`;
  const because = (term: RankTerm) => t(`queue.why.term.${term}`);
  return (
    <Dialog isOpen onClose={onClose} title={t("queue.why.title", { ticket: name(row) })}>
      <div className={styles["why"]}>
        <p className={styles["subject"]} dir="auto">
          {row.subject}
        </p>
        {page.above === undefined && (
          <p>
            {t("queue.why.place", {
              place: format.number(cursor.index + 1),
              total: format.number(page.total),
            })}
          </p>
        )}
        {!isRanked && <p>{t("queue.why.notRanked")}</p>}
        {isRanked && cursor.index === 0 && <p>{t("queue.why.first")}</p>}
        {above !== null && aboveTerm !== null && (
          <p>{t("queue.why.after", { ticket: name(above), term: because(aboveTerm) })}</p>
        )}
        {below !== null && belowTerm !== null && (
          <p>{t("queue.why.before", { ticket: name(below), term: because(belowTerm) })}</p>
        )}
        <table className={styles["terms"]}>
          <caption className={styles["caption"]}>{t("queue.why.order")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("queue.why.term.term")}</th>
              {columns.map((each) => (
                <th key={each.id} scope="col" className={cx(each === row && styles["here"])}>
                  <span dir="ltr">{name(each)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {RANK_TERMS.map((term) => (
              <tr key={term}>
                <th scope="row">{because(term)}</th>
                {columns.map((each) => (
                  <td
                    key={each.id}
                    className={cx(
                      each === row && styles["here"],
                      (term === aboveTerm && each !== below) ||
                        (term === belowTerm && each !== above)
                        ? styles["decides"]
                        : undefined,
                    )}
                  >
                    <Value row={each} term={term} now={now} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

function Value({
  row,
  term,
  now,
}: {
  readonly row: QueueRow;
  readonly term: RankTerm;
  readonly now: number;
}): ReactNode {
  const { t, format } = useText();
  const { unsolved, slaLeftMs, waitingMs, priority, value, ageMs } = rankReason(
    row,
    serverNow(row.accountId, now),
  );
  switch (term) {
    case "solved":
      return t(unsolved ? "queue.why.value.yes" : "queue.why.value.no");
    case "sla":
      if (slaLeftMs === null) return t("queue.why.value.noClock");
      return slaLeftMs < 0
        ? t("queue.why.value.late", { time: format.duration(-slaLeftMs) })
        : format.duration(slaLeftMs);
    case "waiting":
      return waitingMs === null ? t("queue.why.value.nobody") : format.duration(waitingMs);
    case "priority":
      return t(`common.priority.${priority ?? "none"}`);
    case "value":
      return t(`queue.customerValue.${value ?? "none"}`);
    case "age":
      return format.duration(waitingMs ?? ageMs);
    case "id":
      return <span dir="ltr">{`#${row.number}`}</span>;
  }
}
