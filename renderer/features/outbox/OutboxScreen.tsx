import { Send } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import { outboxCommands } from "#renderer/features/outbox/commands.ts";
import {
  FILTERS,
  type Filter,
  listEntries,
  ticketOf,
} from "#renderer/features/outbox/outbox-facts.ts";
import { outboxView, useOutboxView } from "#renderer/features/outbox/outbox-view.ts";
import { OutboxDetail } from "#renderer/features/outbox/OutboxDetail.tsx";
import { OutboxLine } from "#renderer/features/outbox/OutboxLine.tsx";
import styles from "#renderer/features/outbox/Outbox.module.css";
import { useNames } from "#renderer/features/outbox/use-names.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { useNow } from "#renderer/ui/use-now.ts";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";
import { countAttention, useOutbox } from "#renderer/workspace/outbox-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Everything that is on its way to the helpdesk, what became of it, and what the agent may still do. */
export function OutboxScreen() {
  const { t } = useText();
  const entries = useOutbox((state) => state.entries);
  const attention = useOutbox((state) => countAttention(state.entries));
  const filter = useOutboxView((view) => view.filter);
  const activeId = useOutboxView((view) => view.activeId);
  const names = useNames();
  const now = useNow(60_000);
  const list = useRef<PickListHandle>(null);
  const shown = useMemo(
    () => (entries === null ? [] : listEntries(entries, filter, now)),
    [entries, filter, now],
  );
  const unsent = useMemo(
    () => (entries === null ? [] : listEntries(entries, "unsent", now)),
    [entries, now],
  );
  const found = shown.findIndex((entry) => entry.intent.opId === activeId);
  // What was looked at may have been sent meanwhile: it stays in view until another is picked.
  const gone = found < 0 ? entries?.find((entry) => entry.intent.opId === activeId) : undefined;
  const at = found >= 0 || gone !== undefined ? found : shown.length > 0 ? 0 : -1;
  const active: OutboxEntry | null = gone ?? shown[at] ?? null;
  useCommands(outboxCommands, {
    active,
    unsent,
    names,
    moveBy: (rows) => list.current?.moveBy(rows),
  });
  useEffect(() => list.current?.focus(), [filter]);
  const height = useRowHeight() + 24;

  return (
    <div className={styles["screen"]}>
      <header className={styles["head"]}>
        <h1 className={styles["title"]}>{t("outbox.title")}</h1>
        <Filters
          filter={filter}
          counts={{
            unsent: unsent.length,
            attention,
            done: entries === null ? 0 : listEntries(entries, "done", now).length,
          }}
        />
        <span className={styles["promise"]}>{t("outbox.promise")}</span>
        <CommandButton id="outbox.copyAll" isDisabled={unsent.length === 0} />
      </header>
      {entries === null ? (
        <Skeleton />
      ) : (
        <div className={styles["body"]}>
          <div className={styles["listPlace"]}>
            {shown.length === 0 ? (
              <Empty filter={filter} />
            ) : (
              <PickList
                ref={list}
                label={t(`outbox.filter.${filter}`)}
                count={shown.length}
                rowHeight={height}
                active={at}
                keyOf={(index) => shown[index]?.intent.opId ?? String(index)}
                onActive={(index) => outboxView.activate(shown[index]?.intent.opId ?? null)}
                onOpen={(index) => {
                  const entry = shown[index];
                  const ticketId = entry === undefined ? null : ticketOf(entry.intent);
                  if (ticketId !== null) workspace.openTicket(entry?.createdId ?? ticketId);
                }}
                renderRow={(index) => {
                  const entry = shown[index];
                  return entry === undefined ? null : <OutboxLine entry={entry} names={names} />;
                }}
              />
            )}
          </div>
          {active !== null && (
            <OutboxDetail key={active.intent.opId} entry={active} names={names} />
          )}
        </div>
      )}
    </div>
  );
}

function Filters({
  filter,
  counts,
}: {
  readonly filter: Filter;
  readonly counts: Readonly<Record<Filter, number>>;
}) {
  const { t, format } = useText();
  return (
    <div role="group" aria-label={t("outbox.filter.label")} className={styles["filters"]}>
      {FILTERS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === filter}
          className={cx(
            styles["filter"],
            each === "attention" && counts.attention > 0 && styles["needs"],
          )}
          onClick={() => outboxView.show(each)}
        >
          {t(`outbox.filter.${each}`)}
          <span className={styles["count"]}>{format.number(counts[each])}</span>
        </button>
      ))}
    </div>
  );
}

function Empty({ filter }: { readonly filter: Filter }) {
  const { t } = useText();
  return (
    <EmptyState icon={Send} title={t(`outbox.empty.${filter}.title`)}>
      <p>{t(`outbox.empty.${filter}.todo`)}</p>
      <CommandButton id="app.goQueue" />
    </EmptyState>
  );
}
