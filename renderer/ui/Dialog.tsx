import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import styles from "#renderer/ui/Overlay.module.css";

/** A dialog over the screen: traps focus, gives it back on close, closes on Escape and outside. */
export function Dialog({
  isOpen,
  onClose,
  title,
  hideTitle = false,
  wide = false,
  role = "dialog",
  children,
  footer,
  className,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** For a dialog whose first field says what it is (the palette). */
  readonly hideTitle?: boolean | undefined;
  readonly wide?: boolean | undefined;
  /** `alertdialog`: a decision that cannot be put off; does not close from outside. */
  readonly role?: "dialog" | "alertdialog" | undefined;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly className?: string | undefined;
}) {
  const { t } = useText();
  return (
    <ModalOverlay
      data-overlay="modal"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={role === "dialog"}
      className={styles["backdrop"] ?? ""}
    >
      <Modal className={cx(styles["modal"], wide && styles["wide"], className)}>
        <AriaDialog
          role={role}
          className={styles["dialog"] ?? ""}
          {...(hideTitle && { "aria-label": title })}
        >
          {!hideTitle && (
            <header className={styles["head"]}>
              <Heading slot="title" className={styles["title"] ?? ""}>
                {title}
              </Heading>
              {role === "dialog" && (
                <IconButton icon={X} label={t("common.action.close")} slot="close" />
              )}
            </header>
          )}
          {hideTitle ? children : <div className={styles["body"]}>{children}</div>}
          {footer !== undefined && <footer className={styles["foot"]}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
