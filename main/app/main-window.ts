import { BrowserWindow, type BrowserWindowConstructorOptions, screen } from "electron";
import { type Pages, safePreferences } from "#main/app/pages.ts";
import { type WindowState, placeWindow } from "#main/app/window-state.ts";

const SAVE_PAUSE_MS = 400;

export type MainWindowDeps = {
  readonly pages: Pages;
  readonly state: () => WindowState;
  readonly saveState: (state: WindowState) => void;
  /** The page listens (again): it needs a port to the cache. */
  readonly onLoaded: (window: BrowserWindow) => void;
  /** The page's process has died, with Chromium's word for why. */
  readonly onCrashed: (window: BrowserWindow, reason: string) => void;
  /** The agent wants to close it. It stays until it is destroyed: its page may still have something to save. */
  readonly onCloseAsked: () => void;
  readonly onSeen: () => void;
  /** The agent presses a key. */
  readonly onKey: () => void;
  readonly options?: BrowserWindowConstructorOptions;
};

/** Opens the console's window where it was left and keeps its place remembered. */
export function openMainWindow(deps: MainWindowDeps): BrowserWindow {
  const state = deps.state();
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(
    (display) => display.workArea,
  );
  const { bounds, smallest } = placeWindow(state, areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: "Switchboard",
    show: false,
    backgroundColor: "#14171c",
    webPreferences: { ...safePreferences(deps.pages), backgroundThrottling: true },
    ...deps.options,
  });
  // Hidden, not auto-hidden: Alt belongs to the agent's keyboard, and every command is in the palette.
  window.setMenuBarVisibility(false);
  if (state.maximized) window.maximize();

  let pause: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(pause);
    if (window.isDestroyed() || window.isMinimized()) return;
    const maximized = window.isMaximized() || window.isFullScreen();
    deps.saveState({ bounds: window.getNormalBounds(), maximized });
  };
  const saveSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(save, SAVE_PAUSE_MS);
  };
  window.on("resize", saveSoon);
  window.on("move", saveSoon);
  window.on("close", (event) => {
    save();
    event.preventDefault();
    deps.onCloseAsked();
  });
  window.on("closed", () => clearTimeout(pause));
  window.on("blur", deps.onSeen);
  window.on("hide", deps.onSeen);
  window.webContents.on("before-input-event", deps.onKey);
  window.once("ready-to-show", () => window.show());
  // Its scripts have run by then; pictures and fonts need no waiting for.
  window.webContents.on("dom-ready", () => deps.onLoaded(window));
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason !== "clean-exit") deps.onCrashed(window, details.reason);
  });
  void window.loadURL(deps.pages.ui).catch(() => window.show());
  return window;
}
