import type { Edit } from "#domain/sync/intent.ts";
import type { Changed } from "#main/connectors/rt/change.ts";
import { fromStatus } from "#main/connectors/rt/mapping.ts";
import { refused } from "#main/connectors/rt/outcome.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { toWireDate } from "#main/connectors/rt/time.ts";
import type { WireTicket } from "#main/connectors/rt/wire.ts";

/**
 * Makes, moves or resolves our reminder of a ticket; its own due time is left alone. What is there is read first and what
 * was done is read back: a reminder made by an attempt whose answer was lost is found, not made again, and a 200 alone
 * means nothing.
 *
 * Where a ticket has several, only the one that the agent saw is touched: ending it again after a lost answer must not end
 * the next.
 *
 * @param edit `base`: instant of the reminder that was seen, null for none; `value`: null ends it. ms epoch.
 * @returns `moved` when the reminder that was seen is another one now.
 */
export async function writeFollowUp(
  remote: Remote,
  ticket: WireTicket,
  { base, value }: Edit<number | null>,
  signal: AbortSignal,
): Promise<Changed> {
  const { client, directory, mapping, reminders } = remote;
  const me = remote.me();
  if (me === null) return refusal("not signed in");
  const wanted = toWholeSeconds(value);
  const found = await reminders.take("outbox", signal);
  if (!found.ok)
    return { kind: "failed", failure: { kind: "error", error: found.error, left: false } };
  const isThere = (at: number | null): boolean =>
    reminders.every(ticket.id).some((one) => one.at === at);
  const seen = toWholeSeconds(base);
  const there = reminders.every(ticket.id).find((one) => one.at === seen) ?? null;
  if (wanted === null ? there === null : isThere(wanted)) return { kind: "done" };
  if (there === null && seen !== null) return { kind: "moved" };

  const body: Record<string, unknown> = {};
  if (there === null) {
    Object.assign(body, {
      Type: "reminder",
      Queue: ticket.Queue.id,
      Subject: ticket.Subject ?? "",
      Owner: me.id,
      Due: toWireDate(wanted),
      RefersTo: ticket.id,
    });
  } else if (wanted === null) {
    const { lifecycle, status } = there;
    const word = fromStatus(mapping, lifecycle, "solved", directory.statuses(lifecycle), status);
    if (word === null) return refusal(`the lifecycle "${lifecycle}" has no status for "solved"`);
    body["Status"] = word;
  } else {
    body["Due"] = toWireDate(wanted);
  }
  reminders.forget(); // whatever the answer, they may be other ones now
  const sent = await client.attempt(
    {
      method: there === null ? "POST" : "PUT",
      path: there === null ? "/ticket" : `/ticket/${there.id}`,
      json: body,
      urgency: "outbox",
    },
    signal,
  );
  if (sent.kind === "error") return { kind: "failed", failure: sent };
  const after = await reminders.take("outbox", signal);
  if (!after.ok)
    return { kind: "failed", failure: { kind: "error", error: after.error, left: true } };
  const isDone =
    wanted === null
      ? !reminders.every(ticket.id).some((one) => one.id === there?.id)
      : isThere(wanted);
  if (isDone) return { kind: "done" };
  const { json: said } = sent.answer;
  const words = Array.isArray(said) ? said.filter((one) => typeof one === "string") : [];
  return refusal(
    `the reminder was not changed. The server said: ${words.join(" · ").slice(0, 300)}`,
  );
}

const toWholeSeconds = (at: number | null): number | null =>
  at === null ? null : Math.floor(at / 1000) * 1000;

const refusal = (detail: string): Changed => ({
  kind: "refused",
  error: refused("followUpAt", detail),
});
