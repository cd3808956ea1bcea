import { remoteOf } from "#domain/kernel/ids.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import { freshRows } from "#main/connectors/rt/fresh.ts";
import { ticketGone } from "#main/connectors/rt/map-ticket.ts";
import { refused, toOutcome } from "#main/connectors/rt/outcome.ts";
import { parseOne } from "#main/connectors/rt/parse.ts";
import type { MergePlan } from "#main/connectors/rt/plan.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { isRemoteNumber } from "#main/connectors/rt/tickets.ts";
import { WireTicketDetail } from "#main/connectors/rt/wire.ts";

/**
 * Merges one ticket into another. A ticket that is merged away answers under its old number with the one it went into,
 * so a second attempt would merge *that* one: the number is looked at first and the write is pinned to what was seen.
 * The answer's 200 means nothing; the number is read again. Source: rt-rest2 facts §5, §8.
 */
export async function mergeTicket(
  remote: Remote,
  plan: MergePlan,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const { client } = remote;
  const source = remoteOf(plan.ticketId);
  const target = remoteOf(plan.into);
  if (!isRemoteNumber(source) || !isRemoteNumber(target)) {
    return { kind: "refused", error: { kind: "not-found", detail: "not a number of a ticket" } };
  }
  const look = () =>
    client.call({ method: "GET", path: `/ticket/${source}`, urgency: "outbox" }, signal);
  const before = await look();
  if (!before.ok) return toOutcome({ kind: "error", error: before.error, left: false });
  const was = parseOne(before.value, WireTicketDetail, "ticket");
  if (!was.ok) return toOutcome({ kind: "error", error: was.error, left: false });
  if (was.value.id !== Number(source)) return { kind: "stale-version" };
  const etag = (before.value.headers["etag"] ?? "").replace(/^W\//, "").replaceAll('"', "");
  const written = await client.attempt(
    {
      method: "PUT",
      path: `/ticket/${source}`,
      json: { MergeInto: Number(target) },
      ...(etag === "" ? {} : { headers: { "if-match": `"${etag}"` } }),
      urgency: "outbox",
    },
    signal,
  );
  if (written.kind === "error") return toOutcome(written);
  const after = await look();
  if (!after.ok) return toOutcome({ kind: "error", error: after.error, left: true });
  const now = parseOne(after.value, WireTicketDetail, "ticket");
  if (!now.ok) return toOutcome({ kind: "error", error: now.error, left: true });
  if (now.value.id !== Number(target)) {
    const { json } = written.answer;
    const said = Array.isArray(json) ? json.filter((one) => typeof one === "string") : [];
    const words = `not merged. The server said: ${said.join(" · ").slice(0, 300)}`;
    return { kind: "refused", error: refused("into", words) };
  }
  const rows = await freshRows(remote, plan.into, "", signal);
  const gone = ticketGone(plan.ticketId, "merged", Math.round(client.serverNow()), plan.into);
  const changes = { ...rows, tombstones: [gone] };
  return { kind: "accepted", entryId: null, createdId: null, changes };
}
