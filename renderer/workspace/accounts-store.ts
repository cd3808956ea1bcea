import { create } from "zustand";
import type { AccountSummary } from "#contract/account.ts";
import type { Me } from "#contract/asks.ts";
import type { AccountId } from "#domain/kernel/ids.ts";

type Accounts = {
  /** null until main has answered for the first time. */
  readonly accounts: readonly AccountSummary[] | null;
  /** The agent's identity in each account; the same object until the accounts change. */
  readonly me: Me;
};
const NOBODY: Me = [];

/** Signed-in helpdesks, fed by main. */
export const useAccounts = create<Accounts>()(() => ({ accounts: null, me: NOBODY }));

export function setAccounts(accounts: readonly AccountSummary[]): void {
  useAccounts.setState({
    accounts,
    me: accounts.map(({ accountId, agentId }) => ({ accountId, agentId })),
  });
}

/** Who asks, for queries about "mine". */
export const useMe = (): Me => useAccounts((state) => state.me);

export const accountById = (accountId: AccountId): AccountSummary | undefined =>
  useAccounts.getState().accounts?.find((account) => account.accountId === accountId);

export const useAccount = (accountId: AccountId): AccountSummary | undefined =>
  useAccounts((state) => state.accounts?.find((account) => account.accountId === accountId));
