import type { BrowserWindow, Dialog } from "electron";
import type { LinkSource, OpenOutside } from "#main/app/lock-down.ts";
import { openExternalLink } from "#main/app/external-links.ts";
import { type MainTexts, fill } from "#main/app/texts.ts";

/**
 * Opens links that someone clicked. A link inside a customer's mail is asked about first, by its host: the mail chose
 * its words, and a page cannot show where a link in a closed frame leads.
 */
export function createLinkOpener(deps: {
  readonly dialog: Pick<Dialog, "showMessageBox">;
  readonly open: (url: string) => Promise<void>;
  readonly window: () => BrowserWindow | null;
  readonly texts: () => MainTexts;
  readonly log: (what: string, detail: string) => void;
}): OpenOutside {
  let asking = false;

  async function go(url: string, source: LinkSource): Promise<void> {
    if (source === "mail" && !(await agrees(url))) return;
    const opened = await openExternalLink(url, deps.open);
    if (!opened.ok) deps.log("a link stayed closed", opened.error.kind);
  }
  async function agrees(url: string): Promise<boolean> {
    const window = deps.window();
    if (asking || window === null || !URL.canParse(url)) return false;
    asking = true;
    try {
      const { link } = deps.texts();
      const { host, href, protocol } = new URL(url);
      const { response } = await deps.dialog.showMessageBox(window, {
        type: "question",
        message: link.question,
        detail: `${fill(link.host, { host: host === "" ? protocol : host })}\n\n${href.slice(0, 300)}`,
        buttons: [link.open, link.cancel],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      });
      return response === 0;
    } finally {
      asking = false;
    }
  }
  return (url, source) =>
    void go(url, source).catch((cause: unknown) => deps.log("a link", String(cause)));
}
