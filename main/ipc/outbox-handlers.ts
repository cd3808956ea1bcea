import type { AppError } from "#domain/kernel/app-error.ts";
import { accountOf } from "#domain/kernel/ids.ts";
import { type Result, err, ok } from "#domain/kernel/result.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { Handlers } from "#main/ipc/serve.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";

/** An account at work, as far as its outbox goes. */
export type OutboxOwner = {
  readonly account: { readonly accountId: string };
  readonly outbox: Outbox;
};

export type OutboxHandlers = Pick<
  Handlers,
  | "outbox.submit"
  | "outbox.list"
  | "outbox.cancel"
  | "outbox.takeBack"
  | "outbox.edit"
  | "outbox.retry"
  | "outbox.confirm"
  | "outbox.discard"
  | "drafts.list"
  | "drafts.save"
  | "drafts.clear"
  | "drafts.history"
>;

type Done = Result<Record<string, never>, AppError>;
const done = (result: Result<unknown, AppError>): Done => (result.ok ? ok({}) : result);
const unknown = (field: string, detail: string): Result<never, AppError> =>
  err({ kind: "invalid", field, detail, remedy: null });

/** Id that a draft key names: `reply/<ticketId>`, `note/<ticketId>`, `ticket/<accountId>`, `macro/<macroId>`. */
const accountOfDraftKey = (key: string): string => {
  const id = key.slice(key.indexOf("/") + 1);
  return accountOf(id) === "" ? id : accountOf(id);
};

/**
 * Answers the calls of pages about outgoing changes and drafts: each goes to the journal of its own account and no
 * other, whichever window asks.
 */
export function createOutboxHandlers(owners: () => readonly OutboxOwner[]): OutboxHandlers {
  const byAccount = (accountId: string): Result<Outbox, AppError> => {
    const owner = owners().find((one) => one.account.accountId === accountId);
    return owner === undefined
      ? unknown("accountId", `there is no account ${accountId}`)
      : ok(owner.outbox);
  };
  const byOp = (opId: string): Result<Outbox, AppError> => {
    const owner = owners().find(({ outbox }) => outbox.sending.record(opId) !== null);
    return owner === undefined
      ? unknown("opId", "there is no such entry in the outbox")
      : ok(owner.outbox);
  };
  /** Runs a step of one outbox, or says why there is none. */
  const within = async <T>(
    found: Result<Outbox, AppError>,
    step: (outbox: Outbox) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> => (found.ok ? step(found.value) : found);
  const onOp = (
    opId: string,
    step: (outbox: Outbox) => Promise<Result<unknown, AppError>>,
  ): Promise<Done> => within(byOp(opId), async (outbox) => done(await step(outbox)));

  /** All intents of one account in one journal write; accounts one after another, stopping at the first refusal. */
  async function submit(intents: readonly Intent[]): Promise<Done> {
    const accounts = [...new Set(intents.map((intent) => intent.accountId))];
    const missing = accounts.map(byAccount).find((found) => !found.ok);
    if (missing !== undefined && !missing.ok) return missing;
    for (const accountId of accounts) {
      const own = intents.filter((intent) => intent.accountId === accountId);
      const written = await within(byAccount(accountId), (outbox) => outbox.submit(own));
      if (!written.ok) return written;
    }
    return ok({});
  }

  /** Those of one account in one journal write. What a failing disk leaves unended is told as not taken back. */
  async function takeBack(opIds: readonly string[]): Promise<Result<readonly string[], AppError>> {
    const ended: string[] = [];
    let failure: AppError | null = null;
    for (const { outbox } of owners()) {
      const own = opIds.filter((opId) => outbox.sending.record(opId) !== null);
      if (own.length === 0) continue;
      const taken = await outbox.takeBack(own);
      if (taken.ok) ended.push(...taken.value);
      else failure = taken.error;
    }
    return failure !== null && ended.length === 0 ? err(failure) : ok(ended);
  }

  return {
    "outbox.submit": async ({ intents }) => submit(intents),
    "outbox.list": async () => ok(owners().flatMap(({ outbox }) => outbox.list())),
    "outbox.cancel": ({ opId }) => onOp(opId, (outbox) => outbox.cancel(opId)),
    "outbox.takeBack": async ({ opIds }) => {
      const taken = await takeBack(opIds);
      return taken.ok ? ok({ opIds: taken.value }) : taken;
    },
    "outbox.edit": ({ opId, text }) => onOp(opId, (outbox) => outbox.edit(opId, text)),
    "outbox.retry": ({ opId }) => onOp(opId, (outbox) => outbox.retry(opId)),
    "outbox.confirm": ({ opId, keep }) => onOp(opId, (outbox) => outbox.confirm(opId, keep)),
    "outbox.discard": ({ opId }) => onOp(opId, (outbox) => outbox.discard(opId)),

    "drafts.list": async () => ok(owners().flatMap(({ outbox }) => outbox.drafts.list())),
    "drafts.save": ({ draft }) =>
      within(byAccount(draft.accountId), async (outbox) => done(await outbox.drafts.save(draft))),
    "drafts.clear": ({ key }) =>
      within(byAccount(accountOfDraftKey(key)), async (outbox) =>
        done(await outbox.drafts.clear(key)),
      ),
    "drafts.history": ({ key }) =>
      within(byAccount(accountOfDraftKey(key)), async (outbox) => ok(outbox.drafts.history(key))),
  };
}
