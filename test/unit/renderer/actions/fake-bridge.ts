import type { Bridge } from "#contract/bridge.ts";
import type { CallName } from "#contract/calls.ts";
import { DraftSchema, IntentSchema } from "#contract/schemas.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import { draftKeyOf } from "#domain/sync/draft.ts";
import type { Draft } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";

/** Main as the page sees it, kept in memory: parses what it gets like the real one, answers when it is let. */
export class FakeBridge {
  readonly drafts = new Map<string, Draft>();
  readonly saves: Draft[] = [];
  readonly submitted: Intent[] = [];
  readonly cancelled: string[] = [];
  /** What has left the machine already. */
  readonly left = new Set<string>();
  readonly calls: CallName[] = [];
  private failure: AppError | null = null;
  private held: (() => void)[] | null = null;

  install(): void {
    const bridge: Bridge = {
      call: async (name: CallName, input: unknown) => {
        this.calls.push(name);
        if (this.held !== null) await new Promise<void>((go) => this.held?.push(go));
        const isText = typeof input === "string";
        const answer =
          this.failure === null
            ? ok(this.answer(name, isText ? JSON.parse(input) : input))
            : err(this.failure);
        // Every handler answers with the output of its own call.
        return (isText ? JSON.stringify(answer) : answer) as never;
      },
      on: () => () => undefined,
    };
    Object.defineProperty(window, "bridge", { value: bridge, configurable: true });
  }

  /** From now on nothing is answered until `release`. */
  hold(): void {
    this.held = [];
  }
  async release(): Promise<void> {
    const held = this.held ?? [];
    this.held = null;
    for (const go of held) go();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
  fail(error: AppError | null): void {
    this.failure = error;
  }
  savedTexts(): readonly string[] {
    return this.saves.map(({ text }) => text);
  }

  private giveBack(intent: Intent | undefined): void {
    const key = intent === undefined ? null : draftKeyOf(intent);
    if (key === null || intent?.action.kind !== "update-ticket") return;
    const { comment, ticketId, seen } = intent.action;
    const there = this.drafts.get(key)?.text ?? "";
    const text = [comment?.text ?? "", there].filter(Boolean).join("\n\n");
    const { accountId } = intent;
    this.drafts.set(key, {
      key,
      accountId,
      ticketId,
      text,
      fields: {},
      files: [],
      seen,
      savedAt: 1,
    });
  }

  private answer(name: CallName, input: unknown): unknown {
    return this.handlers[name]?.(input) ?? {};
  }

  /** Calls without one are answered with nothing. */
  private readonly handlers: Partial<Record<CallName, (input: unknown) => unknown>> = {
    "drafts.list": () => [...this.drafts.values()],
    "drafts.save": (input) => {
      const draft: Draft = DraftSchema.parse((input as { readonly draft: unknown }).draft);
      this.saves.push(draft);
      this.drafts.set(draft.key, draft);
    },
    "drafts.clear": (input) => {
      this.drafts.delete((input as { readonly key: string }).key);
    },
    "drafts.history": () => this.saves.toReversed(),
    "outbox.submit": (input) => {
      for (const intent of (input as { readonly intents: readonly unknown[] }).intents) {
        this.submitted.push(IntentSchema.parse(intent));
      }
    },
    "outbox.cancel": (input) => {
      this.cancelled.push((input as { readonly opId: string }).opId);
    },
    // Like main: the words are in a draft when it answers, above what is written there.
    "outbox.takeBack": (input) => {
      const { opIds } = input as { readonly opIds: readonly string[] };
      const taken = opIds.filter((opId) => !this.left.has(opId));
      this.cancelled.push(...taken);
      for (const opId of taken) this.giveBack(this.submitted.find((one) => one.opId === opId));
      return { opIds: taken };
    },
    "outbox.discard": (input) => {
      const { opId } = input as { readonly opId: string };
      this.giveBack(this.submitted.find((one) => one.opId === opId));
    },
    "files.stage": (input) => {
      const { fileName, contentType, bytes } = input as {
        readonly fileName: string;
        readonly contentType: string;
        readonly bytes: Uint8Array;
      };
      return { stagedId: `staged-${fileName}`, fileName, contentType, sizeBytes: bytes.byteLength };
    },
  };
}
