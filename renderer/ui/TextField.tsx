import type { Ref } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Field.module.css";

type FieldProps = {
  readonly label: string;
  /** The label is only told to screen readers. */
  readonly hideLabel?: boolean | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: string | undefined;
  /** What is wrong and how to mend it; null when nothing is. */
  readonly error?: string | null | undefined;
  readonly placeholder?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isRequired?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  /** `auto` lets the first strong character decide; `ltr` for addresses and tokens. */
  readonly dir?: "auto" | "ltr" | undefined;
  readonly className?: string | undefined;
  readonly name?: string | undefined;
  readonly maxLength?: number | undefined;
};

type RootProps = Omit<FieldProps, "placeholder" | "dir" | "description" | "error" | "hideLabel">;

const rootProps = (props: FieldProps): Omit<RootProps, "label"> => ({
  value: props.value,
  onChange: props.onChange,
  isDisabled: props.isDisabled,
  isRequired: props.isRequired,
  autoFocus: props.autoFocus,
  name: props.name,
  maxLength: props.maxLength,
});

/** Only what is set: React Aria tells an absent property from an undefined one. */
function defined<T extends object>(props: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** An empty field goes the way of the page, so that its placeholder does too; typed words decide for themselves. */
const directionOf = ({ dir, value }: FieldProps): { readonly dir?: "auto" | "ltr" } =>
  dir !== undefined ? { dir } : value === "" ? {} : { dir: "auto" };

function Around({
  props,
  children,
}: {
  readonly props: FieldProps;
  readonly children: React.ReactNode;
}) {
  return (
    <>
      {props.hideLabel !== true && <Label className={styles["label"] ?? ""}>{props.label}</Label>}
      {children}
      {props.description !== undefined && (
        <Text slot="description" className={styles["description"] ?? ""}>
          {props.description}
        </Text>
      )}
      <FieldError className={styles["error"] ?? ""}>{props.error}</FieldError>
    </>
  );
}

/** One line of text with its label, its hint and its error. */
export function TextField(
  props: FieldProps & {
    readonly type?: "text" | "search" | "url" | "email" | "password" | undefined;
    readonly inputRef?: Ref<HTMLInputElement> | undefined;
  },
) {
  return (
    <AriaTextField
      {...defined(rootProps(props))}
      {...(props.hideLabel === true && { "aria-label": props.label })}
      type={props.type ?? "text"}
      isInvalid={(props.error ?? null) !== null}
      className={cx(styles["field"], props.className)}
    >
      <Around props={props}>
        <Input
          {...(props.inputRef !== undefined && { ref: props.inputRef })}
          className={styles["input"] ?? ""}
          placeholder={props.placeholder ?? ""}
          {...directionOf(props)}
          spellCheck={props.dir !== "ltr"}
          autoComplete="off"
        />
      </Around>
    </AriaTextField>
  );
}

/** Several lines of plain text. */
export function TextArea(
  props: FieldProps & {
    readonly rows?: number | undefined;
    readonly inputRef?: Ref<HTMLTextAreaElement> | undefined;
  },
) {
  return (
    <AriaTextField
      {...defined(rootProps(props))}
      {...(props.hideLabel === true && { "aria-label": props.label })}
      isInvalid={(props.error ?? null) !== null}
      className={cx(styles["field"], props.className)}
    >
      <Around props={props}>
        <AriaTextArea
          {...(props.inputRef !== undefined && { ref: props.inputRef })}
          className={cx(styles["input"], styles["area"])}
          placeholder={props.placeholder ?? ""}
          rows={props.rows}
          {...directionOf(props)}
        />
      </Around>
    </AriaTextField>
  );
}
