import type { Acting } from "#renderer/actions/intents.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useSettings } from "#renderer/workspace/settings-store.ts";

/** Clock, names and identities for acts of this moment. */
export function acting(): Acting {
  return {
    authors: new Map(useAccounts.getState().me.map((me) => [me.accountId, me.agentId])),
    now: Date.now(),
    newOpId: () => crypto.randomUUID(),
    undoSeconds: useSettings.getState().undoSeconds,
  };
}
