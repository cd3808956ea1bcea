import { SwitchButton, SwitchField } from "react-aria-components/Switch";
import { Text } from "react-aria-components/Text";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Toggle.module.css";

/** Something that is on or off at once, without saving. */
export function Switch({
  label,
  isSelected,
  onChange,
  description,
  isDisabled = false,
  className,
}: {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly description?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string | undefined;
}) {
  return (
    <SwitchField
      isSelected={isSelected}
      isDisabled={isDisabled}
      onChange={onChange}
      className={cx(styles["field"], className)}
    >
      <SwitchButton className={styles["button"] ?? ""}>
        <span className={styles["track"]}>
          <span className={styles["knob"]} />
        </span>
        <span>{label}</span>
      </SwitchButton>
      {description !== undefined && (
        <Text slot="description" className={styles["description"] ?? ""}>
          {description}
        </Text>
      )}
    </SwitchField>
  );
}
