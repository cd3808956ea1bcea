import { useRef } from "react";
import type { Board } from "#contract/asks.ts";
import { CHANNELS, PRIORITIES } from "#domain/ticket/ticket.ts";
import { useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { AgentsTable } from "#renderer/features/supervisor/AgentsTable.tsx";
import { AsOf } from "#renderer/features/supervisor/AsOf.tsx";
import { type Bar, BarList } from "#renderer/features/supervisor/BarList.tsx";
import { BreachList } from "#renderer/features/supervisor/BreachList.tsx";
import { supervisorCommands } from "#renderer/features/supervisor/commands.ts";
import { Panel } from "#renderer/features/supervisor/Panel.tsx";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { useSupervisorView } from "#renderer/features/supervisor/supervisor-view.ts";
import { Tiles } from "#renderer/features/supervisor/Tiles.tsx";
import { isTextKey, useText } from "#renderer/i18n/text.ts";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import type { PickListHandle } from "#renderer/ui/PickList.tsx";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { useMe } from "#renderer/workspace/accounts-store.ts";

/** The queue as a supervisor watches it. Every number tells how old it is; offline it stays, with its age. */
export function SupervisorScreen() {
  const { t } = useText();
  const me = useMe();
  const result = useCacheResult("board.get", { me });
  const board = result?.ok === true ? result.value : undefined;
  const list = useRef<PickListHandle>(null);
  const chosen = useSupervisorView((view) => view.chosenId);
  const at = board?.breachingSoon.findIndex(({ ticketId }) => ticketId === chosen) ?? -1;
  const active = at >= 0 ? at : (board?.breachingSoon.length ?? 0) > 0 ? 0 : -1;
  useCommands(supervisorCommands, {
    board,
    chosenId: board?.breachingSoon[active]?.ticketId ?? null,
    moveBy: (rows) => {
      list.current?.focus();
      list.current?.moveBy(rows);
    },
  });
  return (
    <div className={styles["screen"]}>
      <header className={styles["head"]}>
        <h1 className={styles["title"]}>{t("supervisor.title")}</h1>
        <AsOf />
      </header>
      <div
        className={styles["scroll"]}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        role="region"
        aria-label={t("supervisor.title")}
      >
        {result?.ok === false && <ErrorNote error={result.error} />}
        {board === undefined ? (
          result === undefined && <Skeleton lines={12} />
        ) : (
          <>
            <Tiles board={board} />
            <div className={styles["panels"]}>
              <BreachList board={board} active={active} listRef={list} />
              <Depths board={board} />
              <AgentsTable board={board} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}

const isOneOf = <T extends string>(list: readonly T[], key: string): key is T =>
  (list as readonly string[]).includes(key);

/** Where the tickets are: by view, group, channel and priority. */
function Depths({ board }: { readonly board: Board }) {
  const { t, format } = useText();
  const now = useNow();
  const wait = (since: number | null) =>
    since === null ? undefined : t("supervisor.waits", { time: format.duration(now - since) });
  const views = board.views.map((slice): Bar => {
    const key = `supervisor.view.${slice.key}`;
    return { ...slice, label: isTextKey(key) ? t(key) : slice.label };
  });
  const groups = board.groups.map((slice): Bar => ({
    key: slice.key,
    label: slice.label === "" ? t("supervisor.noGroup") : slice.label,
    count: slice.count,
    detail: wait(slice.longestWaitSince),
  }));
  const channels = board.channels.map((slice): Bar => ({
    key: slice.key,
    label: isOneOf(CHANNELS, slice.key) ? t(`common.channel.${slice.key}`) : slice.label,
    mark: isOneOf(CHANNELS, slice.key) ? <ChannelIcon channel={slice.key} /> : undefined,
    count: slice.count,
    detail: wait(slice.longestWaitSince),
  }));
  const priorities = board.priorities.map((slice): Bar => {
    const priority = isOneOf(PRIORITIES, slice.key) ? slice.key : null;
    return {
      key: slice.key,
      label: t(`common.priority.${priority ?? "none"}`),
      mark: <PriorityMark priority={priority} />,
      count: slice.count,
    };
  });
  const sum = (bars: readonly Bar[]) => bars.reduce((total, { count }) => total + count, 0);
  return (
    <>
      <div className={styles["stack"]}>
        <Panel title={t("supervisor.panel.groups")} count={sum(groups)}>
          <BarList label={t("supervisor.panel.groups")} bars={groups} />
        </Panel>
        <Panel title={t("supervisor.panel.priorities")} count={sum(priorities)}>
          <BarList label={t("supervisor.panel.priorities")} bars={priorities} />
        </Panel>
      </div>
      <div className={styles["stack"]}>
        <Panel title={t("supervisor.panel.views")} note={t("supervisor.overlap")}>
          <BarList label={t("supervisor.panel.views")} bars={views} />
        </Panel>
        <Panel title={t("supervisor.panel.channels")} count={sum(channels)}>
          <BarList label={t("supervisor.panel.channels")} bars={channels} />
        </Panel>
      </div>
    </>
  );
}
