import {
  memo,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import {
  completeQuery,
  type Completion,
  NO_WORDS,
  type QueryWords,
} from "#domain/search/complete.ts";
import { MAX_QUERY, parseQuery, type QueryError } from "#domain/search/parse-query.ts";
import styles from "#renderer/actions/query/QueryInput.module.css";
import { queryErrorWords } from "#renderer/actions/query/query-words.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";

const SHOWN = 6;

/** Asked once, when a query begins to be written: names change rarely. */
function useQueryWords(isActive: boolean): QueryWords {
  const [words, setWords] = useState(NO_WORDS);
  useEffect(() => {
    if (!isActive) return undefined;
    let stale = false;
    void cacheClient.ask("search.words", {}).then((answer) => {
      if (answer.ok && !stale) setWords(answer.value);
    });
    return () => {
      stale = true;
    };
  }, [isActive]);
  return words;
}

/** A query that is too long is refused whole, with the reason; what was there stays. */
function tooLong(length: number): QueryError {
  const values = { length, limit: MAX_QUERY };
  return { code: "too-long", at: 0, length, values };
}

/**
 * One line in the query language. Tab takes the first way to go on; mistakes are told below in plain words, once the
 * caret has left them.
 */
export const QueryInput = memo(function QueryInput({
  value,
  onChange,
  label,
  placeholder,
  inputRef,
  onKeyDown,
  isBare = false,
  autoFocus = false,
  type = "text",
  list,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLInputElement>) => void) | undefined;
  /** Without a frame of its own. */
  readonly isBare?: boolean;
  readonly autoFocus?: boolean;
  readonly type?: "text" | "search";
  /** The list that the arrows move in while the caret stays here. */
  readonly list?: { readonly id: string; readonly activeId: string | undefined } | undefined;
}) {
  const text = useText();
  const { t } = text;
  const [caret, setCaret] = useState(value.length);
  const [hasFocus, setFocus] = useState(false);
  const [refused, setRefused] = useState<QueryError | null>(null);
  const words = useQueryWords(hasFocus);
  const hintId = useId();
  const ways = hasFocus ? completeQuery(value, caret, words).slice(0, SHOWN) : [];
  // What is still being written is not wrong yet.
  const isWriting = (error: QueryError) =>
    hasFocus && error.at + error.length >= caret && error.at <= caret;
  const wrong =
    refused ??
    parseQuery(value).errors.find((error) => ways.length === 0 || !isWriting(error)) ??
    null;

  /** Where the caret belongs after what was taken: placed before the next key, or that key would land elsewhere. */
  const taken = useRef<{ readonly input: HTMLInputElement | null; readonly at: number }>(null);
  useLayoutEffect(() => {
    if (taken.current === null) return;
    const { input, at } = taken.current;
    taken.current = null;
    input?.setSelectionRange(at, at);
  });

  const change = (next: string, at: number) => {
    if (next.length > MAX_QUERY) {
      setRefused(tooLong(next.length));
      return;
    }
    setRefused(null);
    setCaret(at);
    onChange(next);
  };
  const take = (way: Completion | undefined, input: HTMLInputElement | null) => {
    if (way === undefined) return;
    const isWhole = !/[:<>]$/u.test(way.insert);
    const rest = value.slice(way.to);
    const insert = way.insert + (isWhole && !rest.startsWith(" ") ? " " : "");
    const at = way.from + insert.length;
    change(value.slice(0, way.from) + insert + rest, at);
    taken.current = { input, at };
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const { length } = event.clipboardData.getData("text/plain");
    if (length + value.length <= MAX_QUERY) return;
    event.preventDefault();
    setRefused(tooLong(length));
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const takes = event.key === "Tab" && !event.shiftKey && ways.length > 0;
    if (takes && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      take(ways[0], event.currentTarget);
      return;
    }
    onKeyDown?.(event);
  };

  return (
    <div className={styles["query"]}>
      <input
        ref={inputRef}
        type={type}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- in dialogs that open to be typed into
        autoFocus={autoFocus}
        {...(list !== undefined && {
          role: "combobox",
          "aria-expanded": true,
          "aria-autocomplete": "list" as const,
          "aria-controls": list.id,
          "aria-activedescendant": list.activeId,
        })}
        aria-label={label}
        aria-describedby={hintId}
        aria-invalid={wrong !== null}
        placeholder={placeholder}
        className={cx(styles["input"], isBare && styles["bare"])}
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) =>
          change(event.target.value, event.target.selectionStart ?? event.target.value.length)
        }
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? value.length)}
        onFocus={() => setFocus(true)}
        onBlur={() => {
          setFocus(false);
          setRefused(null);
        }}
        onPaste={onPaste}
        onKeyDown={onKey}
      />
      <div
        id={hintId}
        className={cx(
          styles["hint"],
          hasFocus && !isBare && (ways.length > 0 || wrong !== null) && styles["floating"],
        )}
        aria-live="polite"
      >
        {ways.length > 0 && (
          <span className={styles["ways"]}>
            <Kbd caps={[["Tab"]]} />
            {ways.map((way, index) => (
              <button
                key={way.insert}
                type="button"
                tabIndex={-1}
                className={cx(styles["way"], index === 0 && styles["first"])}
                onPointerDown={(event) => event.preventDefault()}
                onClick={(event) =>
                  take(
                    way,
                    event.currentTarget
                      .closest(`.${styles["query"] ?? ""}`)
                      ?.querySelector("input") ?? null,
                  )
                }
              >
                <bdi>{way.label}</bdi>
              </button>
            ))}
          </span>
        )}
        {wrong !== null && <span className={styles["wrong"]}>{queryErrorWords(wrong, t)}</span>}
      </div>
    </div>
  );
});
