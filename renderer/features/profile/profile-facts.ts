import type { QueueRow, TimelineEntry } from "#contract/asks.ts";
import type { Identity } from "#domain/customer/customer.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { type InteractionKind, isPublic } from "#domain/ticket/interaction.ts";
import { isUnsolved } from "#domain/ticket/ticket.ts";

/** The clock on the customer's wall; null when their time zone is not known or not a real one. */
export function localTime(at: number, timeZone: string | null, tag: string): string | null {
  if (timeZone === null) return null;
  try {
    return new Intl.DateTimeFormat(tag, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone,
    }).format(at);
  } catch {
    return null;
  }
}

/** A language's name in the UI language: `pt-BR` → `Brazilian Portuguese`. The tag itself when it has none. */
export function languageName(locale: string, tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** The last part of a zone's name, as people say it: `Europe/Berlin` → `Berlin`. */
export const placeOf = (timeZone: string): string =>
  (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");

/** The primary address of each kind first, then as they came. */
export const orderIdentities = (identities: readonly Identity[]): readonly Identity[] =>
  identities.toSorted((a, b) => Number(b.primary) - Number(a.primary));

/** The customer's other tickets that still owe something, the latest first. */
export const otherOpen = (
  rows: readonly QueueRow[],
  openId: TicketId | null,
): readonly QueueRow[] =>
  rows
    .filter((row) => row.id !== openId && isUnsolved(row.status))
    .toSorted((a, b) => b.updatedAt - a.updatedAt);

/** The one after the open ticket among a customer's unsolved ones, round and round. */
export function nextTicket(rows: readonly QueueRow[], openId: TicketId | null): TicketId | null {
  const unsolved = rows
    .filter((row) => isUnsolved(row.status))
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
  const at = unsolved.findIndex(({ id }) => id === openId);
  const next = unsolved[(at + 1) % Math.max(1, unsolved.length)];
  return next === undefined || next.id === openId ? null : next.id;
}

/** Who may have read an entry: the difference that must be seen at a glance. */
export type Side = "public" | "note" | "event";
export const sideOf = (kind: InteractionKind): Side =>
  kind === "note" ? "note" : isPublic(kind) ? "public" : "event";

/** Newest first. */
export const newestFirst = (entries: readonly TimelineEntry[]): readonly TimelineEntry[] =>
  entries.toSorted((a, b) => b.interaction.at - a.interaction.at);
