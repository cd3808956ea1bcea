import { app, BrowserWindow, MessageChannelMain, type MessagePortMain } from "electron";
import { PORT_CHANNEL, type PortRole } from "#contract/bridge.ts";
import { leanHost } from "#main/app/lean-heaps.ts";
import { type Pages, safePreferences } from "#main/app/pages.ts";

/** The hidden window whose worker is the only code that opens the database. */
export interface HostWindow {
  /** Resolves when the page can take ports; rejects when it could not be loaded. */
  readonly loaded: Promise<void>;
  /** Our end of a new channel to the host. */
  issuePort(role: PortRole): MessagePortMain;
  /** Ends it without telling `onGone`. */
  destroy(): void;
  readonly processId: () => number;
}

/**
 * @param onGone  Its process died or the window was closed; called once.
 */
export function openHostWindow(pages: Pages, onGone: (reason: string) => void): HostWindow {
  const window = new BrowserWindow({
    show: false,
    width: 200,
    height: 100,
    skipTaskbar: true,
    focusable: false,
    title: "Switchboard cache",
    // Timers and the worker go on at full speed although nobody ever sees this page.
    webPreferences: {
      ...safePreferences(pages),
      backgroundThrottling: false,
      additionalArguments: [leanHost(app.commandLine)],
    },
  });
  let told = false;
  const gone = (reason: string) => {
    if (told) return;
    told = true;
    onGone(reason);
  };
  window.webContents.on("render-process-gone", (_event, details) => gone(details.reason));
  window.on("closed", () => gone("closed"));
  return {
    loaded: window.loadURL(pages.cacheHost),
    issuePort(role) {
      const { port1, port2 } = new MessageChannelMain();
      if (!window.isDestroyed()) window.webContents.postMessage(PORT_CHANNEL, role, [port1]);
      return port2;
    },
    destroy() {
      told = true;
      if (!window.isDestroyed()) window.destroy();
    },
    processId: () => (window.isDestroyed() ? 0 : window.webContents.getOSProcessId()),
  };
}
