import { z } from "zod";
import { AccountSummary } from "#contract/account.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";

/** The accounts of this profile, in the order in which they were added. Holds no secret. */
const AccountFile = z.object({ accounts: z.array(AccountSummary) });
export type AccountFile = z.infer<typeof AccountFile>;
export type AccountList = JsonStore<AccountFile>;

export const openAccountList = (file: string, now: () => number): Promise<AccountList> =>
  openJsonStore(file, AccountFile, { accounts: [] }, now);

export const findAccount = (list: AccountList, accountId: string): AccountSummary | undefined =>
  list.get().accounts.find((account) => account.accountId === accountId);

/** Adds an account, or replaces the one with the same id in its place. */
export const putAccount = (list: AccountList, account: AccountSummary): Promise<AccountFile> =>
  list.update(({ accounts }) => ({
    accounts: accounts.some((one) => one.accountId === account.accountId)
      ? accounts.map((one) => (one.accountId === account.accountId ? account : one))
      : [...accounts, account],
  }));

export const removeAccount = (list: AccountList, accountId: string): Promise<AccountFile> =>
  list.update(({ accounts }) => ({
    accounts: accounts.filter((account) => account.accountId !== accountId),
  }));
