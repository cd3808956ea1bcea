import { create } from "zustand";
import type { AccountId } from "#domain/kernel/ids.ts";

/** The account whose words are being chosen; null: none, settings show their usual page. */
export const useMapping = create<{ readonly accountId: AccountId | null }>()(() => ({
  accountId: null,
}));
export const showMapping = (accountId: AccountId | null): void =>
  useMapping.setState({ accountId });
