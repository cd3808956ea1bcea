import { call, onEvent } from "#renderer/bridge.ts";
import { setAccounts } from "#renderer/workspace/accounts-store.ts";
import { addNotice } from "#renderer/workspace/notices-store.ts";
import { setOutbox } from "#renderer/workspace/outbox-store.ts";
import { setSettings } from "#renderer/workspace/settings-store.ts";
import { setStatuses } from "#renderer/workspace/status-store.ts";

/**
 * Fills the stores from main and keeps them in step. Each event carries the whole state, so an event that overtakes
 * the first answer wins.
 *
 * @returns Resolves when the accounts are known: the first question to the cache names them.
 */
export async function startFeed(): Promise<void> {
  const heard = new Set<string>();
  onEvent("accounts.changed", (accounts) => {
    heard.add("accounts");
    setAccounts(accounts);
  });
  onEvent("sync.status", (statuses) => {
    heard.add("status");
    setStatuses(statuses);
  });
  onEvent("outbox.changed", (entries) => {
    heard.add("outbox");
    setOutbox(entries);
  });
  onEvent("settings.changed", setSettings);
  onEvent("app.notice", addNotice);
  void call("sync.status", {}).then((answer) => {
    if (answer.ok && !heard.has("status")) setStatuses(answer.value);
  });
  void call("outbox.list", {}).then((answer) => {
    if (answer.ok && !heard.has("outbox")) setOutbox(answer.value);
  });
  const accounts = await call("accounts.list", {});
  if (accounts.ok && !heard.has("accounts")) setAccounts(accounts.value);
}
