import { randomBytes } from "node:crypto";
import type { AccountKind, AccountSummary, Credentials } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import {
  type AccountList,
  findAccount,
  putAccount,
  removeAccount,
} from "#main/accounts/account-list.ts";
import { parseBaseUrl } from "#main/accounts/base-url.ts";
import { toFormError } from "#main/accounts/sign-in-error.ts";
import type { Vault } from "#main/accounts/vault.ts";
import type { AccountIdentity } from "#main/sync/ports.ts";

/** What an agent types to add an account. */
export type AccountForm = {
  readonly kind: AccountKind;
  readonly baseUrl: string;
  readonly credentials: Credentials;
};
type Answer<T> = Promise<Result<T, AppError>>;

export interface AccountService {
  list(): readonly AccountSummary[];
  /** Signs in without keeping anything. */
  probe(form: AccountForm): Answer<AccountSummary>;
  add(form: AccountForm): Answer<AccountSummary>;
  /** New credentials for a known account; they must lead to the same agent. */
  signIn(accountId: string, credentials: Credentials): Answer<AccountSummary>;
  remove(accountId: string, discardUnsent: boolean): Answer<Record<string, never>>;
}

export type AccountServiceDeps = {
  readonly list: AccountList;
  readonly vault: Vault;
  /** Asks a helpdesk who these credentials are. */
  readonly identify: (
    accountId: string,
    kind: AccountKind,
    baseUrl: string,
    credentials: Credentials,
  ) => Promise<Result<AccountIdentity, AppError>>;
  /** Starts work on an account, ending what was there before. */
  readonly open: (
    account: AccountSummary,
    credentials: Credentials,
  ) => Promise<Result<null, AppError>>;
  /** Ends work and deletes what is kept of an account. */
  readonly discard: (accountId: string) => Promise<void>;
  /** Entries of its outbox that are neither done nor cancelled. */
  readonly unsent: (accountId: string) => number;
  readonly onChange: (accounts: readonly AccountSummary[]) => void;
};

/** The page's view of an identity the helpdesk told. */
export function toSummary(
  accountId: string,
  kind: AccountKind,
  baseUrl: string,
  identity: AccountIdentity,
): AccountSummary {
  const { agent, capabilities } = identity;
  return {
    accountId,
    kind,
    name: identity.accountName,
    baseUrl,
    agentId: agent.id,
    agentName: agent.name,
    agentEmail: agent.email,
    mode: capabilities.mode,
    macrosWrite: capabilities.macrosWrite,
    serverSearch: capabilities.serverSearch,
    missing: [...capabilities.missing],
  };
}

/** Short, without a colon, and never used again: records and journals are addressed by it. */
const newAccountId = (): string => randomBytes(5).toString("hex");

export function createAccountService(deps: AccountServiceDeps): AccountService {
  const { list, vault } = deps;
  const changed = () => deps.onChange(list.get().accounts);

  async function identify(accountId: string, form: AccountForm): Answer<AccountSummary> {
    const baseUrl = parseBaseUrl(form.kind, form.baseUrl);
    if (!baseUrl.ok) return baseUrl;
    const identity = await deps.identify(accountId, form.kind, baseUrl.value, form.credentials);
    if (!identity.ok) return err(toFormError(identity.error, form.credentials));
    return ok(toSummary(accountId, form.kind, baseUrl.value, identity.value));
  }

  return {
    list: () => list.get().accounts,
    probe: (form) => identify(newAccountId(), form),
    async add(form) {
      const found = await identify(newAccountId(), form);
      if (!found.ok) return found;
      const account = found.value;
      const remoteAgent = account.agentId.slice(account.accountId.length);
      const twin = list
        .get()
        .accounts.find(
          (one) =>
            one.baseUrl === account.baseUrl &&
            one.agentId.slice(one.accountId.length) === remoteAgent,
        );
      if (twin !== undefined) {
        return err({
          kind: "invalid",
          field: "baseUrl",
          detail: `${account.agentName} at ${account.baseUrl} is an account here already`,
          remedy: "account.known",
        });
      }
      await vault.set(account.accountId, form.credentials);
      await putAccount(list, account);
      const opened = await deps.open(account, form.credentials);
      changed();
      return opened.ok ? ok(account) : opened;
    },
    async signIn(accountId, credentials) {
      const known = findAccount(list, accountId);
      if (known === undefined) return noSuchAccount(accountId);
      const found = await identify(accountId, {
        kind: known.kind,
        baseUrl: known.baseUrl,
        credentials,
      });
      if (!found.ok) return found;
      if (found.value.agentId !== known.agentId) {
        return err({
          kind: "invalid",
          field: credentials.kind === "password" ? "user" : "email",
          detail: `these credentials belong to ${found.value.agentName}, the account to ${known.agentName}`,
          remedy: "account.otherAgent",
        });
      }
      await vault.set(accountId, credentials);
      await putAccount(list, found.value);
      const opened = await deps.open(found.value, credentials);
      changed();
      return opened.ok ? ok(found.value) : opened;
    },
    async remove(accountId, discardUnsent) {
      if (findAccount(list, accountId) === undefined) return noSuchAccount(accountId);
      const unsent = deps.unsent(accountId);
      if (unsent > 0 && !discardUnsent) {
        return err({
          kind: "invalid",
          field: "discardUnsent",
          detail: `${unsent} changes of this account have not been sent`,
          remedy: "account.unsent",
        });
      }
      await deps.discard(accountId);
      await vault.remove(accountId);
      await removeAccount(list, accountId);
      changed();
      return ok({});
    },
  };
}

const noSuchAccount = (accountId: string): Result<never, AppError> =>
  err({
    kind: "invalid",
    field: "accountId",
    detail: `there is no account ${accountId}`,
    remedy: null,
  });
