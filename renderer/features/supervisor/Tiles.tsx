import type { ReactNode } from "react";
import { Focusable } from "react-aria-components/Focusable";
import type { Board } from "#contract/asks.ts";
import { accountOf, remoteOf } from "#domain/kernel/ids.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { serverNow } from "#renderer/workspace/status-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

type TileId =
  | "backlog"
  | "actionable"
  | "queueDepth"
  | "unassigned"
  | "longestWait"
  | "breached"
  | "solvedToday"
  | "createdToday"
  | "medianAge"
  | "p90Age"
  | "unsentHere";

/** The board's numbers, each with its definition on hover and focus. */
export function Tiles({ board }: { readonly board: Board }) {
  const { t, format } = useText();
  const now = useNow();
  const caps = useCaps("supervisor.openLongestWait");
  const wait = board.longestWait;
  const span = (ms: number | null) => (ms === null ? "–" : format.span(ms));
  const count = (value: number) => format.number(value);
  return (
    <dl className={styles["tiles"]}>
      <Tile id="queueDepth" value={count(board.queueDepth)} />
      <Tile
        id="longestWait"
        value={
          wait === null ? (
            "–"
          ) : (
            <span className={styles["tileAct"]}>
              <Button
                variant="quiet"
                className={styles["tileButton"]}
                label={t("supervisor.openWait", {
                  number: remoteOf(wait.ticketId),
                  time: format.duration(serverNow(accountOf(wait.ticketId), now) - wait.since),
                })}
                onPress={() => workspace.openTicket(wait.ticketId)}
              >
                {format.duration(serverNow(accountOf(wait.ticketId), now) - wait.since)}
              </Button>
              <Kbd caps={caps} />
            </span>
          )
        }
      />
      <Tile id="breached" value={count(board.breached)} isPressing={board.breached > 0} />
      <Tile id="actionable" value={count(board.actionable)} />
      <Tile id="backlog" value={count(board.backlog)} />
      <Tile id="unassigned" value={count(board.unassigned)} />
      <Tile id="createdToday" value={count(board.createdToday)} />
      <Tile id="solvedToday" value={count(board.solvedToday)} />
      <Tile id="medianAge" value={span(board.backlogAge.medianMs)} />
      <Tile id="p90Age" value={span(board.backlogAge.p90Ms)} />
      <Tile id="unsentHere" value={count(board.unsentHere)} />
    </dl>
  );
}

function Tile({
  id,
  value,
  isPressing = false,
}: {
  readonly id: TileId;
  readonly value: ReactNode;
  readonly isPressing?: boolean | undefined;
}) {
  const { t } = useText();
  return (
    <div className={styles["tile"]}>
      <dt>
        <Tooltip text={t(`supervisor.tile.${id}.means`)} placement="bottom">
          <Focusable>
            <span role="note" className={styles["tileName"]}>
              {t(`supervisor.tile.${id}.name`)}
            </span>
          </Focusable>
        </Tooltip>
      </dt>
      <dd className={cx(styles["tileValue"], isPressing && styles["pressing"])}>{value}</dd>
    </div>
  );
}
