import type { IpcMainInvokeEvent } from "electron";
import { isOurAddress } from "#main/app/lock-down.ts";

/** What of an event tells who sent it. */
export type Sender = {
  readonly frameUrl: string | null;
  readonly isMainFrame: boolean;
  readonly contentsId: number;
};

export function senderOf(event: IpcMainInvokeEvent): Sender {
  const frame = event.senderFrame;
  return {
    frameUrl: frame?.url ?? null,
    isMainFrame: frame !== null && frame === event.sender.mainFrame,
    contentsId: event.sender.id,
  };
}

/**
 * Whether calls of this sender are answered: the main frame of one of our UI windows, showing our own page.
 *
 * @param uiContents  Ids of the UI windows' web contents. The cache host is not among them: it never calls.
 */
export function isTrustedSender(
  sender: Sender,
  uiContents: ReadonlySet<number>,
  devOrigin: string | null,
): boolean {
  return (
    sender.frameUrl !== null &&
    sender.isMainFrame &&
    uiContents.has(sender.contentsId) &&
    isOurAddress(sender.frameUrl, devOrigin)
  );
}
