import type { ReactNode, Ref } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Button.module.css";
import { Kbd } from "#renderer/ui/Kbd.tsx";

export type ButtonVariant = "plain" | "primary" | "danger" | "quiet";

/** A button with words. `variant`: one `primary` to a place; `danger` for what cannot be undone. */
export function Button({
  children,
  variant = "plain",
  caps,
  isDisabled = false,
  isPending = false,
  type = "button",
  autoFocus = false,
  slot,
  onPress,
  className,
  label,
  ref,
}: {
  readonly children: ReactNode;
  readonly variant?: ButtonVariant | undefined;
  /** Keys that do the same, drawn after the words. */
  readonly caps?: readonly (readonly string[])[] | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Being done: keeps focus, takes no press. */
  readonly isPending?: boolean | undefined;
  readonly type?: "button" | "submit" | undefined;
  readonly autoFocus?: boolean | undefined;
  /** `close` closes the dialog it stands in. */
  readonly slot?: "close" | undefined;
  readonly onPress?: ((press: { readonly pointerType: string }) => void) | undefined;
  readonly className?: string | undefined;
  /** Accessible name where the words alone do not say enough. */
  readonly label?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}) {
  return (
    <AriaButton
      {...(ref !== undefined && { ref })}
      {...(slot !== undefined && { slot })}
      {...(onPress !== undefined && { onPress })}
      {...(label !== undefined && { "aria-label": label })}
      type={type}
      autoFocus={autoFocus}
      isDisabled={isDisabled}
      isPending={isPending}
      className={cx(styles["button"], styles[variant], className)}
    >
      {children}
      {caps !== undefined && caps.length > 0 && <Kbd caps={caps} />}
    </AriaButton>
  );
}
