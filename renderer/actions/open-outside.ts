import { failureText } from "#renderer/actions/failure.ts";
import { call } from "#renderer/bridge.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

/** Opens a page in the browser, through main's one guarded way out. */
export async function openOutside(url: string): Promise<void> {
  const opened = await call("links.open", { url });
  if (!opened.ok) notify("caution", "actions.failed", { reason: failureText(opened.error) });
}
