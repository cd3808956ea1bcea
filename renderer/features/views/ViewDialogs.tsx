import { useCommands } from "#renderer/commands/registry.ts";
import { viewCommands } from "#renderer/features/views/commands.ts";
import { ViewEditor } from "#renderer/features/views/ViewEditor.tsx";
import { closeViewsDialog, useViewsDialog } from "#renderer/features/views/views-store.ts";
import { WhyInView } from "#renderer/features/views/WhyInView.tsx";

/** Dialogs about views with their commands. Stands once in the window, whatever the screen. */
export function ViewDialogs() {
  useCommands(viewCommands, undefined);
  const dialog = useViewsDialog((state) => state.dialog);
  if (dialog === null) return null;
  return dialog.kind === "edit" ? (
    <ViewEditor onClose={closeViewsDialog} />
  ) : (
    <WhyInView ticketId={dialog.ticketId} viewId={dialog.viewId} onClose={closeViewsDialog} />
  );
}
