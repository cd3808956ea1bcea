import type { ReactNode, RefObject } from "react";
import { Popover as AriaPopover } from "react-aria-components/Popover";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Overlay.module.css";

/** A surface that floats beside its trigger. Inside it no command of the screen below takes a key. */
export function Popover({
  children,
  className,
  placement,
  triggerRef,
  isOpen,
  onOpenChange,
}: {
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly placement?: "bottom start" | "bottom end" | "top start" | "end top" | undefined;
  /** What it floats beside, when it stands in no trigger of its own. */
  readonly triggerRef?: RefObject<Element | null> | undefined;
  readonly isOpen?: boolean | undefined;
  readonly onOpenChange?: ((isOpen: boolean) => void) | undefined;
}) {
  return (
    <AriaPopover
      data-overlay="popover"
      offset={4}
      className={cx(styles["popover"], className)}
      {...(placement !== undefined && { placement })}
      {...(triggerRef !== undefined && { triggerRef })}
      {...(isOpen !== undefined && { isOpen })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      {children}
    </AriaPopover>
  );
}
