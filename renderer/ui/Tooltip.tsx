import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import styles from "#renderer/ui/Tooltip.module.css";

/** Tells the name and the keys of the control it wraps, on hover and on keyboard focus. */
export function Tooltip({
  text,
  caps,
  placement = "top",
  children,
}: {
  readonly text: string;
  readonly caps?: readonly (readonly string[])[] | undefined;
  readonly placement?: "top" | "bottom" | "start" | "end" | undefined;
  /** One element that can take focus (a button of ours, or `Focusable`). */
  readonly children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={styles["tooltip"] ?? ""} placement={placement} offset={6}>
        {text}
        {caps !== undefined && caps.length > 0 && <Kbd caps={caps} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
