import { memberOf } from "#main/connectors/zendesk/parse.ts";
import type { Remote } from "#main/connectors/zendesk/remote.ts";

/**
 * How many records a kind has; null when the remote does not tell. Approximate above 100,000.
 *
 * @param path e.g. `/tickets/count.json`; both `{count: 7}` and `{count: {value: 7}}` occur.
 */
export async function countOf(
  remote: Remote,
  path: string,
  signal: AbortSignal,
): Promise<number | null> {
  const answer = await remote.client.call({ method: "GET", path, urgency: "prefetch" }, signal);
  if (!answer.ok) return null;
  const count = memberOf(answer.value, "count");
  const value: unknown =
    typeof count === "object" && count !== null && "value" in count ? count.value : count;
  return typeof value === "number" && value >= 0 ? value : null;
}
