import { create } from "zustand";
import type { AccountStatus, ConnectionState } from "#contract/connection.ts";
import type { AccountId } from "#domain/kernel/ids.ts";

type Status = { readonly statuses: readonly AccountStatus[] };

/** How each account's connection and sync stand, fed by main. */
export const useStatus = create<Status>()(() => ({ statuses: [] }));

export const setStatuses = (statuses: readonly AccountStatus[]): void =>
  useStatus.setState({ statuses });

export const statusOf = (accountId: AccountId): AccountStatus | undefined =>
  useStatus.getState().statuses.find((status) => status.accountId === accountId);

export const useAccountStatus = (accountId: AccountId): AccountStatus | undefined =>
  useStatus((state) => state.statuses.find((status) => status.accountId === accountId));

/** What asks most of the agent first. */
const URGENCY: readonly ConnectionState[] = [
  "signed-out",
  "blocked",
  "offline",
  "degraded",
  "connecting",
  "online",
];

/** The one state to tell in a line for all accounts: the worst. null without accounts. */
export function worstStatus(statuses: readonly AccountStatus[]): AccountStatus | null {
  const ordered = statuses.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
  return ordered[0] ?? null;
}

/** Server time of an account, ms epoch: SLA clocks and waiting times run on it. */
export const serverNow = (accountId: AccountId, now: number): number =>
  now + (statusOf(accountId)?.clockOffsetMs ?? 0);
