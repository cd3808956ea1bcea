import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Text } from "react-aria-components/Text";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Field.module.css";
import overlay from "#renderer/ui/Overlay.module.css";
import { Popover } from "#renderer/ui/Popover.tsx";

export type Option<T extends string> = {
  readonly value: T;
  readonly label: string;
  /** A mark before the words: a status shape, a priority. */
  readonly mark?: ReactNode;
  readonly detail?: string | undefined;
};

/** One row of a list to choose from; with a tick when it is the chosen one. */
export function OptionRow<T extends string>({
  option,
}: {
  /** Repeats the option's value: without it the list goes by place, and breaks when its options change. */
  readonly id: T;
  readonly option: Option<T>;
}) {
  return (
    <ListBoxItem id={option.value} textValue={option.label} className={overlay["option"] ?? ""}>
      {({ isSelected }) => (
        <>
          {option.mark}
          <span className={overlay["optionLabel"]} dir="auto">
            {option.label}
          </span>
          {option.detail !== undefined && (
            <span className={overlay["optionDetail"]} dir="auto">
              {option.detail}
            </span>
          )}
          <span className={overlay["check"]}>
            {isSelected && <Check size={16} aria-hidden="true" />}
          </span>
        </>
      )}
    </ListBoxItem>
  );
}

/** One of a few. For many, or for people, use `ComboBox`. */
export function Select<T extends string>({
  label,
  hideLabel = false,
  value,
  onChange,
  options,
  placeholder,
  description,
  error,
  isDisabled = false,
  className,
}: {
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly options: readonly Option<T>[];
  readonly placeholder?: string | undefined;
  readonly description?: string | undefined;
  readonly error?: string | null | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}) {
  const chosen = options.find((option) => option.value === value);
  return (
    <AriaSelect
      value={value}
      onChange={(key) => {
        const next = options.find((option) => option.value === key);
        if (next !== undefined) onChange(next.value);
      }}
      isDisabled={isDisabled}
      isInvalid={(error ?? null) !== null}
      {...(hideLabel && { "aria-label": label })}
      {...(placeholder !== undefined && { placeholder })}
      className={cx(styles["field"], className)}
    >
      {!hideLabel && <Label className={styles["label"] ?? ""}>{label}</Label>}
      <Button className={styles["trigger"] ?? ""}>
        {chosen?.mark}
        <SelectValue className={styles["value"] ?? ""}>
          {({ isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : chosen?.label
          }
        </SelectValue>
        <ChevronDown size={16} className={styles["chevron"]} aria-hidden="true" />
      </Button>
      {description !== undefined && (
        <Text slot="description" className={styles["description"] ?? ""}>
          {description}
        </Text>
      )}
      <FieldError className={styles["error"] ?? ""}>{error}</FieldError>
      <Popover>
        <ListBox items={options} className={overlay["list"] ?? ""}>
          {(option) => <OptionRow id={option.value} option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
