import type { ReactElement, ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Separator } from "react-aria-components/Separator";
import { cx } from "#renderer/ui/cx.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import styles from "#renderer/ui/Overlay.module.css";
import { Popover } from "#renderer/ui/Popover.tsx";

export type MenuEntry =
  | {
      readonly kind?: "action";
      readonly id: string;
      readonly label: string;
      readonly mark?: ReactNode;
      readonly detail?: string | undefined;
      readonly caps?: readonly (readonly string[])[] | undefined;
      readonly isDanger?: boolean | undefined;
      readonly isDisabled?: boolean | undefined;
      readonly onAction: () => void;
    }
  | { readonly kind: "separator"; readonly id: string };

/** A button that opens a list of things to do. */
export function Menu({
  label,
  entries,
  placement,
  children,
}: {
  /** Name of the list for screen readers. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly placement?: "bottom start" | "bottom end" | "top start" | "end top" | undefined;
  /** The button: `Button` or `IconButton`. */
  readonly children: ReactElement;
}) {
  return (
    <MenuTrigger>
      {children}
      <Popover placement={placement}>
        <AriaMenu aria-label={label} className={styles["list"] ?? ""}>
          {entries.map((entry) =>
            entry.kind === "separator" ? (
              <Separator key={entry.id} className={styles["separator"] ?? ""} />
            ) : (
              <MenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.label}
                isDisabled={entry.isDisabled ?? false}
                onAction={entry.onAction}
                className={cx(styles["option"], entry.isDanger === true && styles["danger"])}
              >
                {entry.mark}
                <span className={styles["optionLabel"]} dir="auto">
                  {entry.label}
                </span>
                {entry.detail !== undefined && (
                  <span className={styles["optionDetail"]}>{entry.detail}</span>
                )}
                {entry.caps !== undefined && <Kbd caps={entry.caps} />}
              </MenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
