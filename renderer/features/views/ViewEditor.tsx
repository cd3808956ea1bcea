import { type ChangeEvent, type KeyboardEvent, useRef, useState } from "react";
import { fieldIdOf, isFieldKey, QUEUE_SORTS, type QueueSort } from "#contract/asks.ts";
import { parseQuery } from "#domain/search/parse-query.ts";
import { currentList, layoutOfView } from "#renderer/actions/query/current-list.ts";
import { QueryInput } from "#renderer/actions/query/QueryInput.tsx";
import { joinQueries, listViews, queryTextOf } from "#renderer/actions/query/view-names.ts";
import { call } from "#renderer/bridge.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { FileFaults } from "#renderer/features/views/FileFaults.tsx";
import { type FileFault, readViewFile, writeViewFile } from "#renderer/features/views/view-file.ts";
import styles from "#renderer/features/views/Views.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { Switch } from "#renderer/ui/Switch.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import {
  MAX_OWN_VIEWS,
  MAX_VIEW_NAME,
  newViewId,
  type OwnView,
  ownView,
  removeOwnView,
  saveOwnView,
  useOwnViews,
} from "#renderer/workspace/own-views-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** The view that is shown, with what narrows it now, as a view of the agent's own. */
function startFrom(directory: Parameters<typeof queryTextOf>[1]): OwnView {
  const { viewId } = useWorkspace.getState();
  const { text, sort, descending, layout } = currentList();
  const known = ownView(viewId);
  const query = joinQueries(queryTextOf(viewId, directory), text);
  return known === undefined
    ? { viewId: newViewId(), name: "", query, sort, descending, layout }
    : { ...known, query, sort, descending, layout };
}

/** Makes or changes a view of one's own; brings them from a file and takes them there. */
export function ViewEditor({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const directory = useCacheQuery("directory.get", {});
  return (
    <Dialog isOpen onClose={onClose} title={t("views.editor.title")} wide>
      {directory !== undefined && <Form start={startFrom(directory)} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ start, onClose }: { readonly start: OwnView; readonly onClose: () => void }) {
  const { t, format } = useText();
  const me = useMe();
  const directory = useCacheQuery("directory.get", {});
  const own = useOwnViews((state) => state.views);
  const [draft, setDraft] = useState(start);
  const [hasTried, setTried] = useState(false);
  const [undo, setUndo] = useState<{ readonly name: string; readonly run: () => void } | null>(
    null,
  );
  const [imported, setImported] = useState<{
    readonly count: number;
    readonly faults: readonly FileFault[];
  } | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const page = useCacheQuery("queue.list", {
    viewId: draft.viewId,
    query: draft.query,
    me,
    sort: draft.sort,
    descending: draft.descending,
    text: "",
    from: 0,
    to: 0,
    anchorId: null,
  });
  const isKnown = own.some(({ viewId }) => viewId === draft.viewId);
  const name = draft.name.trim();
  const isTaken = listViews(own, undefined, t).some(
    (view) => view.viewId !== draft.viewId && view.title.toLowerCase() === name.toLowerCase(),
  );
  const nameError = name === "" ? t("views.error.name") : isTaken ? t("views.error.taken") : null;
  const isWrong = nameError !== null || parseQuery(draft.query).errors.length > 0;
  const change = (part: Partial<OwnView>) => setDraft((before) => ({ ...before, ...part }));

  const save = (asNew: boolean) => {
    setTried(true);
    if (isWrong || (own.length >= MAX_OWN_VIEWS && (asNew || !isKnown))) return;
    const view = { ...draft, name, ...(asNew && { viewId: newViewId() }) };
    saveOwnView(view);
    onClose();
    // Shown anew even when it is the one on screen, so that its condition and order count.
    workspace.showView(view.viewId);
    workspace.focusPane("queue");
    notify("info", "views.saved", { name });
  };
  const remove = () => {
    const back = removeOwnView(draft.viewId);
    const wasShown = useWorkspace.getState().viewId === draft.viewId;
    if (wasShown) workspace.showView("mine");
    setUndo({
      name: draft.name,
      run: () => {
        back();
        if (wasShown) workspace.showView(draft.viewId);
        setUndo(null);
      },
    });
  };
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    event.target.value = "";
    if (chosen === undefined) return;
    // Larger than any file of views: not even read.
    const text = chosen.size > 4_000_000 ? " ".repeat(1_000_001) : await chosen.text();
    const { views, faults } = readViewFile(text, own.length);
    for (const view of views) saveOwnView(view);
    setImported({ count: views.length, faults });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    if (!(event.target instanceof HTMLInputElement) || event.target.type === "checkbox") return;
    event.preventDefault();
    save(false);
  };

  if (undo !== null) {
    return (
      <div className={styles["removed"]} role="status">
        <span>{t("views.removed", { name: undo.name })}</span>
        <Button autoFocus onPress={undo.run}>
          {t("common.action.undo")}
        </Button>
        <Button onPress={onClose}>{t("common.action.close")}</Button>
      </div>
    );
  }
  const ordered = isFieldKey(draft.sort) ? draft.sort : null;
  const sorts = [
    ...QUEUE_SORTS.map((value) => ({ value, label: t(`queue.sortBy.${value}`) })),
    ...(ordered === null
      ? []
      : [
          {
            value: ordered,
            label:
              directory?.fields.find(({ id }) => id === fieldIdOf(ordered))?.title ??
              t("common.field.custom"),
          },
        ]),
  ];
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter in a field saves, as in a form
    <div className={styles["form"]} onKeyDown={onKeyDown}>
      <TextField
        label={t("views.editor.name")}
        value={draft.name}
        onChange={(next) => change({ name: next })}
        error={hasTried ? nameError : null}
        autoFocus
        maxLength={MAX_VIEW_NAME}
      />
      <div className={styles["field"]}>
        <span className={styles["label"]}>{t("views.editor.query")}</span>
        <QueryInput
          label={t("views.editor.query")}
          value={draft.query}
          onChange={(query) => change({ query })}
        />
        <span className={styles["hint"]} role="status">
          {page === undefined ? "" : t("views.editor.matching", { count: page.total })}
        </span>
      </div>
      <div className={styles["order"]}>
        <Select<QueueSort>
          label={t("views.editor.sort")}
          value={draft.sort}
          onChange={(sort) => change({ sort })}
          options={sorts}
        />
        <Switch
          label={t("views.editor.descending")}
          isSelected={draft.descending}
          onChange={(descending) => change({ descending })}
        />
      </div>
      {own.length >= MAX_OWN_VIEWS && (
        <p className={styles["hint"]}>
          {t("views.error.full", { limit: format.number(MAX_OWN_VIEWS) })}
        </p>
      )}
      {imported !== null && <FileFaults count={imported.count} faults={imported.faults} />}
      <div className={styles["actions"]}>
        <Button variant="primary" onPress={() => save(false)}>
          {isKnown ? t("common.action.save") : t("views.editor.add")}
        </Button>
        {isKnown && <Button onPress={() => save(true)}>{t("views.editor.saveNew")}</Button>}
        {isKnown && <Button onPress={remove}>{t("common.action.remove")}</Button>}
        <span className={styles["space"]} />
        <Button onPress={() => file.current?.click()}>{t("views.editor.import")}</Button>
        <Button
          isDisabled={own.length === 0}
          onPress={() =>
            void call("files.saveText", {
              fileName: "views.json",
              text: writeViewFile(own, layoutOfView),
            })
          }
        >
          {t("views.editor.export")}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          data-import="views"
          onChange={(event) => void take(event)}
        />
      </div>
    </div>
  );
}
