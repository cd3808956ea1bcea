import { Check } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import {
  fieldIdOf,
  fieldKey,
  type GroupField,
  isFieldKey,
  type QueueSort,
} from "#contract/asks.ts";
import { isShown, shapeOf } from "#renderer/features/queue/columns.tsx";
import { useDirectoryNames } from "#renderer/features/queue/directory-names.ts";
import { groupField, sortWords } from "#renderer/features/queue/group-words.ts";
import styles from "#renderer/features/queue/LayoutDialog.module.css";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import type { ColumnId, FixedColumn } from "#renderer/features/queue/view-layout.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** A line of the dialog: a column, or a fact that only orders or groups. */
type Fact = {
  readonly id: string;
  readonly column?: ColumnId;
  readonly sort?: QueueSort | undefined;
  readonly group?: GroupField | undefined;
};
const GROUP_OF: Partial<Readonly<Record<FixedColumn, GroupField>>> = {
  status: "status",
  channel: "channel",
  requester: "requester",
  organisation: "organisation",
  value: "value",
  assignee: "assignee",
  group: "group",
  priority: "priority",
};
const OTHERS: readonly Fact[] = [
  { id: "rank", sort: "rank" },
  { id: "waiting", sort: "waiting" },
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
  ["d", "density"],
  ["/", "find"],
  ["Backspace", "reset"],
] as const;

const plain = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Columns, order and groups of the view, all by keys; each can be pressed too. */
export function LayoutDialog({
  title,
  onClose,
}: {
  readonly title: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const { t, format } = text;
  const names = useDirectoryNames();
  const accounts = useAccounts((state) => state.accounts);
  const [typed, setTyped] = useState("");
  const columns = useQueueView((view) => view.columns);
  const hidden = useQueueView((view) => view.hidden);
  const asked = useQueueView((view) => view.asked);
  const width = useQueueView((view) => view.width);
  const density = useQueueView((view) => view.density);
  const widths = useQueueView((view) => view.widths);
  const groupBy = useQueueView((view) => view.groupBy);
  const sort = useQueueView((view) => view.sort);
  const descending = useQueueView((view) => view.descending);
  const thenBy = useQueueView((view) => view.thenBy);
  const [activeId, setActiveId] = useState<string>("subject");
  const list = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const levels = [{ sort, descending }, ...thenBy];
  const fact = (column: ColumnId): Fact => ({
    id: column,
    column,
    sort: shapeOf(column).sort,
    group: isFieldKey(column) ? column : GROUP_OF[column],
  });
  const others = [...names.fields.values()]
    .map(({ id, title: name }) => ({ key: fieldKey(id), name }))
    .filter(({ key }) => !columns.includes(key))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ key }) => fact(key));
  const isOn = (column: ColumnId) => isShown(column, width, { hidden, asked }, names.fields);
  const name = ({ column, id, sort: by, group: field }: Fact): string => {
    if (column !== undefined && !isFieldKey(column)) return t(`queue.column.${column}`);
    return by !== undefined
      ? sortWords(by, text, names)
      : field === undefined
        ? id
        : groupField(field, text, names);
  };
  /** Which helpdesk a field is of, where there are several. */
  const origin = ({ column }: Fact): string => {
    const accountId =
      column !== undefined && isFieldKey(column)
        ? names.fields.get(fieldIdOf(column))?.accountId
        : undefined;
    return accounts === null || accounts.length < 2
      ? ""
      : (accounts.find((account) => account.accountId === accountId)?.name ?? "");
  };
  const wanted = plain(typed).split(/\s+/u).filter(Boolean);
  const facts: readonly Fact[] = [...columns.map(fact), ...OTHERS, ...others].filter(
    (one) =>
      // A field that the helpdesk no longer has is kept in the layout and not shown.
      (one.column === undefined ||
        !isFieldKey(one.column) ||
        names.fields.has(fieldIdOf(one.column))) &&
      wanted.every((word) => plain(name(one)).includes(word)),
  );
  const at = facts.findIndex(({ id }) => id === activeId);
  const active = facts[at];
  useEffect(() => list.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [activeId, columns]);

  const show = ({ column }: Fact) => {
    if (column !== undefined && shapeOf(column).fixed !== true)
      queue.toggleColumn(column, isOn(column));
  };
  const widen = ({ column }: Fact, by: number) => {
    if (column === undefined) return;
    const cell = document.querySelector<HTMLElement>(
      `[role=columnheader][data-column=${CSS.escape(column)}]`,
    );
    queue.setWidth(column, (widths[column] ?? cell?.offsetWidth ?? USUAL_WIDTH) + by);
  };
  const order = ({ sort: by }: Fact) => {
    if (by !== undefined) queue.toggleSort(by);
  };
  const group = ({ group: field }: Fact) => {
    if (field !== undefined) queue.toggleGroup(field);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "/" && active === undefined) filter.current?.focus();
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
    else if (event.key === "d") queue.turnDensity();
    else if (event.key === "/") filter.current?.focus();
    else if (event.key === "Backspace" && active.column !== undefined)
      queue.setWidth(active.column, null);
    else if (event.key === "Enter") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** From the filter the list is reached with the keys that lead down; Escape first takes the words away. */
  const onFilterKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const [first] = facts;
    if (event.key === "Escape" && typed !== "") setTyped("");
    else if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    if (active === undefined && first !== undefined) setActiveId(first.id);
    event.preventDefault();
    event.stopPropagation();
    list.current?.focus();
  };

  return (
    <Dialog
      isOpen
      wide
      onClose={onClose}
      title={t("queue.layout.title", { view: title })}
      footer={
        <>
          <Button variant="quiet" caps={[["d"]]} onPress={queue.turnDensity}>
            {t("queue.layout.density", {
              density: t(
                density === null ? "queue.layout.usualDensity" : `settings.density.${density}`,
              ),
            })}
          </Button>
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
      <input
        ref={filter}
        type="search"
        className={styles["filter"]}
        aria-label={t("queue.layout.hint.find")}
        placeholder={t("queue.layout.find")}
        {...(typed !== "" && { dir: "auto" })}
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onFilterKey}
      />
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={t("queue.layout.title", { view: title })}
        aria-activedescendant={active === undefined ? undefined : `layout-${active.id}`}
        className={styles["list"]}
        onKeyDown={onKeyDown}
      >
        {facts.map((one) => {
          const { id, column } = one;
          const isVisible = column !== undefined && isOn(column);
          const level = levels.findIndex((each) => each.sort === one.sort);
          const groupLevel = one.group === undefined ? -1 : groupBy.indexOf(one.group);
          const sorted = one.sort === undefined ? undefined : levels[level];
          const set = column === undefined ? undefined : widths[column];
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
                {isVisible && <Check size={14} aria-label={t("queue.layout.shown")} role="img" />}
              </span>
              <span className={styles["name"]}>
                <bdi>{name(one)}</bdi> <small className={styles["note"]}>{origin(one)}</small>
              </span>
              <span className={styles["note"]}>
                {set === undefined ? "" : t("queue.layout.width", { width: format.number(set) })}
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
          {active.column !== undefined && shapeOf(active.column).fixed !== true && (
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
