import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { acting } from "#renderer/actions/acting.ts";
import { type BulkItem, skipBefore, underway } from "#renderer/actions/bulk/bulk-plan.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import {
  gatherGrounds,
  type MacroGround,
  mayUse,
  planMacro,
} from "#renderer/actions/macro-actions.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";

/** Tickets asked for at once: few enough for the cache to answer the screen between. */
const AT_ONCE = 50;

/** What is known before anything is worked out: at once, for every ticket. */
export function foresee(tickets: readonly TicketFacts[], writes: boolean) {
  const { authors } = acting();
  const known = underway(useOutbox.getState().entries, useDrafts.getState().drafts?.values() ?? []);
  return tickets.map((ticket) => ({ ticket, skip: skipBefore(ticket, authors, known, writes) }));
}

async function planOne(
  macro: Macro,
  ticket: TicketFacts,
  isOwn: boolean,
  ground: Result<MacroGround, AppError> | undefined,
): Promise<BulkItem> {
  if (ground === undefined) return { ticket, skip: "gone" };
  if (!ground.ok) return { ticket, skip: ground.error.kind === "not-found" ? "gone" : "failed" };
  const { context, view } = ground.value;
  if (!isOwn && !mayUse(macro, ticket.accountId, context.me)) return { ticket, skip: "no-access" };
  const plan = await planMacro(macro, ground.value);
  if (!plan.ok) return { ticket, skip: "failed" };
  const { effect, unresolved } = plan.value;
  if (unresolved.length > 0) return { ticket, skip: "unresolved" };
  const { comment, edits } = effect;
  if (comment === null && Object.keys(edits).length === 0) return { ticket, skip: "nothing" };
  return {
    ticket,
    skip: null,
    sending: {
      comment:
        comment === null
          ? null
          : { audience: comment.audience ?? "public", text: comment.text, files: [] },
      edits,
      macroIds: isOwn ? [] : [macro.id],
      seen: view.newest,
    },
  };
}

/**
 * Works a macro out for many tickets; nothing is sent.
 *
 * @param isOwn    The macro is the agent's own words, made for this once.
 * @param progress Told how many tickets are worked out.
 * @returns        In the order of the tickets; fewer when cancelled.
 */
export async function planBulk(
  macro: Macro,
  tickets: readonly TicketFacts[],
  isOwn: boolean,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<readonly BulkItem[]> {
  const writes = macro.actions.some(({ kind }) => kind === "comment");
  const seen = foresee(tickets, writes);
  const items: BulkItem[] = [];
  for (let from = 0; from < seen.length && !signal.aborted; from += AT_ONCE) {
    const part = seen.slice(from, from + AT_ONCE);
    const wanted = part.flatMap(({ ticket, skip }) => (skip === null ? [ticket.id] : []));
    const grounds = await gatherGrounds(wanted);
    items.push(
      ...(await Promise.all(
        part.map(async ({ ticket, skip }): Promise<BulkItem> => {
          if (skip !== null) return { ticket, skip };
          return grounds.ok
            ? planOne(macro, ticket, isOwn, grounds.value.get(ticket.id))
            : { ticket, skip: "failed" };
        }),
      )),
    );
    progress(items.length);
  }
  return items;
}
