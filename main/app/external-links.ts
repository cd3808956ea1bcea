import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";

const ALLOWED = new Set(["https:", "http:", "mailto:", "tel:"]);

/**
 * The one judge of addresses that leave the app: window-open, navigation, menus and whatever a server supplied.
 *
 * @returns The address in its normal form, or why it stays closed.
 */
export function checkExternalLink(text: string): Result<string, AppError> {
  const refused = (detail: string): Result<string, AppError> =>
    err({ kind: "invalid", field: "url", detail, remedy: "link" });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return refused("not an absolute address");
  }
  if (!ALLOWED.has(url.protocol))
    return refused(`addresses of the kind ${url.protocol} stay closed`);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (isWeb && url.hostname === "") return refused("the address names no host");
  // "https://helpdesk.example@evil.example" reads like the first and leads to the second.
  if (isWeb && (url.username !== "" || url.password !== "")) {
    return refused("the address hides a user name before its host");
  }
  return ok(url.href);
}

/**
 * @param open  Opens outside, e.g. `shell.openExternal`.
 */
export async function openExternalLink(
  text: string,
  open: (url: string) => Promise<void>,
): Promise<Result<Record<string, never>, AppError>> {
  const checked = checkExternalLink(text);
  if (!checked.ok) return checked;
  await open(checked.value);
  return ok({});
}
