import type { Settings } from "#contract/settings.ts";
import type { AppInfo } from "#contract/calls.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { accountOf } from "#domain/kernel/ids.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import type { RtMapping } from "#domain/mapping/rt-mapping.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { AccountService } from "#main/accounts/account-service.ts";
import { createRemoteSearch } from "#main/accounts/remote-search.ts";
import type { Session } from "#main/accounts/session.ts";
import type { StagedFiles } from "#main/accounts/staged-files.ts";
import { createOutboxHandlers } from "#main/ipc/outbox-handlers.ts";
import type { Handlers } from "#main/ipc/serve.ts";
import { mergeSettings, type SettingsStore } from "#main/settings/settings-store.ts";

export type HandlerDeps = {
  readonly info: () => AppInfo;
  readonly makeRecoveryCode: () => Promise<string>;
  /** What stood on the screen last. */
  readonly glimpse: () => Promise<string | null>;
  /** A page has drawn its first frame. */
  readonly onDrawn: () => void;
  readonly accounts: AccountService;
  readonly sessions: () => readonly Session[];
  /** Records that were set aside, as the cache keeps them. */
  readonly setAside: () => Promise<Result<readonly SetAside[], AppError>>;
  readonly mapping: {
    readonly get: (accountId: string) => RtMapping;
    readonly set: (
      accountId: string,
      mapping: RtMapping,
    ) => Promise<Result<Record<string, never>, AppError>>;
  };
  readonly staged: StagedFiles;
  readonly settings: SettingsStore;
  readonly onSettings: (settings: Settings) => void;
  readonly saveAs: (
    fileName: string,
    bytes: () => Promise<Result<Uint8Array, AppError>>,
  ) => Promise<Result<{ readonly saved: boolean }, AppError>>;
  readonly openLink: (url: string) => Promise<Result<Record<string, never>, AppError>>;
};

type Done = Result<Record<string, never>, AppError>;
const unknown = (field: string, detail: string): Result<never, AppError> =>
  err({ kind: "invalid", field, detail, remedy: null });

/** What answers each call of the page. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const byAccount = (accountId: string): Result<Session, AppError> => {
    const session = deps.sessions().find((one) => one.account.accountId === accountId);
    return session === undefined
      ? unknown("accountId", `there is no account ${accountId}`)
      : ok(session);
  };
  /** Runs a step of one session, or says why there is none. */
  const within = async <T>(
    found: Result<Session, AppError>,
    step: (session: Session) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> => (found.ok ? step(found.value) : found);
  const quietly = async (
    found: Result<Session, AppError>,
    step: (session: Session) => void,
  ): Promise<Done> => {
    if (!found.ok) return found;
    step(found.value);
    return ok({});
  };

  const searchRemote = createRemoteSearch(deps.sessions);

  return {
    "app.info": async () => ok(deps.info()),
    "app.makeRecoveryCode": async () => {
      try {
        return ok({ code: await deps.makeRecoveryCode() });
      } catch (cause) {
        return err({ kind: "storage", detail: String(cause) });
      }
    },
    "app.glimpse": async () => ok({ text: await deps.glimpse() }),
    "app.drawn": async () => {
      deps.onDrawn();
      return ok({});
    },
    "accounts.list": async () => ok([...deps.accounts.list()]),
    "accounts.probe": (input) => deps.accounts.probe(input),
    "accounts.add": (input) => deps.accounts.add(input),
    "accounts.signIn": ({ accountId, credentials }) => deps.accounts.signIn(accountId, credentials),
    "accounts.remove": ({ accountId, discardUnsent }) =>
      deps.accounts.remove(accountId, discardUnsent),

    "mapping.get": ({ accountId }) =>
      within(byAccount(accountId), async () => ok(deps.mapping.get(accountId))),
    "mapping.set": ({ accountId, mapping }) =>
      within(byAccount(accountId), () => deps.mapping.set(accountId, mapping)),

    "sync.status": async () => ok(deps.sessions().map((session) => session.status())),
    "sync.now": ({ accountId }) => quietly(byAccount(accountId), (session) => session.syncNow()),
    "sync.openTicket": ({ ticketId }) =>
      quietly(byAccount(accountOf(ticketId)), (session) => session.openTicket(ticketId)),
    "search.remote": async ({ text, limit }) => ok(await searchRemote(text, limit)),
    "sync.setAside": () => deps.setAside(),

    ...createOutboxHandlers(deps.sessions),

    "files.stage": (input) => deps.staged.stage(input),
    "attachments.fetch": ({ accountId, contentUrl }) =>
      within(byAccount(accountId), async (session) => {
        const bytes = await session.attachment(contentUrl);
        return bytes.ok ? ok({ bytes: new Uint8Array(bytes.value) }) : bytes;
      }),
    "attachments.save": ({ accountId, contentUrl, fileName }) =>
      within(byAccount(accountId), (session) =>
        deps.saveAs(fileName, () => session.attachment(contentUrl)),
      ),
    "files.saveText": ({ fileName, text }) =>
      deps.saveAs(fileName, async () => ok(new TextEncoder().encode(text))),
    "links.open": ({ url }) => deps.openLink(url),

    "settings.get": async () => ok(deps.settings.get()),
    "settings.set": async (change) => {
      try {
        const next = await deps.settings.update((now) => mergeSettings(now, change));
        deps.onSettings(next);
        return ok(next);
      } catch (cause) {
        return err({ kind: "storage", detail: String(cause) });
      }
    },
  };
}
