import type { Page } from "@playwright/test";
import { replyDraftKey } from "#domain/sync/draft.ts";
import { provisionalTicketId } from "#domain/kernel/ids.ts";
import type { Intent, IntentAction, StagedFile } from "#domain/sync/intent.ts";
import { isReversible } from "#domain/sync/outbox.ts";
import type { AgentRecord, Kept } from "#test/torture/record.ts";
import { ask } from "#test/support/built-console.ts";
import { Hand } from "#test/support/hand.ts";
import type { Rng } from "#test/support/sim/rng.ts";

/** Longer than what the journal may grow before it is rewritten. */
const FILL_BYTES = 4_600_000;
const LONG_TEXT = 150_000;

export type Identity = { readonly accountId: string; readonly agentId: string };

/** Acts like an agent in a hurry and writes down what the app acknowledged. */
export class TortureAgent {
  readonly #rng: Rng;
  readonly #record: AgentRecord;
  readonly #tickets: readonly number[];
  #count = 0;
  #keyboard: Promise<unknown> = Promise.resolve();
  /** Actions that were begun. */
  acts = 0;

  constructor(rng: Rng, record: AgentRecord, tickets: readonly number[]) {
    this.#rng = rng;
    this.#record = record;
    this.#tickets = tickets;
  }

  #token(): string {
    this.#count += 1;
    return `[t${String(this.#count).padStart(5, "0")}]`;
  }

  /** One act after the other until told to stop or the app dies. */
  async act(page: Page, who: Identity, isOver: () => boolean): Promise<void> {
    const hand = new Hand(page);
    while (!isOver()) {
      this.acts += 1;
      const dice = this.#rng.next();
      try {
        if (dice < 0.22) await this.#draft(page, who);
        else if (dice < 0.3) await this.#takeBack(page);
        else if (dice < 0.42) await this.withKeyboard(() => this.#byKeys(hand));
        else await this.#submit(page, who, dice);
      } catch {
        if (page.isClosed() || isOver()) return;
      }
      await page.waitForTimeout(this.#rng.int(10, 250)).catch(() => undefined);
    }
  }

  /** There is one keyboard: what two hands type at once is nobody's promise. */
  withKeyboard<T>(use: () => Promise<T>): Promise<T> {
    const mine = this.#keyboard.then(use, use);
    this.#keyboard = mine.catch(() => undefined);
    return mine;
  }

  /** Makes the journal so long that it is rewritten. */
  async fillJournal(page: Page, who: Identity, isOver: () => boolean): Promise<void> {
    const key = replyDraftKey(`${who.accountId}:long`);
    for (let bytes = 0; bytes < FILL_BYTES && !isOver(); bytes += LONG_TEXT) {
      await this.#saveDraft(page, who, key, null, ".".repeat(LONG_TEXT));
    }
  }

  async #submit(page: Page, who: Identity, dice: number): Promise<void> {
    const now = Date.now();
    const opId = this.#rng.uuid();
    const isFields = dice > 0.96;
    const token = isFields ? null : this.#token();
    const intent: Intent = {
      opId,
      accountId: who.accountId,
      authorId: who.agentId,
      createdAt: now,
      sendAfter: now + this.#rng.pick([0, 0, 1_000, 5_000]),
      action:
        dice > 0.92 && token !== null
          ? this.#create(who, opId, token)
          : this.#update(who, token, now, token === null ? [] : await this.#files(page)),
    };
    const written = this.#record.write(opId, token, "submitted");
    written.files = "comment" in intent.action ? (intent.action.comment?.files.length ?? 0) : 0;
    const answer = await ask(page, "outbox.submit", { intents: [intent as never] });
    written.queued = answer.ok ? "yes" : "no";
  }

  #ticketId(who: Identity): string {
    const index = this.#rng.int(0, Math.max(0, this.#tickets.length - 1));
    return `${who.accountId}:${this.#tickets[index] ?? 0}`;
  }
  async #files(page: Page): Promise<readonly StagedFile[]> {
    if (!this.#rng.chance(0.15)) return [];
    const bytes = this.#rng.bytes(this.#rng.int(1, 5_000));
    const answer = await ask(page, "files.stage", {
      fileName: "torture.bin",
      contentType: "application/octet-stream",
      bytes: bytes as Uint8Array<ArrayBuffer>,
    });
    return answer.ok ? [answer.value] : [];
  }
  #update(
    who: Identity,
    token: string | null,
    now: number,
    files: readonly StagedFile[],
  ): IntentAction {
    const isPublic = this.#rng.chance(0.7);
    return {
      kind: "update-ticket",
      ticketId: this.#ticketId(who),
      comment:
        token === null
          ? null
          : { audience: isPublic ? "public" : "internal", text: `Answer ${token}`, files },
      edits:
        token === null || this.#rng.chance(0.2)
          ? { tags: { add: [`torture_${this.#rng.int(1, 9_999_999)}`], remove: [] } }
          : {},
      macroIds: [],
      seen: { interactionId: `${who.accountId}:0`, at: now },
    };
  }
  #create(who: Identity, opId: string, token: string): IntentAction {
    return {
      kind: "create-ticket",
      ticketId: provisionalTicketId(who.accountId, opId),
      subject: `Torture ${token}`,
      requester: { name: "Ada Torture", email: "ada@torture.invalid" },
      comment: { audience: "public", text: `New ${token}`, files: [] },
      fields: {},
    };
  }

  async #draft(page: Page, who: Identity): Promise<void> {
    const ticketId = this.#ticketId(who);
    await this.#saveDraft(page, who, replyDraftKey(ticketId), ticketId, "");
  }
  async #saveDraft(
    page: Page,
    who: Identity,
    key: string,
    ticketId: string | null,
    more: string,
  ): Promise<void> {
    const token = this.#token();
    this.#record.saving(key);
    const answer = await ask(page, "drafts.save", {
      draft: {
        key,
        accountId: who.accountId,
        ticketId,
        text: `Half a sentence ${token}${more}`,
        fields: {},
        files: [],
        seen: null,
        savedAt: Date.now(),
      },
    });
    if (answer.ok) this.#record.saved(key, token);
  }

  async #takeBack(page: Page): Promise<void> {
    const listed = await ask(page, "outbox.list", {});
    if (!listed.ok) return;
    const entry = listed.value.find(isReversible);
    const written = this.#record.written.find((one) => one.opId === entry?.intent.opId);
    if (entry === undefined || written === undefined) return;
    written.ended = "unknown";
    const answer = await ask(page, "outbox.cancel", { opId: entry.intent.opId });
    written.ended = answer.ok ? "yes" : "no";
  }

  async #byKeys(hand: Hand): Promise<void> {
    await hand.openBelow(this.#rng.int(0, 6));
    const token = this.#token();
    const written = this.#record.write(null, token, "by keys");
    written.queued = "no"; // nothing is promised before the key
    await hand.write(this.#rng.chance(0.7) ? "reply" : "note", `Typed ${token}`);
    written.queued = "unknown";
    await hand.send();
    written.queued = "yes";
  }
}

/** Everything the app keeps, as its page can ask for it. */
export async function askKept(page: Page): Promise<Kept> {
  const outbox = await ask(page, "outbox.list", {});
  const drafts = await ask(page, "drafts.list", {});
  if (!outbox.ok || !drafts.ok) throw new Error("the app does not tell its drafts and outbox");
  return { outbox: outbox.value, drafts: drafts.value, history: [] };
}

/** As `askKept`, with the earlier versions of these drafts. */
export async function askAllKept(page: Page, keys: readonly string[]): Promise<Kept> {
  const kept = await askKept(page);
  const all = new Set([...keys, ...kept.drafts.map(({ key }) => key)]);
  const history = [];
  for (const key of all) {
    const versions = await ask(page, "drafts.history", { key });
    if (versions.ok) history.push(...versions.value);
  }
  return { ...kept, history };
}
