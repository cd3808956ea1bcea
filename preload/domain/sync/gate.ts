import type { AgentId, GlobalId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { IntentAction } from "#domain/sync/intent.ts";
import type { MovedEntry } from "#domain/sync/outbox.ts";
import { isPublic } from "#domain/ticket/interaction.ts";
import type { InteractionKind } from "#domain/ticket/interaction.ts";

/** What the gate needs to know of a remote entry. */
export type GateEntry = {
  readonly id: string;
  readonly authorId: GlobalId | null;
  readonly authorName: string;
  readonly authorKind: "customer" | "agent" | "system";
  readonly at: number;
  readonly kind: InteractionKind;
  readonly text: string;
};

export type GateInput = {
  readonly action: IntentAction;
  readonly authorId: AgentId;
  /** Entries of the remote, any order; older ones than what was seen do no harm. */
  readonly entries: readonly GateEntry[];
  /** Newest entry that the agent was already asked about and confirmed; null when they never were. */
  readonly confirmedUpTo: string | null;
  readonly isAfter: (a: string, b: string) => boolean;
};

/**
 * What the agent should read before their public reply goes: messages of the customer and public replies of other
 * agents that arrived after what they had in view. Notes and plain field changes never wait for this.
 * Source: sync-pitfalls §4.
 *
 * @returns Empty when the reply may go. Also when nothing is known about what the agent saw.
 */
export function movedEntries(input: GateInput): readonly MovedEntry[] {
  const { action, authorId, confirmedUpTo, isAfter } = input;
  if (action.kind !== "update-ticket" || action.comment?.audience !== "public") return [];
  const { seen } = action;
  if (seen === null) return [];
  const seenId = remoteOf(seen.interactionId);
  return input.entries
    .filter((entry) => {
      if (confirmedUpTo !== null && !isAfter(entry.id, confirmedUpTo)) return false;
      const newer = entry.at > seen.at || (entry.at === seen.at && isAfter(entry.id, seenId));
      if (!newer || !isPublic(entry.kind)) return false;
      return entry.authorKind === "agent"
        ? entry.authorId !== authorId
        : entry.authorKind === "customer";
    })
    .map((entry) => ({ author: entry.authorName, at: entry.at, text: entry.text }));
}
