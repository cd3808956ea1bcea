import { laneOf } from "#domain/sync/intent.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import type { JournalEvent, OpRecord } from "#main/sync/journal/journal-event.ts";
import type { OutboxData } from "#main/sync/outbox/outbox-state.ts";

/** Finished entries stay this long: a page that missed the answer may submit again, and they claim what they made. */
const KEEP_FINISHED_MS = 24 * 60 * 60 * 1000;
/** Earlier versions of a draft that was cleared stay this long. */
const KEEP_VERSIONS_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The shortest journal that says the same, without entries finished more than a day ago. Those whose lane still
 * has unfinished work stay, because two entries must never claim the same remote one.
 */
export function snapshotEvents(data: OutboxData, now: number): readonly JournalEvent[] {
  const events: JournalEvent[] = [{ kind: "seq.next", next: data.nextSeq }];
  for (const [from, to] of data.aliases) events.push({ kind: "id.alias", from, to });
  const busy = new Set<string>();
  for (const op of data.ops.values()) if (!isFinal(op.state)) busy.add(laneOf(op.intent));
  const stays = (op: OpRecord): boolean =>
    !isFinal(op.state) ||
    now - op.changedAt < KEEP_FINISHED_MS ||
    busy.has(op.createdId ?? laneOf(op.intent));
  for (const op of data.ops.values()) {
    if (stays(op)) events.push({ kind: "op.kept", record: op });
  }
  for (const [key, slot] of data.drafts) {
    const newest = slot.current ?? slot.earlier[0];
    if (newest === undefined) continue;
    if (slot.current === null && now - newest.savedAt > KEEP_VERSIONS_MS) continue;
    for (const draft of slot.earlier.toReversed()) {
      events.push({ kind: "draft.saved", draft }, { kind: "draft.cleared", key, at: now });
    }
    if (slot.current !== null) events.push({ kind: "draft.saved", draft: slot.current });
  }
  return events;
}
