import { Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import {
  type PaletteGroup,
  findCommands,
  recallItems,
  searchSources,
} from "#renderer/commands/palette-items.ts";
import type { PaletteItem } from "#renderer/commands/palette-source.ts";
import { closePalette, rememberRecent, usePalette } from "#renderer/commands/palette-store.ts";
import styles from "#renderer/commands/Palette.module.css";
import { useCommandList } from "#renderer/commands/registry.ts";
import { capsOf, isMac } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { afterDialog } from "#renderer/ui/after-dialog.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";

const NOTHING: readonly PaletteGroup[] = [];
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
};

/** Everything by name: commands, and what the sources know. Gives focus and caret back when it closes. */
export function Palette() {
  const { t } = useText();
  const isOpen = usePalette((state) => state.isOpen);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={closePalette}
      title={t("commands.palette.label")}
      hideTitle
      className={styles["palette"]}
    >
      <Finder />
    </Dialog>
  );
}

function choose(item: PaletteItem): void {
  rememberRecent(item.id);
  closePalette();
  afterDialog(() => item.run());
}

function useFound(typed: string): readonly PaletteGroup[] {
  const { t } = useText();
  const recent = usePalette((state) => state.recent);
  useCommandList();
  const [more, setMore] = useState({ typed: "", groups: NOTHING });
  useEffect(() => {
    let stale = false;
    void searchSources(typed).then((groups) => {
      if (!stale) setMore({ typed, groups });
    });
    return () => {
      stale = true;
    };
  }, [typed]);
  const [recalled, setRecalled] = useState<readonly PaletteItem[]>([]);
  useEffect(() => {
    let stale = false;
    void recallItems(recent).then((items) => {
      if (!stale) setRecalled(items);
    });
    return () => {
      stale = true;
    };
  }, [recent]);
  const others = typed.trim() === "" ? NOTHING : more.groups;
  return [...findCommands(typed, recent, t, recalled), ...others];
}

function Finder() {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const answered = useDeferredValue(typed);
  const groups = useFound(answered);
  const items = groups.flatMap((group) => group.items);
  const at = Math.min(active, items.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      const wrapped = (at + step + items.length) % items.length;
      setActive(
        Math.abs(step) === 1 ? wrapped : Math.min(items.length - 1, Math.max(0, at + step)),
      );
      return;
    }
    const item = items[at];
    if (event.key === "Enter" && item !== undefined) {
      event.preventDefault();
      choose(item);
    }
  };

  return (
    <div className={styles["finder"]}>
      <div className={styles["field"]}>
        <Search size={18} aria-hidden="true" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={items.length > 0 ? `${listId}-${at}` : undefined}
          aria-label={t("commands.palette.label")}
          placeholder={t("commands.palette.placeholder")}
          className={styles["input"]}
          {...(typed !== "" && { dir: "auto" })}
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value.slice(0, 1000));
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t("commands.palette.results")}
        data-of={answered}
        className={styles["list"]}
      >
        {groups.map((group) => (
          <div key={group.heading} role="group" aria-label={t(group.heading)}>
            <div className={styles["heading"]} aria-hidden="true">
              {t(group.heading)}
            </div>
            {group.items.map((item) => {
              const index = items.indexOf(item);
              return (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the input's
                <div
                  key={item.id}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  className={cx(styles["item"], index === at && styles["active"])}
                  onPointerMove={() => setActive(index)}
                  onClick={() => choose(item)}
                >
                  <span className={styles["title"]} dir="auto">
                    {item.title}
                  </span>
                  {item.detail !== undefined && typed.trim() !== "" && (
                    <span className={styles["detail"]} dir="auto">
                      {item.detail}
                    </span>
                  )}
                  {item.keys !== undefined && <Kbd caps={capsOf(item.keys, isMac())} />}
                </div>
              );
            })}
          </div>
        ))}
        {items.length === 0 && (
          <p className={styles["none"]} role="status">
            {t("commands.palette.none", { text: typed.trim().slice(0, 60) })}
          </p>
        )}
      </div>
    </div>
  );
}
