import { z } from "zod";
import type { TicketId } from "#domain/kernel/ids.ts";
import { persistPart, saveWorkspaceSoon } from "#renderer/workspace/persist.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

const Place = z.object({
  /** px from the top of the conversation; null at its end, where one reads on. */
  scroll: z.number().min(0).nullable().catch(null),
  /** Caret in the reply or the note that is being written: anchor and head, in UTF-16 units. */
  carets: z
    .record(z.string(), z.tuple([z.number().int().min(0), z.number().int().min(0)]))
    .catch({}),
});
/** Where the agent was in one ticket. */
export type Place = z.infer<typeof Place>;
const NO_PLACE: Place = { scroll: null, carets: {} };

/** Tickets whose place is kept, the latest last. */
const MOST_PLACES = 60;
let places: ReadonlyMap<TicketId, Place> = new Map();

export const placeIn = (ticketId: TicketId): Place => places.get(ticketId) ?? NO_PLACE;

function keep(ticketId: TicketId, change: Partial<Place>): void {
  const place = { ...placeIn(ticketId), ...change };
  const others = [...places].filter(([id]) => id !== ticketId);
  const isNothing = place.scroll === null && Object.keys(place.carets).length === 0;
  places = new Map(
    isNothing ? others : [...others.slice(1 - MOST_PLACES), [ticketId, place] as const],
  );
  saveWorkspaceSoon();
}

/** @param scroll px from the top; null at the end. */
export function keepScroll(ticketId: TicketId, scroll: number | null): void {
  if (placeIn(ticketId).scroll !== scroll) keep(ticketId, { scroll });
}

/** What is being written is told by the workspace: a reply or a note on the open ticket. */
const writing = (): { readonly ticketId: TicketId; readonly mode: string } | null => {
  const { openTicketId, composer } = useWorkspace.getState();
  return openTicketId === null || composer === "none"
    ? null
    : { ticketId: openTicketId, mode: composer };
};

/** @param length Of the text: a caret at its end is not kept, it is where one writes on. */
export function keepCaret(anchor: number, head: number, length: number): void {
  const now = writing();
  if (now === null) return;
  const { [now.mode]: before, ...others } = placeIn(now.ticketId).carets;
  const isEnd = anchor === length && head === length;
  if (isEnd && before === undefined) return;
  keep(now.ticketId, { carets: isEnd ? others : { ...others, [now.mode]: [anchor, head] } });
}

/** @param length Of the text that is there. @returns Where the caret was; the end when that is not known. */
export function keptCaret(length: number): { readonly anchor: number; readonly head: number } {
  const now = writing();
  const caret = now === null ? undefined : placeIn(now.ticketId).carets[now.mode];
  if (caret === undefined) return { anchor: length, head: length };
  return { anchor: Math.min(length, caret[0]), head: Math.min(length, caret[1]) };
}

const Saved = z.array(z.tuple([z.string(), Place])).catch([]);
const restore = (saved: unknown): void => {
  places = new Map(Saved.parse(saved ?? []).slice(-MOST_PLACES));
};
persistPart("places", { read: () => [...places], restore });
// This module may come after the workspace was put back.
restore(useSettings.getState().workspace["places"]);
