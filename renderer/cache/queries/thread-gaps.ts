import type { AccountId, AgentId, TicketId } from "#domain/kernel/ids.ts";
import { isUnsolved } from "#domain/ticket/ticket.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import type { TicketLine } from "#renderer/cache/memory/ticket-line.ts";

/**
 * Tickets whose conversation should be here as a whole and is not: unsolved ones and those that moved since `since`.
 * The agent's own unsolved ones first, then the unassigned and their groups', then other unsolved ones, then the
 * rest; the newest first within each.
 *
 * @param since ms epoch.
 */
export function listThreadGaps(
  memory: Memory,
  accountId: AccountId,
  agentId: AgentId,
  since: number,
  limit: number,
): readonly TicketId[] {
  const groups = new Set(memory.record("agent", agentId)?.groupIds);
  const gaps: { readonly line: TicketLine; readonly urgency: number }[] = [];
  for (const id of memory.notWhole()) {
    const line = memory.line(id);
    if (line === undefined || line.accountId !== accountId) continue;
    if (!isUnsolved(line.status) && line.updatedAt < since) continue;
    gaps.push({ line, urgency: urgencyOf(line) });
  }
  gaps.sort((a, b) => a.urgency - b.urgency || b.line.updatedAt - a.line.updatedAt);
  return gaps.slice(0, limit).map(({ line }) => line.id);

  function urgencyOf({ status, assigneeId, groupId }: TicketLine): number {
    if (!isUnsolved(status)) return 3;
    if (assigneeId === agentId) return 0;
    return assigneeId === null || (groupId !== null && groups.has(groupId)) ? 1 : 2;
  }
}
