import { z } from "zod";
import { create } from "zustand";
import { type TicketId, remoteOf } from "#domain/kernel/ids.ts";
import type { HumanReason, OutboxEntry } from "#domain/sync/outbox.ts";
import { acting } from "#renderer/actions/acting.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { editIntents } from "#renderer/actions/intents.ts";
import { submitIntents } from "#renderer/actions/submit.ts";
import { call } from "#renderer/bridge.ts";
import { listUnclaimed } from "#renderer/features/queue/queue-questions.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** A ticket that was taken here and that the helpdesk has not confirmed yet. */
type Claim = { readonly opId: string; readonly ticketId: TicketId };
export const useClaims = create<{ readonly claims: readonly Claim[] }>()(() => ({ claims: [] }));

/** Claims that are watched: one that main forgot long ago must not stay for ever. */
const MOST_CLAIMS = 50;

/** What became of a claim. `open`: not known yet. */
export type ClaimFate = "open" | "kept" | "lost";

/** Why a ticket cannot be had any more. */
const LOSING: ReadonlySet<HumanReason["kind"]> = new Set([
  "ticket-closed",
  "ticket-gone",
  "ticket-merged",
  "access-lost",
]);

/** @param entry The claim in the outbox; undefined while it is on its way there. */
export function claimFate(entry: OutboxEntry | undefined): ClaimFate {
  if (entry === undefined) return "open";
  if (entry.state === "done" || entry.state === "cancelled") return "kept";
  if (entry.state !== "needs-human") return "open";
  const { reason } = entry;
  if (reason?.kind === "field-conflict")
    return reason.conflicts.some(({ field }) => field === "assigneeId") ? "lost" : "open";
  return reason !== null && LOSING.has(reason.kind) ? "lost" : "open";
}

const forget = (opId: string): void =>
  useClaims.setState(({ claims }) => ({ claims: claims.filter((claim) => claim.opId !== opId) }));

/**
 * Takes the best ticket that nobody has: a claim is put into the outbox and the ticket opened. When the helpdesk says
 * that somebody else was faster, `settleClaims` gives the claim up and offers the next.
 */
export async function takeNext(): Promise<void> {
  const now = acting();
  const rows = await listUnclaimed(MOST_CLAIMS + 1);
  // After the list has come: another press may have taken one meanwhile.
  const taken = new Set(useClaims.getState().claims.map(({ ticketId }) => ticketId));
  const next = rows.find((row) => !taken.has(row.id) && now.authors.has(row.accountId));
  if (next === undefined) return notify("info", "queue.notice.nothingUnclaimed");
  const { intents } = editIntents(now, [next], { field: "assign-me" });
  const [intent] = intents;
  if (intent === undefined) return undefined;
  // Before it is on its way, so that a second press of the key takes another one.
  useClaims.setState(({ claims }) => ({
    claims: [...claims, { opId: intent.opId, ticketId: next.id }].slice(-MOST_CLAIMS),
  }));
  workspace.openTicket(next.id);
  workspace.focusPane("conversation");
  const queued = await submitIntents(intents);
  if (queued.ok) return notify("info", "queue.notice.taken", { number: next.number });
  forget(intent.opId);
  return notify("critical", "actions.failed", { reason: failureText(queued.error) });
}

/** A claim is only asked about once, however often the outbox tells of it. */
const settling = new Set<string>();

/** Looks what became of the claims: those that were lost are given up and told, with the next ticket to take. */
export async function settleClaims(entries: readonly OutboxEntry[]): Promise<void> {
  const { claims } = useClaims.getState();
  if (claims.length === 0) return;
  const byId = new Map(entries.map((entry) => [entry.intent.opId, entry]));
  for (const { opId, ticketId } of claims) {
    const entry = byId.get(opId);
    const fate = claimFate(entry);
    if (fate === "kept") forget(opId);
    if (fate !== "lost" || settling.has(opId)) continue;
    settling.add(opId);
    const ended = await call("outbox.discard", { opId });
    settling.delete(opId);
    if (!ended.ok) continue;
    forget(opId);
    const conflict =
      entry?.reason?.kind === "field-conflict"
        ? entry.reason.conflicts.find(({ field }) => field === "assigneeId")
        : undefined;
    const [next] = await listUnclaimed(1);
    const number = remoteOf(ticketId);
    const who = conflict?.who ?? null;
    if (next === undefined)
      notify("caution", who === null ? "queue.claim.lost" : "queue.claim.lostTo", {
        number,
        who: who ?? "",
      });
    else
      notify("caution", who === null ? "queue.claim.lostNext" : "queue.claim.lostToNext", {
        number,
        who: who ?? "",
        next: next.number,
      });
  }
}

const Saved = z.array(z.object({ opId: z.string(), ticketId: z.string() })).catch([]);
const restore = (saved: unknown): void => useClaims.setState({ claims: Saved.parse(saved ?? []) });
persistPart("claims", { read: () => useClaims.getState().claims, restore });
// This module may come after the workspace was put back.
restore(useSettings.getState().workspace["claims"]);
useClaims.subscribe(saveWorkspaceSoon);
useOutbox.subscribe(({ entries }, before) => {
  if (entries !== null && entries !== before.entries) void settleClaims(entries);
});
