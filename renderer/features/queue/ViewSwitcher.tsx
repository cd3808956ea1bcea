import { memo } from "react";
import { ArrowDownWideNarrow, Check, ChevronDown, Columns3, Plus } from "lucide-react";
import type { AskOutput, QueueSort, ViewId } from "#contract/asks.ts";
import { isFieldKey, QUEUE_SORTS } from "#contract/asks.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import { CommandIconButton, useCaps } from "#renderer/commands/CommandButton.tsx";
import { notePress } from "#renderer/commands/trainer.ts";
import type { DirectoryNames } from "#renderer/features/queue/directory-names.ts";
import { sortWords } from "#renderer/features/queue/group-words.ts";
import styles from "#renderer/features/queue/Queue.module.css";
import { queue, useQueueView } from "#renderer/features/queue/queue-view.ts";
import { isTextKey, useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { Menu } from "#renderer/ui/Menu.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

export type ViewLine = {
  readonly viewId: ViewId;
  readonly title: string;
  /** null until it was counted. */
  readonly count: number | null;
};

/** Views in their order: built in, saved by the agent, the helpdesk's. */
export function toViewLines(
  builtIn: readonly ViewId[],
  own: readonly { readonly viewId: ViewId; readonly name: string }[],
  counts: AskOutput<"queue.counts"> | undefined,
  titles: ReadonlyMap<string, string>,
  t: ReturnType<typeof useText>["t"],
): readonly ViewLine[] {
  const counted = new Map(counts?.map(({ viewId, count }) => [viewId, count]));
  const ownNames = new Map(own.map(({ viewId, name }) => [viewId, name]));
  // A view that was just deleted may still be counted.
  const remote = [...counted.keys()].filter((id) => titles.has(id));
  return [...builtIn, ...ownNames.keys(), ...remote].map((viewId) => {
    const key = `queue.view.${viewId}`;
    const title = isTextKey(key) ? t(key) : (ownNames.get(viewId) ?? titles.get(viewId) ?? viewId);
    return { viewId, title, count: counted.get(viewId) ?? null };
  });
}

/** Which tickets are listed, in which order, and with which columns. */
export const ViewSwitcher = memo(function ViewSwitcher({
  views,
  current,
  names,
  isOpen,
  onOpen,
}: {
  readonly views: readonly ViewLine[];
  readonly names: DirectoryNames;
  readonly current: ViewId;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
  const text = useText();
  const { t, format } = text;
  const caps = useCaps("queue.views");
  const sort = useQueueView((view) => view.sort);
  const shown = views.find(({ viewId }) => viewId === current);
  const count = shown?.count ?? null;
  const breaching = views.find(({ viewId }) => viewId === "breaching-soon")?.count ?? 0;
  const tick = (isOn: boolean) => (
    <span className={styles["tick"]}>{isOn && <Check size={14} aria-hidden="true" />}</span>
  );
  const showView = (viewId: string) => {
    workspace.showView(viewId);
    workspace.focusPane("queue");
  };
  return (
    <div className={styles["bar"]}>
      <Button
        variant="quiet"
        caps={caps}
        className={styles["view"]}
        onPress={({ pointerType }) => {
          notePress("queue.views", pointerType);
          onOpen(true);
        }}
      >
        <span className={styles["viewName"]}>
          <bdi>{shown?.title ?? current}</bdi>{" "}
          {count !== null && <span className={styles["count"]}>{format.number(count)}</span>}
        </span>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      {breaching > 0 && current !== "breaching-soon" && (
        <Button
          variant="quiet"
          className={styles["breaching"]}
          onPress={() => showView("breaching-soon")}
        >
          {t("queue.breaching", { count: breaching })}
        </Button>
      )}
      <Menu
        label={t("queue.sort")}
        placement="bottom end"
        entries={[...QUEUE_SORTS, ...(isFieldKey(sort) ? [sort] : [])].map((id: QueueSort) => ({
          id,
          label: sortWords(id, text, names),
          mark: tick(id === sort),
          onAction: () => queue.sortBy(id),
        }))}
      >
        <IconButton icon={ArrowDownWideNarrow} size={16} label={t("queue.sort")} />
      </Menu>
      <CommandIconButton id="queue.layout" icon={Columns3} size={16} />
      <CommandIconButton id="ticket.new" icon={Plus} size={16} />
      {isOpen && (
        <Picker
          title={t("queue.views")}
          placeholder={t("queue.viewsHint")}
          empty={t("common.none")}
          choices={views.map(({ viewId, title, count }) => ({
            id: viewId,
            label: title,
            detail: count === null ? undefined : format.number(count),
          }))}
          chosenId={current}
          onPick={showView}
          onClose={() => onOpen(false)}
        />
      )}
    </div>
  );
});
