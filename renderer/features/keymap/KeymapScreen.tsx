import { CircleAlert, Info } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Macro } from "#domain/macro/macro.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { loadCatalogue } from "#renderer/commands/catalogue.ts";
import {
  type Clash,
  type Reader,
  READERS,
  type System,
  isSerious,
} from "#renderer/commands/clashes.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { LAYOUTS } from "#renderer/commands/layouts.ts";
import { normalKeys, withKeys } from "#renderer/commands/keymap.ts";
import { PRESETS } from "#renderer/commands/presets.ts";
import { startRecording, stopRecording } from "#renderer/commands/recorder.ts";
import { useCommands, useKnownCommands } from "#renderer/commands/registry.ts";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { faultWords } from "#renderer/features/keymap/clash-words.ts";
import { keymapCommands } from "#renderer/features/keymap/commands.ts";
import {
  type Refusal,
  changeKeymap,
  choosePreset,
  exportKeymap,
  importKeymap,
  presetOf,
} from "#renderer/features/keymap/keymap-actions.ts";
import {
  type KeymapRow,
  clashesOf,
  listRows,
  toKeymapRows,
} from "#renderer/features/keymap/keymap-rows.ts";
import { layoutsOf, useKeymapView } from "#renderer/features/keymap/keymap-view.ts";
import styles from "#renderer/features/keymap/Keymap.module.css";
import { KeymapDetail } from "#renderer/features/keymap/KeymapDetail.tsx";
import { PrintSheet } from "#renderer/features/keymap/PrintSheet.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { Switch } from "#renderer/ui/Switch.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";

const NO_MACROS: readonly Macro[] = [];
const MOST_FAULTS = 8;

function systemHere(): System {
  if (isMac()) return "mac";
  return navigator.platform.startsWith("Win") ? "windows" : "linux";
}

/** Every command and macro with its keys: record, write, take away, check, choose a preset, keep in a file, print. */
export function KeymapScreen() {
  const { t } = useText();
  const keymap = useSettings((state) => state.keymap);
  const { filter, onlyClashes, activeId, layout, reader } = useKeymapView();
  const canUndo = useKeymapView((view) => view.before.length > 0);
  const known = useKnownCommands();
  const macros = useCacheQuery("macro.list", { text: "" }) ?? NO_MACROS;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const list = useRef<PickListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void loadCatalogue();
    list.current?.focus();
    return stopRecording;
  }, []);

  const rows = useMemo(() => toKeymapRows(known, macros, keymap, t), [known, macros, keymap, t]);
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const clashes = useMemo(
    () =>
      clashesOf(rows, {
        systems: ["app", systemHere()],
        layouts: layoutsOf(layout),
        reader: reader === "none" ? null : reader,
      }),
    [rows, layout, reader],
  );
  const shown = useMemo(
    () => listRows(rows, filter, onlyClashes ? (row) => clashes.has(row.id) : null),
    [rows, filter, onlyClashes, clashes],
  );
  const found = shown.findIndex((row) => row.id === activeId);
  const at = found >= 0 ? found : shown.length > 0 ? 0 : -1;
  const active = shown[at] ?? null;

  const setKeys = (row: KeymapRow, keys: readonly string[]) =>
    changeKeymap(withKeys(useSettings.getState().keymap, row, keys));
  const record = () => {
    if (active === null) return;
    useKeymapView.setState({ activeId: active.id });
    startRecording(active.id, (keys) => void setKeys(active, [...active.keys, keys]));
  };
  const take = (otherId: string, keys: string) => {
    const other = byId.get(otherId);
    if (other === undefined) return;
    void setKeys(
      other,
      other.keys.filter((each) => normalKeys(each) !== keys),
    );
  };
  useCommands(keymapCommands, {
    active,
    moveBy: (by) => list.current?.moveBy(by),
    focusFilter: () => search.current?.focus(),
    record,
    setKeys: (keys) => {
      if (active !== null) void setKeys(active, keys);
    },
    importFile: () => file.current?.click(),
    exportFile: () => void exportKeymap((id) => byId.get(id)?.name ?? id),
    print: () => window.print(),
  });
  const takeFile = async (chosen: File | undefined) => {
    if (chosen !== undefined) setRefusal(await importKeymap(chosen, rows));
    if (file.current !== null) file.current.value = "";
  };

  return (
    <div className={styles["screen"]}>
      <header className={styles["head"]}>
        <h1 className={styles["title"]}>{t("app.screen.keymap")}</h1>
        <CommandButton id="keymap.undo" variant="quiet" isDisabled={!canUndo} />
        <CommandButton id="keymap.import" variant="quiet" />
        <CommandButton id="keymap.export" variant="quiet" />
        <CommandButton id="keymap.print" variant="quiet" />
        <input
          ref={file}
          type="file"
          accept=".txt,text/plain"
          hidden
          aria-label={t("keymap.import")}
          onChange={(event) => void takeFile(event.target.files?.[0])}
        />
      </header>
      {refusal !== null && (
        <Refused refusal={refusal} rows={byId} onDismiss={() => setRefusal(null)} />
      )}
      <Tools inputRef={search} onList={() => list.current?.focus()} />
      <div className={styles["body"]}>
        <div className={styles["listPlace"]}>
          {shown.length === 0 ? (
            <EmptyState title={t("keymap.none")} />
          ) : (
            <Rows list={list} shown={shown} clashes={clashes} active={at} onRecord={record} />
          )}
        </div>
        {active !== null && (
          <KeymapDetail
            row={active}
            rows={byId}
            clashes={clashes.get(active.id) ?? []}
            onKeys={(keys) => void setKeys(active, keys)}
            onTake={take}
          />
        )}
      </div>
      <PrintSheet rows={rows} />
    </div>
  );
}

