import { calls } from "#contract/calls.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { OutboxHandlers } from "#main/ipc/outbox-handlers.ts";

type Answer<T = unknown> = Promise<Result<T, AppError>>;

/** What the console's windows ask of its main process; each call is parsed at the edge, as the product does. */
export type SimPage = {
  readonly submit: (intents: readonly Intent[]) => Answer;
  readonly cancel: (opId: string) => Answer;
  /** @returns Those that it was not too late for. */
  readonly takeBack: (opIds: readonly string[]) => Answer<readonly string[]>;
  readonly edit: (opId: string, text: string) => Answer;
  readonly retry: (opId: string) => Answer;
  readonly confirm: (opId: string, keep: readonly string[]) => Answer;
  readonly discard: (opId: string) => Answer;
  readonly saveDraft: (draft: Draft) => Answer;
};

export const createPage = (handlers: OutboxHandlers): SimPage => ({
  submit: (intents) =>
    handlers["outbox.submit"](calls["outbox.submit"].input.parse({ intents: [...intents] })),
  cancel: (opId) => handlers["outbox.cancel"](calls["outbox.cancel"].input.parse({ opId })),
  async takeBack(opIds) {
    const input = calls["outbox.takeBack"].input.parse({ opIds: [...opIds] });
    const taken = await handlers["outbox.takeBack"](input);
    return taken.ok ? ok(taken.value.opIds) : taken;
  },
  edit: (opId, text) => handlers["outbox.edit"](calls["outbox.edit"].input.parse({ opId, text })),
  retry: (opId) => handlers["outbox.retry"](calls["outbox.retry"].input.parse({ opId })),
  confirm: (opId, keep) =>
    handlers["outbox.confirm"](calls["outbox.confirm"].input.parse({ opId, keep: [...keep] })),
  discard: (opId) => handlers["outbox.discard"](calls["outbox.discard"].input.parse({ opId })),
  saveDraft: (draft) => handlers["drafts.save"](calls["drafts.save"].input.parse({ draft })),
});
