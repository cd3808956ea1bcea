import { Check, Minus } from "lucide-react";
import { CheckboxButton, CheckboxField } from "react-aria-components/Checkbox";
import { Text } from "react-aria-components/Text";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Toggle.module.css";

export function Checkbox({
  label,
  hideLabel = false,
  isSelected,
  isIndeterminate = false,
  onChange,
  description,
  isDisabled = false,
  className,
}: {
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  readonly isSelected: boolean;
  readonly isIndeterminate?: boolean | undefined;
  readonly onChange: (isSelected: boolean) => void;
  readonly description?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}) {
  return (
    <CheckboxField
      isSelected={isSelected}
      isIndeterminate={isIndeterminate}
      isDisabled={isDisabled}
      onChange={onChange}
      className={cx(styles["field"], className)}
    >
      <CheckboxButton className={styles["button"] ?? ""}>
        <span className={styles["box"]}>
          {isIndeterminate ? (
            <Minus size={12} strokeWidth={3} aria-hidden="true" />
          ) : (
            <Check size={12} strokeWidth={3} aria-hidden="true" />
          )}
        </span>
        <span className={hideLabel ? styles["hiddenLabel"] : undefined}>{label}</span>
      </CheckboxButton>
      {description !== undefined && (
        <Text slot="description" className={styles["description"] ?? ""}>
          {description}
        </Text>
      )}
    </CheckboxField>
  );
}