function Tools({
  inputRef,
  onList,
}: {
  readonly inputRef: React.Ref<HTMLInputElement>;
  readonly onList: () => void;
}) {
  const { t } = useText();
  const { keymap, singleKeys, trainer } = useSettings();
  const { filter, onlyClashes, layout, reader } = useKeymapView();
  const preset = presetOf(keymap);
  const change = (settings: Parameters<typeof saveSettings>[0]) => {
    void saveSettings(settings).then((saved) => {
      if (!saved.ok) notify("critical", "settings.notSaved");
    });
  };
  return (
    <>
      <div className={styles["tools"]}>
        <div
          role="search"
          onKeyDownCapture={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (!["Enter", "Escape", "ArrowDown"].includes(event.key)) return;
            if (event.key === "Escape") useKeymapView.setState({ filter: "" });
            event.preventDefault();
            onList();
          }}
        >
          <TextField
            type="search"
            label={t("keymap.filter")}
            placeholder={t("keymap.macroHint")}
            value={filter}
            onChange={(next) => useKeymapView.setState({ filter: next })}
            inputRef={inputRef}
            maxLength={100}
          />
        </div>
        <Select
          label={t("keymap.preset.label")}
          value={preset ?? "own"}
          onChange={(value) => {
            if (value !== "own") void choosePreset(value);
          }}
          options={[...PRESETS, ...(preset === null ? (["own"] as const) : [])].map((value) => ({
            value,
            label: t(`keymap.preset.${value}`),
          }))}
        />
        <Select
          label={t("keymap.layout.label")}
          value={layout}
          onChange={(value) => useKeymapView.setState({ layout: value })}
          options={(["none", "all", ...LAYOUTS] as const).map((value) => ({
            value,
            label: t(`keymap.layout.${value}`),
          }))}
        />
        <Select
          label={t("keymap.reader.label")}
          value={reader}
          onChange={(value: Reader | "none") => useKeymapView.setState({ reader: value })}
          options={(["none", ...READERS] as const).map((value) => ({
            value,
            label: t(`keymap.reader.${value}`),
          }))}
        />
      </div>
      <div className={styles["switches"]}>
        <Switch
          label={t("keymap.onlyClashes")}
          isSelected={onlyClashes}
          onChange={(value) => useKeymapView.setState({ onlyClashes: value })}
        />
        <Switch
          label={t("keymap.singleKeys")}
          isSelected={singleKeys}
          onChange={(value) => change({ singleKeys: value })}
        />
        <Switch
          label={t("keymap.trainer")}
          isSelected={trainer}
          onChange={(value) => change({ trainer: value })}
        />
      </div>
    </>
  );
}

