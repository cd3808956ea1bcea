import { randomUUID } from "node:crypto";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { Intent, TicketEdits } from "#domain/sync/intent.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { until, type RtConsole } from "#test/rt/support/console.ts";
import { ACCOUNT } from "#test/rt/support/rt-desk.ts";

/** What an agent does with a ticket: a message, changes, or both. `text` null: changes only. */
export function updateOf(
  authorId: string,
  ticketId: TicketId,
  text: string | null,
  edits: TicketEdits = {},
  isPublic = true,
): Intent {
  const createdAt = Date.now();
  return {
    opId: randomUUID(),
    accountId: ACCOUNT,
    authorId,
    createdAt,
    sendAfter: createdAt,
    action: {
      kind: "update-ticket",
      ticketId,
      comment:
        text === null ? null : { audience: isPublic ? "public" : "internal", text, files: [] },
      edits,
      macroIds: [],
      seen: null,
    },
  };
}

/** Submits and waits until it is done with or asks. @returns Its line of the outbox. */
export async function outcomeOf(desk: RtConsole, intent: Intent): Promise<OutboxEntry> {
  await desk.submit([intent]);
  const entry = (): OutboxEntry | undefined =>
    desk.outbox.list().find((one) => one.intent.opId === intent.opId);
  await until(
    "it asks or is sent",
    () => entry()?.state === "needs-human" || entry()?.state === "done",
  );
  const found = entry();
  if (found === undefined) throw new Error("the outbox lost it");
  return found;
}
