import type { BrowserWindow, WebContents } from "electron";
import { PORT_CHANNEL } from "#contract/bridge.ts";
import type { HostWindow } from "#main/app/host-window.ts";
import { type MainWindowDeps, openMainWindow } from "#main/app/main-window.ts";

export type WindowsDeps = Pick<
  MainWindowDeps,
  "pages" | "state" | "saveState" | "onSeen" | "onKey"
> & {
  readonly now: () => number;
  /** The agent wants to close the console. */
  readonly onCloseAsked: () => void;
  /** The page failed too often to go on. */
  readonly onGaveUp: () => void;
  readonly log: (what: string, detail: string) => void;
};

export interface Windows {
  /** Opens the console, or shows the one there is. */
  show(): void;
  contents(): readonly WebContents[];
  contentsIds(): ReadonlySet<number>;
  main(): BrowserWindow | null;
  /** A cache host is there: every page gets a port to it, now or when it has loaded. */
  useHost(host: HostWindow): void;
  /** Destroys all without asking. */
  destroy(): void;
}

const CRASHES = 3;
const CRASH_SPAN_MS = 60_000;

/** Keeps the UI windows: one console for now. A page that crashes is opened again in its place. */
export function createWindows(deps: WindowsDeps): Windows {
  let main: BrowserWindow | null = null;
  let loaded = false;
  let host: HostWindow | null = null;
  let crashes: readonly number[] = [];

  /** Joins the page and the host by a channel of their own; main keeps no end of it. */
  function connect(window: BrowserWindow): void {
    if (host === null || window.isDestroyed()) return;
    const port = host.issuePort("window");
    window.webContents.postMessage(PORT_CHANNEL, "window", [port]);
  }

  function open(): void {
    loaded = false;
    main = openMainWindow({
      pages: deps.pages,
      state: deps.state,
      saveState: deps.saveState,
      onSeen: deps.onSeen,
      onKey: deps.onKey,
      onLoaded: (window) => {
        loaded = true;
        connect(window);
      },
      onCrashed: (window, reason) => {
        deps.log("the page's process ended", reason);
        const now = deps.now();
        crashes = [...crashes.filter((at) => now - at < CRASH_SPAN_MS), now];
        main = null;
        if (!window.isDestroyed()) window.destroy();
        if (crashes.length > CRASHES) deps.onGaveUp();
        else open();
      },
      onCloseAsked: deps.onCloseAsked,
    });
  }

  return {
    show() {
      if (main === null) open();
      else {
        if (main.isMinimized()) main.restore();
        main.show();
        main.focus();
      }
    },
    contents: () => (main === null || main.isDestroyed() ? [] : [main.webContents]),
    contentsIds: () => new Set(main === null || main.isDestroyed() ? [] : [main.webContents.id]),
    main: () => main,
    useHost(next) {
      host = next;
      if (main !== null && loaded) connect(main);
    },
    destroy() {
      const before = main;
      main = null;
      if (before !== null && !before.isDestroyed()) before.destroy();
    },
  };
}
