import { ChevronDown } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox } from "react-aria-components/ListBox";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Field.module.css";
import overlay from "#renderer/ui/Overlay.module.css";
import { Popover } from "#renderer/ui/Popover.tsx";
import { type Option, OptionRow } from "#renderer/ui/Select.tsx";

const NOBODY = "";

/** One of many, found by typing: assignee, group, custom field choice. */
export function ComboBox<T extends string>({
  label,
  hideLabel = false,
  value,
  onChange,
  options,
  noneLabel,
  placeholder,
  error,
  isDisabled = false,
  autoFocus = false,
  className,
}: {
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  /** null: none chosen. */
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
  readonly options: readonly Option<T>[];
  /** Words of an extra first row that means none; without it none cannot be chosen. */
  readonly noneLabel?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly error?: string | null | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly className?: string | undefined;
}) {
  const { t } = useText();
  const all: readonly Option<string>[] =
    noneLabel === undefined ? options : [{ value: NOBODY, label: noneLabel }, ...options];
  return (
    <AriaComboBox
      defaultItems={all}
      value={value ?? (noneLabel === undefined ? null : NOBODY)}
      onChange={(key) => {
        if (key === NOBODY) return onChange(null);
        const next = options.find((option) => option.value === key);
        if (next !== undefined && next.value !== value) onChange(next.value);
      }}
      menuTrigger="focus"
      allowsEmptyCollection
      isDisabled={isDisabled}
      isInvalid={(error ?? null) !== null}
      autoFocus={autoFocus}
      {...(hideLabel && { "aria-label": label })}
      className={cx(styles["field"], className)}
    >
      {!hideLabel && <Label className={styles["label"] ?? ""}>{label}</Label>}
      <div className={styles["combo"]}>
        <Input
          className={styles["input"] ?? ""}
          placeholder={placeholder ?? ""}
          dir="auto"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button className={styles["comboButton"] ?? ""}>
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
      </div>
      <FieldError className={styles["error"] ?? ""}>{error}</FieldError>
      <Popover>
        <ListBox
          className={overlay["list"] ?? ""}
          renderEmptyState={() => <div className={overlay["empty"]}>{t("common.noMatches")}</div>}
        >
          {(option: Option<string>) => <OptionRow id={option.value} option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
