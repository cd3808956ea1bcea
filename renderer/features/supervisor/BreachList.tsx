import { type Ref, useMemo } from "react";
import type { Board } from "#contract/asks.ts";
import { accountOf, remoteOf } from "#domain/kernel/ids.ts";
import { Panel } from "#renderer/features/supervisor/Panel.tsx";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useSupervisorView } from "#renderer/features/supervisor/supervisor-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { SlaClock } from "#renderer/ui/SlaClock.tsx";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Promises about to be broken, the most pressing first; each opens its ticket. */
export function BreachList({
  board,
  active,
  listRef,
}: {
  readonly board: Board;
  readonly active: number;
  readonly listRef: Ref<PickListHandle>;
}) {
  const { t, format } = useText();
  const rows = board.breachingSoon;
  const names = useMemo(
    () => new Map(board.agents.map(({ agentId, name }) => [agentId, name])),
    [board.agents],
  );
  const offsets = useStatus((state) => state.statuses);
  const rowHeight = useRowHeight();
  // The list holds the most pressing ones only; the view counts all.
  const all = board.views.find(({ key }) => key === "breaching-soon")?.count ?? 0;
  return (
    <Panel
      title={t("supervisor.panel.breaching")}
      count={Math.max(all, rows.length)}
      note={
        all > rows.length ? t("supervisor.shown", { n: format.number(rows.length) }) : undefined
      }
    >
      {rows.length === 0 ? (
        <p className={styles["none"]}>{t("supervisor.noBreach")}</p>
      ) : (
        <div className={styles["breaches"]} style={{ blockSize: rows.length * rowHeight + 2 }}>
          <PickList
            ref={listRef}
            label={t("supervisor.panel.breaching")}
            count={rows.length}
            rowHeight={rowHeight}
            active={active}
            keyOf={(index) => rows[index]?.ticketId ?? String(index)}
            onActive={(index) =>
              useSupervisorView.setState({ chosenId: rows[index]?.ticketId ?? null })
            }
            onOpen={(index) => workspace.openTicket(rows[index]?.ticketId ?? null)}
            renderRow={(index) => {
              const row = rows[index];
              if (row === undefined) return null;
              const offset = offsets.find(
                ({ accountId }) => accountId === accountOf(row.ticketId),
              )?.clockOffsetMs;
              return (
                <div className={styles["breach"]}>
                  <SlaClock breachAt={row.breachAt} clockOffsetMs={offset} short />
                  <span className={styles["breachSubject"]} dir="auto">
                    <bdi dir="ltr">#{remoteOf(row.ticketId)}</bdi> {row.subject}
                  </span>
                  <bdi className={styles["breachWho"]}>
                    {row.assigneeId === null
                      ? t("common.person.nobody")
                      : (names.get(row.assigneeId) ?? t("common.person.unknown"))}
                  </bdi>
                </div>
              );
            }}
          />
        </div>
      )}
    </Panel>
  );
}
