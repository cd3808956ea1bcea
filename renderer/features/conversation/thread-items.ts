import type { PendingInteraction, Thread } from "#contract/asks.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";

/** One line of the thread on screen. */
export type ThreadItem =
  | { readonly kind: "older"; readonly key: string; readonly count: number }
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "entry"; readonly key: string; readonly interaction: Interaction }
  | {
      readonly kind: "changes";
      readonly key: string;
      readonly interactions: readonly Interaction[];
    }
  | { readonly kind: "pending"; readonly key: string; readonly pending: PendingInteraction };

/**
 * Lays a thread out: one heading a day, neighbouring field changes as one line, unsent entries last.
 *
 * @param thread  Oldest first.
 * @param dayOf   Names the calendar day of an instant for the person who looks.
 */
export function toThreadItems(
  thread: Thread,
  dayOf: (at: number) => string,
): readonly ThreadItem[] {
  const items: ThreadItem[] = [];
  const missing = thread.total - thread.interactions.length;
  if (missing > 0) items.push({ kind: "older", key: "older", count: missing });
  let day = "";
  let changes: Interaction[] = [];
  const endChanges = () => {
    const first = changes[0];
    if (first) items.push({ kind: "changes", key: `changes/${first.id}`, interactions: changes });
    changes = [];
  };
  for (const interaction of thread.interactions) {
    const itsDay = dayOf(interaction.at);
    if (itsDay !== day) {
      endChanges();
      items.push({ kind: "day", key: `day/${itsDay}/${interaction.id}`, at: interaction.at });
      day = itsDay;
    }
    if (interaction.kind === "change") changes.push(interaction);
    else {
      endChanges();
      items.push({ kind: "entry", key: interaction.id, interaction });
    }
  }
  endChanges();
  for (const pending of thread.pending) {
    const { at } = pending.interaction;
    const itsDay = dayOf(at);
    if (itsDay !== day) items.push({ kind: "day", key: `day/${itsDay}/${pending.opId}`, at });
    day = itsDay;
    items.push({ kind: "pending", key: `pending/${pending.opId}`, pending });
  }
  return items;
}

/** A customer's message, or a colleague's public one, that came after the agent began to write. */
export function writtenSince(
  interactions: readonly Interaction[],
  seen: { readonly interactionId: string; readonly at: number } | null,
  me: string,
): readonly Interaction[] {
  if (seen === null) return [];
  return interactions.filter((entry) => {
    if (entry.id === seen.interactionId || entry.at < seen.at) return false;
    if (
      entry.at === seen.at &&
      interactions.findIndex(({ id }) => id === seen.interactionId) !== -1
    )
      return false;
    if (entry.author.kind === "customer") return entry.kind !== "change";
    const publicKind = entry.kind === "message" || entry.kind === "chat" || entry.kind === "social";
    return entry.author.kind === "agent" && entry.author.id !== me && publicKind;
  });
}
