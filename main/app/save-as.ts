import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { BrowserWindow, Dialog } from "electron";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import { safeFileName } from "#main/app/attachment-name.ts";

export type SaveAs = (
  fileName: string,
  bytes: () => Promise<Result<Uint8Array, AppError>>,
) => Promise<Result<{ readonly saved: boolean }, AppError>>;

/**
 * Asks where a file goes, then fetches and writes it. Names come from customers: they are made harmless first.
 *
 * @param folder  Where the dialog begins; runtimes differ in their own default.
 */
export const createSaveAs =
  (deps: {
    readonly dialog: Pick<Dialog, "showSaveDialog">;
    readonly window: () => BrowserWindow | null;
    readonly folder: () => string;
    readonly title: () => string;
  }): SaveAs =>
  async (fileName, bytes) => {
    const window = deps.window();
    if (window === null) return ok({ saved: false });
    const { canceled, filePath } = await deps.dialog.showSaveDialog(window, {
      title: deps.title(),
      defaultPath: path.join(deps.folder(), safeFileName(fileName)),
      properties: ["showOverwriteConfirmation", "createDirectory"],
    });
    if (canceled || filePath === "") return ok({ saved: false });
    const content = await bytes();
    if (!content.ok) return content;
    try {
      await writeFile(filePath, content.value);
      return ok({ saved: true });
    } catch (cause) {
      return err({
        kind: "storage",
        detail: cause instanceof Error ? cause.message : String(cause),
      });
    }
  };
