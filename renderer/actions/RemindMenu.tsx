import { useState } from "react";
import type { AccountKind } from "#contract/account.ts";
import type { AgentId, TicketId } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { followUpOf, type Ticket } from "#domain/ticket/ticket.ts";
import { acting } from "#renderer/actions/acting.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { closeMenu } from "#renderer/actions/menu-store.ts";
import { matchChoices, Picker } from "#renderer/actions/Picker.tsx";
import { readRemindTime, remindTimes } from "#renderer/actions/remind-times.ts";
import { sendUpdate } from "#renderer/actions/ticket-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { useAccount } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

const NONE = "none";

/**
 * A follow-up as the helpdesk itself keeps it: a reminder of the agent's own where there are such (Request Tracker), else
 * the ticket's due time. A ticket of nobody becomes the agent's, for follow-ups are theirs. Zendesk keeps due times on
 * tasks only.
 *
 * @param at ms epoch; null ends it.
 * @returns null where the helpdesk would not keep it: the ticket is an incident or a problem.
 */
export function remindEdits(
  ticket: Pick<Ticket, "kind" | "dueAt" | "followUpAt" | "assigneeId">,
  kind: AccountKind,
  me: AgentId,
  at: number | null,
): TicketEdits | null {
  const needsTask = kind !== "rt" && at !== null && ticket.kind !== "task";
  if (needsTask && ticket.kind !== null && ticket.kind !== "question") return null;
  // Helpdesks keep whole seconds.
  const value = at === null ? null : Math.floor(at / 1000) * 1000;
  return {
    ...(kind === "rt"
      ? { followUpAt: { base: ticket.followUpAt ?? null, value } }
      : { dueAt: { base: ticket.dueAt, value } }),
    ...(needsTask ? { kind: { base: ticket.kind, value: "task" } } : {}),
    ...(at !== null && ticket.assigneeId === null ? { assigneeId: { base: null, value: me } } : {}),
  };
}

/** When to be reminded of a ticket: chosen or typed. */
export function RemindMenu({ ticketId }: { readonly ticketId: TicketId }) {
  const { t, format } = useText();
  const [now] = useState(() => acting().now);
  const [typed, setTyped] = useState("");
  const ticket = useCacheQuery("ticket.get", { ticketId })?.ticket;
  const account = useAccount(ticket?.accountId ?? "");
  if (ticket === undefined || account === undefined) return null;
  const own = readRemindTime(typed, now);
  const times =
    own === null
      ? remindTimes(now).map((time) => ({ ...time, label: t(`actions.remind.${time.id}`) }))
      : [{ id: "typed" as const, at: own, label: t("actions.remind.typed") }];
  const choices = times.map(({ id, at, label }) => ({
    id,
    label,
    detail: format.moment(at),
  }));
  const current = account.kind === "rt" ? (ticket.followUpAt ?? null) : followUpOf(ticket);
  const end =
    current === null
      ? []
      : [{ id: NONE, label: t("actions.remind.none"), detail: format.moment(current) }];
  const all = ticket.status === "closed" ? [] : [...choices, ...end];

  const remind = async (at: number | null) => {
    const edits = remindEdits(ticket, account.kind, account.agentId, at);
    if (edits === null) return notify("caution", "actions.remind.notTask");
    const sent = await sendUpdate(ticket, { comment: null, edits, macroIds: [], seen: null });
    if (!sent.ok) notify("critical", "actions.failed", { reason: failureText(sent.error) });
    else if (at !== null) notify("info", "actions.remind.queued", { time: format.moment(at) });
    return undefined;
  };
  return (
    <Picker
      title={t("actions.remind.title")}
      placeholder={t("actions.remind.hint")}
      empty={t("actions.people.closed")}
      isFiltered
      onText={setTyped}
      choices={own === null ? matchChoices(all, typed) : choices}
      onPick={(id) => {
        const time = times.find((one) => one.id === id);
        void remind(time?.at ?? null);
      }}
      onClose={closeMenu}
    />
  );
}
