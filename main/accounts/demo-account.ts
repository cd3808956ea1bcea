import type { AccountSummary, Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import { type AccountList, putAccount } from "#main/accounts/account-list.ts";
import { toSummary } from "#main/accounts/account-service.ts";
import type { Workspace } from "#main/accounts/demo-workspace.ts";
import type { AccountIdentity } from "#main/sync/ports.ts";

/** The demo account's id: there is at most one. */
export const DEMO_ACCOUNT = "demo";

export type DemoAccountDeps = {
  readonly list: AccountList;
  /** What the account is called here: its address says nothing to a person. */
  readonly name: () => string;
  readonly identify: (
    accountId: string,
    kind: "demo",
    baseUrl: string,
    credentials: Credentials,
  ) => Promise<Result<AccountIdentity, AppError>>;
};

/**
 * Brings the demo account in line with the workspace that runs: its address may have moved, and another role may have
 * been asked for. A first start makes the account.
 */
export async function adoptWorkspace(
  deps: DemoAccountDeps,
  workspace: Workspace,
): Promise<Result<AccountSummary, AppError>> {
  const known = deps.list.get().accounts.find(({ accountId }) => accountId === DEMO_ACCOUNT);
  const { baseUrl, credentials } = workspace;
  const sameAgent = credentials.kind === "api-token" && known?.agentEmail === credentials.email;
  if (known !== undefined && sameAgent) {
    if (known.baseUrl === baseUrl) return ok(known);
    const moved = { ...known, baseUrl };
    await putAccount(deps.list, moved);
    return ok(moved);
  }
  const identity = await deps.identify(DEMO_ACCOUNT, "demo", baseUrl, credentials);
  if (!identity.ok) return err(identity.error);
  const account = {
    ...toSummary(DEMO_ACCOUNT, "demo", baseUrl, identity.value),
    name: deps.name(),
  };
  await putAccount(deps.list, account);
  return ok(account);
}

/** Port of an address; 0 when it names none. */
export function portOf(baseUrl: string | undefined): number {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return 0;
  return Number(new URL(baseUrl).port);
}