function Rows({
  list,
  shown,
  clashes,
  active,
  onRecord,
}: {
  readonly list: React.Ref<PickListHandle>;
  readonly shown: readonly KeymapRow[];
  readonly clashes: ReadonlyMap<string, readonly Clash[]>;
  readonly active: number;
  readonly onRecord: () => void;
}) {
  const { t } = useText();
  const height = useRowHeight();
  // Headings stand in the list as rows of their own; places in it and among the commands are kept apart.
  const items = useMemo(
    () =>
      shown.flatMap((row, index) => [
        ...(row.group === shown[index - 1]?.group ? [] : [{ heading: row.group, index: -1 }]),
        { heading: null, index },
      ]),
    [shown],
  );
  const rowOf = (place: number) => shown[items[place]?.index ?? -1];
  return (
    <PickList
      ref={list}
      label={t("keymap.list")}
      count={items.length}
      rowHeight={height}
      active={items.findIndex(({ index }) => index === active)}
      isHeading={(place) => (items[place]?.heading ?? null) !== null}
      keyOf={(place) => rowOf(place)?.id ?? items[place]?.heading ?? String(place)}
      onActive={(place) => useKeymapView.setState({ activeId: rowOf(place)?.id ?? null })}
      onOpen={onRecord}
      renderRow={(place) => {
        const heading = items[place]?.heading ?? null;
        if (heading !== null) return <div className={styles["heading"]}>{t(heading)}</div>;
        const row = rowOf(place);
        return row === undefined ? null : <Line row={row} clashes={clashes.get(row.id) ?? []} />;
      }}
    />
  );
}

function Line({ row, clashes }: { readonly row: KeymapRow; readonly clashes: readonly Clash[] }) {
  const { t } = useText();
  const serious = clashes.filter(isSerious).length;
  const Mark = serious > 0 ? CircleAlert : Info;
  return (
    <div className={styles["line"]}>
      <span className={styles["lineName"]} dir="auto">
        {row.name}
      </span>
      {row.isChanged && <span className={styles["quiet"]}>{t("keymap.changed")}</span>}
      {clashes.length > 0 && (
        <span className={cx(styles["mark"], serious > 0 && styles["markSerious"])}>
          <Mark size={14} aria-hidden="true" />
          <span className={styles["unseen"]}>{t("keymap.clashes", { count: clashes.length })}</span>
        </span>
      )}
      <span className={styles["lineKeys"]}>
        {row.keys.map((keys) => (
          <span key={keys}>
            <Kbd caps={capsOf(keys, isMac())} />
            <span className={styles["unseen"]}>{spellKeys(keys)}</span>
          </span>
        ))}
      </span>
    </div>
  );
}

function Refused({
  refusal,
  rows,
  onDismiss,
}: {
  readonly refusal: Refusal;
  readonly rows: ReadonlyMap<string, KeymapRow>;
  readonly onDismiss: () => void;
}) {
  const text = useText();
  const { t } = text;
  const { file, faults } = refusal;
  const more = faults.length - MOST_FAULTS;
  return (
    <div className={styles["refusal"]}>
      <NoticeLine tone="critical" isInline onDismiss={onDismiss}>
        {t("keymap.refused", { file })}
        <ul className={styles["faults"]}>
          {faults.length === 0 && <li>{t("keymap.unreadableFile", { file })}</li>}
          {faults.slice(0, MOST_FAULTS).map((fault) => (
            <li key={JSON.stringify(fault)}>{faultWords(fault, rows, text)}</li>
          ))}
          {more > 0 && <li>{t("keymap.more", { count: more })}</li>}
        </ul>
      </NoticeLine>
    </div>
  );
}
