import { Check } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import type { GroupField, QueueSort } from "#contract/asks.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { SHAPES } from "#renderer/features/queue/columns.tsx";
import styles from "#renderer/features/queue/LayoutDialog.module.css";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import type { ColumnId } from "#renderer/features/queue/view-layout.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** A line of the dialog: a column, or a fact that only orders or groups. */
type Fact = {
  readonly id: string;
  readonly column?: ColumnId;
  readonly sort?: QueueSort | undefined;
  readonly group?: GroupField | undefined;
};
const GROUP_OF: Partial<Readonly<Record<ColumnId, GroupField>>> = {
  status: "status",
  channel: "channel",
  requester: "requester",
  value: "value",
  assignee: "assignee",
  group: "group",
  priority: "priority",
};
const OTHERS: readonly Fact[] = [
  { id: "rank", sort: "rank" },
  { id: "waiting", sort: "waiting" },
  { id: "organisation", group: "organisation" },
  { id: "account", group: "account" },
];
/** px that one key press makes a column wider. */
const WIDER = 16;
const USUAL_WIDTH = 96;

const HINTS = [
  ["Space", "show"],
  ["Shift+↑ ↓", "move"],
  ["← →", "width"],
  ["s", "sort"],
  ["g", "group"],
  ["Backspace", "reset"],
] as const;

/** Columns, order and groups of the view, all by keys; each can be pressed too. */
export function LayoutDialog({
  title,
  onClose,
}: {
  readonly title: string;
  readonly onClose: () => void;
}) {
  const { t, format } = useText();
  const columns = useQueueView((view) => view.columns);
  const hidden = useQueueView((view) => view.hidden);
  const widths = useQueueView((view) => view.widths);
  const groupBy = useQueueView((view) => view.groupBy);
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  const thenBy = useQueueView((view) => view.thenBy);
  const [activeId, setActiveId] = useState<string>("subject");
  const list = useRef<HTMLDivElement>(null);
  const levels = [{ sort, descending }, ...thenBy];
  const facts: readonly Fact[] = [
    ...columns.map((column) => ({
      id: column,
      column,
      sort: SHAPES[column].sort,
      group: GROUP_OF[column],
    })),
    ...OTHERS,
  ];
  const at = facts.findIndex(({ id }) => id === activeId);
  const active = facts[at];
  useEffect(() => list.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [activeId, columns]);

  const name = ({ id, column, sort: by, group }: Fact) =>
    column !== undefined
      ? t(`queue.column.${column}`)
      : by !== undefined
        ? t(`queue.sortBy.${by}`)
        : group === undefined
          ? id
          : t(`queue.group.field.${group}`);
  const show = ({ column }: Fact) => {
    if (column !== undefined && SHAPES[column].fixed !== true) queue.toggleColumn(column);
  };
  const widen = ({ column }: Fact, by: number) => {
    if (column === undefined) return;
    const cell = document.querySelector<HTMLElement>(`[role=columnheader][data-column=${column}]`);
    queue.setWidth(column, (widths[column] ?? cell?.offsetWidth ?? USUAL_WIDTH) + by);
  };
  const order = ({ sort: by }: Fact) => {
    if (by !== undefined) queue.toggleSort(by);
  };
  const group = ({ group: field }: Fact) => {
    if (field !== undefined) queue.toggleGroup(field);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (active === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isRtl = document.documentElement.dir === "rtl";
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step !== undefined && event.shiftKey && active.column !== undefined)
      queue.moveColumn(active.column, step);
    else if (step !== undefined && !event.shiftKey)
      setActiveId(facts[(at + step + facts.length) % facts.length]?.id ?? activeId);
    else if (event.key === " ") show(active);
    else if (event.key === "ArrowRight") widen(active, isRtl ? -WIDER : WIDER);
    else if (event.key === "ArrowLeft") widen(active, isRtl ? WIDER : -WIDER);
    else if (event.key === "s") order(active);
    else if (event.key === "g") group(active);
    else if (event.key === "Backspace" && active.column !== undefined)
      queue.setWidth(active.column, null);
    else if (event.key === "Enter") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Dialog
      isOpen
      wide
      onClose={onClose}
      title={t("queue.layout.title", { view: title })}
      footer={
        <>
          <CommandButton id="app.nextDensity" variant="quiet" />
          <Button variant="quiet" onPress={queue.resetLayout}>
            {t("queue.layout.reset")}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {t("common.action.close")}
          </Button>
        </>
      }
    >
      <p className={styles["hints"]}>
        {HINTS.map(([keys, what]) => (
          <span key={what}>
            <Kbd caps={[keys.split("+")]} /> {t(`queue.layout.hint.${what}`)}
          </span>
        ))}
      </p>
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={t("queue.layout.title", { view: title })}
        aria-activedescendant={active === undefined ? undefined : `layout-${active.id}`}
        className={styles["list"]}
        onKeyDown={onKeyDown}
      >
        {facts.map((fact) => {
          const { id, column } = fact;
          const isShown = column !== undefined && !hidden.includes(column);
          const level = levels.findIndex((one) => one.sort === fact.sort);
          const groupLevel = fact.group === undefined ? -1 : groupBy.indexOf(fact.group);
          const sorted = fact.sort === undefined ? undefined : levels[level];
          const width = column === undefined ? undefined : widths[column];
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the list's
            <div
              key={id}
              id={`layout-${id}`}
              role="option"
              tabIndex={-1}
              aria-selected={id === activeId}
              {...(id === activeId && { "data-active": "" })}
              className={cx(styles["fact"], id === activeId && styles["active"])}
              onClick={() => setActiveId(id)}
            >
              <span className={styles["shown"]}>
                {isShown && <Check size={14} aria-label={t("queue.layout.shown")} role="img" />}
              </span>
              <span className={styles["name"]}>{name(fact)}</span>
              <span className={styles["note"]}>
                {width === undefined
                  ? ""
                  : t("queue.layout.width", { width: format.number(width) })}
              </span>
              <span className={styles["note"]}>
                {sorted === undefined
                  ? ""
                  : t(sorted.descending ? "queue.layout.descending" : "queue.layout.ascending", {
                      level: format.number(level + 1),
                    })}
              </span>
              <span className={styles["note"]}>
                {groupLevel === -1
                  ? ""
                  : t("queue.layout.grouped", { level: format.number(groupLevel + 1) })}
              </span>
            </div>
          );
        })}
      </div>
      {active !== undefined && (
        <div className={styles["acts"]}>
          {active.column !== undefined && SHAPES[active.column].fixed !== true && (
            <Button variant="quiet" onPress={() => show(active)}>
              {t("queue.layout.hint.show")}
            </Button>
          )}
          {active.sort !== undefined && (
            <Button variant="quiet" onPress={() => order(active)}>
              {t("queue.layout.hint.sort")}
            </Button>
          )}
          {active.group !== undefined && (
            <Button variant="quiet" onPress={() => group(active)}>
              {t("queue.layout.hint.group")}
            </Button>
          )}
        </div>
      )}
    </Dialog>
  );
}
