import { MessageSquareQuote } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { macroDraftKey } from "#domain/sync/draft.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { useCacheQuery, useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import { macrosCommands } from "#renderer/features/macros/commands.ts";
import { readMacroDraft } from "#renderer/features/macros/macro-draft.ts";
import { MacroEditor } from "#renderer/features/macros/MacroEditor.tsx";
import { MacroPreview } from "#renderer/features/macros/MacroPreview.tsx";
import { toMacroRows } from "#renderer/features/macros/macro-rows.ts";
import styles from "#renderer/features/macros/Macros.module.css";
import { useMacrosView } from "#renderer/features/macros/macros-view.ts";
import { useEdited } from "#renderer/features/macros/use-edited.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { SearchField } from "#renderer/ui/SearchField.tsx";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** The macro studio: list, editor, preview. */
export function MacrosScreen() {
  const { t } = useText();
  const accounts = useAccounts((state) => state.accounts);
  const directory = useCacheQuery("directory.get", {});
  const { edited, isChanged, isUnsent, newerAt, isKnown } = useEdited();
  const list = useRef<PickListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const title = useRef<HTMLInputElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const canWrite =
    accounts?.find(({ accountId }) => accountId === edited?.macro.accountId)?.macrosWrite === true;
  const writable = accounts?.filter(({ macrosWrite }) => macrosWrite) ?? [];
  const writableId =
    writable.find(({ accountId }) => accountId === edited?.macro.accountId)?.accountId ??
    writable[0]?.accountId ??
    null;
  useCommands(macrosCommands, {
    edited,
    isChanged,
    canWrite,
    writableId,
    moveBy: (rows) => {
      list.current?.focus();
      list.current?.moveBy(rows);
    },
    focusSearch: () => search.current?.focus(),
    focusTitle: () => title.current?.focus(),
    addAction: () => add.current?.click(),
  });
  const isNew = edited !== null && edited.base === null;
  const id = edited?.macro.id;
  useEffect(() => {
    if (isNew) title.current?.focus();
  }, [isNew, id]);

  return (
    <div className={styles["screen"]}>
      <header className={styles["head"]}>
        <h1 className={styles["title"]}>{t("macros.title")}</h1>
        <CommandButton id="macros.new" isDisabled={writableId === null} />
        {writableId === null && accounts !== null && (
          <span className={styles["hint"]}>{t("macros.noneWritable")}</span>
        )}
      </header>
      <div className={styles["body"]}>
        <MacroList listRef={list} searchRef={search} />
        {edited === null ? (
          <div className={styles["nothing"]}>
            {isKnown ? (
              <EmptyState icon={MessageSquareQuote} title={t("macros.pick.title")}>
                <p>{t("macros.pick.todo")}</p>
              </EmptyState>
            ) : (
              <Skeleton />
            )}
          </div>
        ) : (
          <div className={styles["work"]}>
            <MacroEditor
              key={edited.macro.id}
              edited={edited}
              isChanged={isChanged}
              isUnsent={isUnsent}
              newerAt={newerAt}
              canWrite={canWrite}
              directory={directory}
              titleRef={title}
              addRef={add}
            />
            <MacroPreview
              key={`preview/${edited.macro.id}`}
              macro={edited.macro}
              directory={directory}
            />
          </div>
        )}
      </div>
    </div>
  );
}

function MacroList({
  listRef,
  searchRef,
}: {
  readonly listRef: React.Ref<PickListHandle>;
  readonly searchRef: React.Ref<HTMLInputElement>;
}) {
  const { t, locale } = useText();
  const text = useMacrosView((view) => view.text);
  const result = useCacheResult("macro.list", { text: useDeferredValue(text) });
  const drafts = useDrafts((state) => state.drafts);
  const { openId } = useEdited();
  const rowHeight = useRowHeight();
  const rows = useMemo(() => {
    if (result?.ok !== true) return null;
    const kept = result.value;
    const known = new Set(kept.map((macro) => macro.id));
    const fresh = [...(drafts?.values() ?? [])].flatMap((draft) => {
      const made = draft.key.startsWith("macro/") ? readMacroDraft(draft) : null;
      return made === null || made.base !== null || known.has(made.macro.id) ? [] : [made.macro];
    });
    return toMacroRows([...kept, ...fresh], locale);
  }, [result, drafts, locale]);
  const active = rows?.findIndex((row) => row.kind === "macro" && row.macro.id === openId) ?? -1;
  const macroAt = (index: number) => {
    const row = rows?.[index];
    return row?.kind === "macro" ? row.macro : null;
  };
  return (
    <aside className={styles["side"]} aria-label={t("macros.list")}>
      <SearchField
        label={t("macros.command.search")}
        placeholder={t("macros.searchHint")}
        value={text}
        onChange={(next) => useMacrosView.setState({ text: next })}
        inputRef={searchRef}
      />
      {result?.ok === false && <ErrorNote error={result.error} />}
      {rows === null ? (
        result === undefined && <Skeleton />
      ) : rows.length === 0 ? (
        <EmptyState title={text === "" ? t("macros.empty.title") : t("common.noMatches")}>
          {text === "" && <p>{t("macros.empty.todo")}</p>}
        </EmptyState>
      ) : (
        <div className={styles["listPlace"]}>
          <PickList
            ref={listRef}
            label={t("macros.list")}
            count={rows.length}
            rowHeight={rowHeight}
            active={active}
            keyOf={(index) => rows[index]?.key ?? String(index)}
            isHeading={(index) => rows[index]?.kind === "folder"}
            onActive={(index) => workspace.openMacro(macroAt(index)?.id ?? null)}
            renderRow={(index) => {
              const row = rows[index];
              if (row === undefined) return null;
              if (row.kind === "folder")
                return <div className={styles["folder"]}>{row.path.join(" › ")}</div>;
              const hasDraft = drafts?.has(macroDraftKey(row.macro.id)) === true;
              return (
                <div className={cx(styles["row"], !row.macro.active && styles["inactive"])}>
                  <span className={styles["rowName"]} dir="auto">
                    {row.folder.length > 0 && (
                      <span className={styles["hidden"]}>{row.folder.join(" › ")} › </span>
                    )}
                    {row.name === "" ? t("macros.untitled") : row.name}
                  </span>
                  {hasDraft && <span className={styles["rowState"]}>{t("macros.draft")}</span>}
                  {!row.macro.active && (
                    <span className={styles["rowState"]}>{t("macros.inactive")}</span>
                  )}
                </div>
              );
            }}
          />
        </div>
      )}
    </aside>
  );
}
