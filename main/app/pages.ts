import path from "node:path";
import type { BrowserWindowConstructorOptions } from "electron";
import { CACHE_HOST_URL, UI_URL } from "#main/app/protocol.ts";

/** Where pages and the preload script come from. */
export type Pages = {
  /** Folder served as `app://switchboard`. */
  readonly root: string;
  readonly preload: string;
  readonly ui: string;
  readonly cacheHost: string;
  /** Origin of the development server, null in a built app. */
  readonly devOrigin: string | null;
};

/**
 * @param dist       Folder of the build.
 * @param devServer  Address of the development server, e.g. `http://127.0.0.1:5173/`; null: the built pages.
 */
export function findPages(dist: string, devServer: string | null): Pages {
  const base = { root: path.join(dist, "renderer"), preload: path.join(dist, "preload/index.cjs") };
  if (devServer === null) {
    return { ...base, ui: UI_URL, cacheHost: CACHE_HOST_URL, devOrigin: null };
  }
  return {
    ...base,
    ui: new URL("index.html", devServer).href,
    cacheHost: new URL("cache/host.html", devServer).href,
    devOrigin: new URL(devServer).origin,
  };
}

/** What every window of ours has in common: the security floor. */
export const safePreferences = (
  pages: Pages,
): BrowserWindowConstructorOptions["webPreferences"] => ({
  preload: pages.preload,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
});
