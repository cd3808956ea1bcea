import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { Check } from "lucide-react";
import type { TicketField } from "#domain/directory/directory.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";
import { readTyped, toTyped } from "#renderer/actions/fields/field-input.ts";
import styles from "#renderer/actions/fields/Fields.module.css";
import { EditDialog } from "#renderer/actions/fields/EditDialog.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { TextArea, TextField } from "#renderer/ui/TextField.tsx";

type EditorProps = {
  readonly field: TicketField;
  /** The value that all of the tickets have; null where they have none or differ. */
  readonly common: FieldValue;
  /** Tickets that are changed. */
  readonly count: number;
  readonly onSet: (value: FieldValue) => void;
  readonly onClose: () => void;
};

const LONGEST = 60_000;

/** A value that is typed: a line, a number, a day or a text. What cannot be read is told, and stays as it is typed. */
export function FieldValueDialog({ field, common, count, onSet, onClose }: EditorProps) {
  const { t } = useText();
  const [typed, setTyped] = useState(() => toTyped(common));
  const [hasTried, setTried] = useState(false);
  const read = readTyped(typed, field, common);
  const isText = field.type === "multiline";
  const apply = () => {
    setTried(true);
    if (read.ok) onSet(read.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    if (isText && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    apply();
  };
  const description =
    field.type === "date"
      ? t("actions.fields.dateHint")
      : field.type === "multichoice"
        ? t("actions.fields.listHint")
        : undefined;
  const shared = {
    label: field.title,
    value: typed,
    onChange: setTyped,
    autoFocus: true,
    description,
    maxLength: LONGEST,
    error:
      hasTried && !read.ok ? t(`actions.fields.fault.${read.fault}`, { field: field.title }) : null,
  } as const;
  return (
    <EditDialog
      title={t("actions.fields.of", { field: field.title, count })}
      needsCtrl={isText}
      onSave={apply}
      onClose={onClose}
    >
      <div onKeyDownCapture={onKeyDown}>
        {isText ? (
          <TextArea {...shared} dir="auto" />
        ) : (
          <TextField
            {...shared}
            dir={field.type === "number" || field.type === "date" ? "ltr" : "auto"}
          />
        )}
      </div>
    </EditDialog>
  );
}

/** Several of a list: arrows move, Space takes and leaves, Enter sets. */
export function ManyChoices({ field, common, count, onSet, onClose }: EditorProps) {
  const { t } = useText();
  const [taken, setTaken] = useState<readonly string[]>(() =>
    typeof common === "object" && common !== null
      ? common
      : common === null
        ? []
        : [String(common)],
  );
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const { options } = field;
  const toggle = (value: string) =>
    setTaken((now) =>
      now.includes(value) ? now.filter((other) => other !== value) : [...now, value],
    );
  const apply = () => onSet(taken.length === 0 ? null : taken);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step !== undefined) setAt((at + step + options.length) % options.length);
    else if (event.key === "Home") setAt(0);
    else if (event.key === "End") setAt(options.length - 1);
    else if (event.key === " ") toggle(options[at]?.value ?? "");
    else if (event.key === "Enter") apply();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <EditDialog
      title={t("actions.fields.of", { field: field.title, count })}
      onSave={apply}
      onClose={onClose}
    >
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-multiselectable="true"
        aria-label={field.title}
        aria-activedescendant={`many-${at}`}
        className={styles["many"]}
        onKeyDown={onKeyDown}
      >
        {options.map(({ value, label }, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the list's
          <div
            key={value}
            id={`many-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={taken.includes(value)}
            {...(index === at && { "data-active": "" })}
            className={cx(styles["choice"], index === at && styles["active"])}
            onClick={() => {
              setAt(index);
              toggle(value);
            }}
          >
            <span className={styles["mark"]}>
              {taken.includes(value) && <Check size={14} aria-hidden="true" />}
            </span>
            <bdi>{label}</bdi>
          </div>
        ))}
      </div>
      <p className={styles["hint"]}>{t("actions.fields.manyHint")}</p>
    </EditDialog>
  );
}
