import type { LucideIcon } from "lucide-react";
import type { Ref } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/IconButton.module.css";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";

/** A button that is only a picture; its name and keys are in the tooltip and told to screen readers. */
export function IconButton({
  icon: Icon,
  label,
  caps,
  isOn,
  isDisabled = false,
  size = 18,
  placement,
  onPress,
  className,
  slot,
  ref,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly caps?: readonly (readonly string[])[] | undefined;
  /** For a button that switches something: whether it is on. */
  readonly isOn?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly size?: number | undefined;
  readonly placement?: "top" | "bottom" | "start" | "end" | undefined;
  readonly onPress?: ((press: { readonly pointerType: string }) => void) | undefined;
  readonly className?: string | undefined;
  readonly slot?: "close" | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}) {
  return (
    <Tooltip text={label} caps={caps} placement={placement}>
      <AriaButton
        {...(ref !== undefined && { ref })}
        {...(slot !== undefined && { slot })}
        {...(onPress !== undefined && { onPress })}
        {...(isOn !== undefined && { "aria-pressed": isOn })}
        aria-label={label}
        isDisabled={isDisabled}
        className={cx(styles["icon"], isOn === true && styles["on"], className)}
      >
        <Icon size={size} strokeWidth={1.75} aria-hidden="true" />
      </AriaButton>
    </Tooltip>
  );
}
