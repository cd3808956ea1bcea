import type { AccountSummary } from "#contract/account.ts";
import type { AccountList } from "#main/accounts/account-list.ts";
import { DEMO_ACCOUNT, type DemoAccountDeps, adoptWorkspace } from "#main/accounts/demo-account.ts";
import { portOf } from "#main/accounts/demo-account.ts";
import type { DemoWorkspace, Workspace } from "#main/accounts/demo-workspace.ts";
import type { Sessions } from "#main/accounts/sessions.ts";
import type { Vault } from "#main/accounts/vault.ts";
import type { DemoOptions } from "#main/app/command-line.ts";
import type { Notify } from "#main/app/notices.ts";

export type StartAccountsDeps = {
  readonly options: DemoOptions;
  readonly demo: DemoWorkspace;
  readonly accounts: AccountList;
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly identify: DemoAccountDeps["identify"];
  readonly demoName: () => string;
  readonly onChange: () => void;
  readonly openWindow: () => void;
  /** Resolves when a page that was opened has drawn what it kept, or takes too long. */
  readonly pageFirst: () => Promise<void>;
  readonly notify: Notify;
  readonly log: (what: string, detail: string) => void;
};

/**
 * Opens the journals of all accounts, then the window, then signs in. The agent reads and writes from the cache while
 * the embedded workspace is still starting. A profile without accounts gets the demo account first.
 */
export async function startAccounts(deps: StartAccountsDeps): Promise<void> {
  const { accounts, sessions, vault } = deps;
  const known = accounts.get().accounts;
  const hasDemo = known.some(({ accountId }) => accountId === DEMO_ACCOUNT);
  const wantsDemo = hasDemo || known.length === 0;

  for (const account of known) {
    if (account.accountId === DEMO_ACCOUNT) {
      await open(deps, account, "connecting");
      continue;
    }
    const credentials = await vault.get(account.accountId);
    await open(deps, account, credentials ?? "signed-out");
    if (credentials === null) deps.notify("caution", "signInNeeded", { account: account.name });
  }
  if (known.length > 0) {
    deps.openWindow();
    // Signing in to the workspace, and starting it, takes the processor from the first frame.
    await deps.pageFirst();
  }
  if (wantsDemo)
    await openDemo(
      deps,
      known.find(({ accountId }) => accountId === DEMO_ACCOUNT),
    );
  if (known.length === 0) deps.openWindow();
  if (sessions.list().length === 0) deps.log("start", "no account");
}

async function open(
  deps: StartAccountsDeps,
  account: AccountSummary,
  credentials: Parameters<Sessions["open"]>[1],
): Promise<void> {
  const opened = await deps.sessions.open(account, credentials);
  if (opened.ok) return;
  deps.log("an account cannot be opened", opened.error.kind);
  deps.notify("critical", "accountFailed", {
    account: account.name,
    detail: "detail" in opened.error ? opened.error.detail : opened.error.kind,
  });
}

async function openDemo(deps: StartAccountsDeps, known: AccountSummary | undefined): Promise<void> {
  const adopt = async (workspace: Workspace): Promise<void> => {
    const account = await adoptWorkspace(
      { list: deps.accounts, identify: deps.identify, name: deps.demoName },
      workspace,
    );
    if (!account.ok) {
      const detail = "detail" in account.error ? account.error.detail : account.error.kind;
      deps.notify("critical", "demoFailed", { detail });
      return;
    }
    await open(deps, account.value, workspace.credentials);
    deps.onChange();
  };
  const { url, email, token } = deps.options;
  if (url !== null) {
    await adopt({ baseUrl: url, credentials: { kind: "api-token", email, token } });
    return;
  }
  try {
    const port = () =>
      portOf(
        deps.accounts.get().accounts.find((one) => one.accountId === DEMO_ACCOUNT)?.baseUrl ??
          known?.baseUrl,
      );
    const workspace = await deps.demo.start(port, (again) => {
      const address = deps.accounts
        .get()
        .accounts.find((one) => one.accountId === DEMO_ACCOUNT)?.baseUrl;
      deps.notify("info", "demoRestarted");
      // At its old address nothing needs to be told: the engine finds it again by itself.
      if (address !== again.baseUrl) void adopt(again);
    });
    await adopt(workspace);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    deps.notify("critical", "demoFailed", { detail });
    deps.log("demo workspace", detail);
  }
}
