import type { ReactNode } from "react";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";

/** One value in a dialog of its own, saved or left as it was. */
export function EditDialog({
  title,
  needsCtrl = false,
  onSave,
  onClose,
  children,
}: {
  readonly title: string;
  /** Enter alone begins a line of the text; the key that saves is shown with Ctrl. */
  readonly needsCtrl?: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onPress={onClose}>{t("common.action.cancel")}</Button>
          <Button variant="primary" caps={[needsCtrl ? ["Ctrl", "↵"] : ["↵"]]} onPress={onSave}>
            {t("common.action.save")}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
