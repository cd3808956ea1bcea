import type { App, Session, WebContents } from "electron";
import { ORIGIN } from "#main/app/protocol.ts";

/** What pages of ours may use. Compared as strings: the lists of known names differ between runtimes. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set([
  "persistent-storage",
  "notifications",
  "clipboard-sanitized-write",
]);

/** Whether an address or origin is a page of ours; `devOrigin` is the development server's, null in a built app. */
export function isOurAddress(address: string, devOrigin: string | null): boolean {
  if (address === ORIGIN || address.startsWith(`${ORIGIN}/`)) return true;
  return devOrigin !== null && (address === devOrigin || address.startsWith(`${devOrigin}/`));
}

/** Where a click on a link came from: our own page, or a frame that shows a customer's mail. */
export type LinkSource = "page" | "mail";
export type OpenOutside = (url: string, source: LinkSource) => void;

/**
 * Shuts every web contents, present and future: no navigation, no new windows, no embedded web views, no
 * downloads, no permission that is not listed. Links go to `openOutside`, which judges them.
 */
export function lockDown(
  app: App,
  session: Session,
  openOutside: OpenOutside,
  devOrigin: string | null,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(ALLOWED_PERMISSIONS.has(permission) && isOurAddress(details.requestingUrl, devOrigin));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) =>
      ALLOWED_PERMISSIONS.has(permission) && isOurAddress(origin, devOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event) => event.preventDefault());
  app.on("web-contents-created", (_event, contents) => shut(contents, openOutside, devOrigin));
}

function shut(contents: WebContents, openOutside: OpenOutside, devOrigin: string | null): void {
  contents.on("will-navigate", (details) => {
    // The development server reloads its own page; in the built app even that does not happen.
    if (devOrigin !== null && isOurAddress(details.url, devOrigin)) return;
    details.preventDefault();
    openOutside(details.url, "page");
  });
  contents.on("will-frame-navigate", (details) => {
    if (details.isMainFrame || details.url === "about:srcdoc") return;
    details.preventDefault();
    openOutside(details.url, "mail");
  });
  contents.on("will-redirect", (details) => details.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  // Frames that show mail may ask for windows (sandbox="allow-popups", links with target="_blank"); our page never does.
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, "mail");
    return { action: "deny" };
  });
}
