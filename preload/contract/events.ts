import type { AccountSummary } from "#contract/account.ts";
import type { AccountStatus } from "#contract/connection.ts";
import type { Settings } from "#contract/settings.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";

/** One line to the agent. `key` is an i18n key under `notice`, with its values. */
export type Notice = {
  readonly id: string;
  readonly tone: "info" | "caution" | "critical";
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly at: number;
};

/** Main → page news. Each carries the whole new state, so that a late listener is never wrong. */
export type Events = {
  readonly "sync.status": readonly AccountStatus[];
  readonly "outbox.changed": readonly OutboxEntry[];
  readonly "accounts.changed": readonly AccountSummary[];
  readonly "settings.changed": Settings;
  readonly "app.notice": Notice;
  /** A command asked for by the menu or the tray. */
  readonly "app.command": { readonly commandId: string };
};
export type EventName = keyof Events;
export const eventNames = [
  "sync.status",
  "outbox.changed",
  "accounts.changed",
  "settings.changed",
  "app.notice",
  "app.command",
] as const satisfies readonly EventName[];
