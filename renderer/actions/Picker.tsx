import { Check } from "lucide-react";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import styles from "#renderer/actions/Picker.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";

/** Something to choose. `words` are further words by which it is found. */
export type Choice = {
  readonly id: string;
  readonly label: string;
  readonly mark?: ReactNode;
  readonly detail?: string | undefined;
  readonly words?: string | undefined;
};

/** Most choices drawn at once; more are found by typing. */
const MOST_SHOWN = 100;

const plain = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Choices whose words hold everything typed; those that begin with it first. */
export function matchChoices(choices: readonly Choice[], typed: string): readonly Choice[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return choices;
  const first = wanted.join(" ");
  const found = choices.filter((choice) => {
    const text = plain(`${choice.label} ${choice.words ?? ""}`);
    return wanted.every((word) => text.includes(word));
  });
  const begins = (choice: Choice) => plain(choice.label).startsWith(first);
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))];
}

/**
 * A list to choose from by typing, arrows and Enter. Opens with the present choice active and ends with the choice or
 * with nothing.
 */
export function Picker({
  title,
  placeholder,
  choices,
  chosenId = null,
  isFiltered = false,
  onText,
  onPick,
  onClose,
  preview,
  empty,
}: {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly chosenId?: string | null;
  /** The choices already fit what was typed (a search in the cache). */
  readonly isFiltered?: boolean;
  readonly onText?: (text: string) => void;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
  /** Shown beside the list for the active choice. */
  readonly preview?: (id: string) => ReactNode;
  readonly empty: string;
}) {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      choices.findIndex(({ id }) => id === chosenId),
    ),
  );
  const listId = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const shown = (isFiltered ? choices : matchChoices(choices, typed)).slice(0, MOST_SHOWN);
  const at = Math.min(active, shown.length - 1);
  const choice = shown[at];

  useEffect(() => inputRef.current?.focus(), []);
  useLayoutEffect(() => {
    listRef.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const pick = (id: string | undefined) => {
    if (id === undefined) return;
    onClose();
    onPick(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: at + 1 >= shown.length ? 0 : at + 1,
      ArrowUp: at <= 0 ? shown.length - 1 : at - 1,
      PageDown: Math.min(shown.length - 1, at + 8),
      PageUp: Math.max(0, at - 8),
    };
    const next = to[event.key];
    if (next !== undefined) setActive(next);
    else if (event.key === "Enter") pick(choice?.id);
    else return;
    event.preventDefault();
  };
  const optionId = (id: string) => `${listId}/${id}`;

  return (
    <Dialog isOpen onClose={onClose} title={title} hideTitle wide={preview !== undefined}>
      <div className={styles["picker"]}>
        <p className={styles["title"]}>{title}</p>
        <input
          ref={inputRef}
          type="text"
          role="combobox"
          aria-label={title}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          {...(choice !== undefined && { "aria-activedescendant": optionId(choice.id) })}
          className={styles["input"]}
          placeholder={placeholder}
          // The hint is in the page's own direction; what is typed has its own.
          {...(typed !== "" && { dir: "auto" })}
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            onText?.(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <div className={styles["both"]}>
          <div
            ref={listRef}
            id={listId}
            role="listbox"
            aria-label={title}
            className={styles["list"]}
          >
            {shown.map((each, index) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the input above takes the keys
              <div
                key={each.id}
                id={optionId(each.id)}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                {...(index === at && { "data-active": "" })}
                className={styles["option"]}
                onPointerMove={() => setActive(index)}
                onClick={() => pick(each.id)}
              >
                {each.mark}
                <bdi className={styles["label"]}>{each.label}</bdi>
                {each.detail !== undefined && <bdi className={styles["detail"]}>{each.detail}</bdi>}
                <span className={styles["check"]}>
                  {each.id === chosenId && <Check size={14} aria-hidden="true" />}
                </span>
              </div>
            ))}
            {shown.length === 0 && (
              <p className={styles["empty"]}>{typed === "" ? empty : t("common.noMatches")}</p>
            )}
          </div>
          {preview !== undefined && (
            <div className={cx(styles["preview"])} aria-live="polite">
              {choice !== undefined && preview(choice.id)}
            </div>
          )}
        </div>
      </div>
    </Dialog>
  );
}
