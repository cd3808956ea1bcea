import type { Draft } from "#domain/sync/draft.ts";
import { isFinal, type OutboxEntry } from "#domain/sync/outbox.ts";
import type { LedgerEntry } from "#main/demo/ledger.ts";

/** What became of one question to the app: it answered yes or no, or died first. */
export type Heard = "yes" | "no" | "unknown";

export type Written = {
  readonly opId: string | null;
  /** Occurs in the text, and nowhere else in the world; null for a change of fields. */
  readonly token: string | null;
  /** Which way it went in, for the report. */
  readonly how: "submitted" | "by keys";
  /** ms epoch. */
  readonly at: number;
  /** Attached to it. */
  files: number;
  queued: Heard;
  /** Taken back by the agent. */
  ended: Heard;
};

export type Verdict = {
  /** Acknowledged, and now nowhere. */
  readonly lost: readonly string[];
  readonly duplicates: readonly string[];
  /** Applied although the app had confirmed that they were taken back. */
  readonly revived: readonly string[];
  readonly arrived: number;
  /** Kept with the app, waiting for a person's decision. */
  readonly asking: number;
  /** Never acknowledged, and did arrive. */
  readonly recovered: number;
};

export type Kept = {
  readonly outbox: readonly OutboxEntry[];
  readonly drafts: readonly Draft[];
  /** Earlier versions of all drafts. */
  readonly history: readonly Draft[];
};

/** Everything the app acknowledged, kept outside of it. */
export class AgentRecord {
  readonly written: Written[] = [];
  /** By key of the draft: tokens whose saving was acknowledged, newest last; `loose` after one without an answer. */
  readonly drafts = new Map<string, { saved: string | null; loose: boolean }>();

  write(opId: string | null, token: string | null, how: Written["how"] = "submitted"): Written {
    const one: Written = {
      opId,
      token,
      how,
      at: Date.now(),
      files: 0,
      queued: "unknown",
      ended: "no",
    };
    this.written.push(one);
    return one;
  }

  /** A draft is being saved: until the answer, either version may be there. */
  saving(key: string): void {
    const known = this.drafts.get(key) ?? { saved: null, loose: false };
    this.drafts.set(key, { ...known, loose: true });
  }
  saved(key: string, token: string): void {
    this.drafts.set(key, { saved: token, loose: false });
  }

  acknowledged(): number {
    return this.written.filter((one) => one.queued === "yes").length + this.drafts.size;
  }

  /** Drafts whose last acknowledged text is neither there nor among the earlier versions. */
  lostDrafts({ drafts, history, outbox }: Kept): readonly string[] {
    const texts = [...drafts, ...history].map((draft) => `${draft.key} ${draft.text}`);
    const sent = outbox.map(({ intent }) => textOf(intent.action));
    return [...this.drafts].flatMap(([key, { saved }]) =>
      saved === null ||
      texts.some((text) => text.startsWith(`${key} `) && text.includes(saved)) ||
      sent.some((text) => text.includes(saved))
        ? []
        : [`draft ${key}: ${saved}`],
    );
  }

  /** Compares with the server's ledger and with what the app still keeps. */
  compare(ledger: readonly LedgerEntry[], kept: Kept): Verdict {
    const bodies = ledger.map(({ body }) => body ?? "");
    const ops = ledger.map(({ metadata }) => opOf(metadata));
    const entries = new Map(kept.outbox.map((entry) => [entry.intent.opId, entry]));
    const texts = [...kept.drafts, ...kept.history].map(({ text }) => text);
    const lost: string[] = [];
    const duplicates: string[] = [];
    const revived: string[] = [];
    let [arrived, asking, recovered] = [0, 0, 0];
    for (const one of this.written) {
      const name = one.token ?? `fields ${one.opId ?? ""}`;
      const times =
        one.token === null
          ? ops.filter((op) => op === one.opId).length
          : bodies.filter((body) => body.includes(one.token ?? "")).length;
      const entry = one.opId === null ? entryOf(kept.outbox, one.token) : entries.get(one.opId);
      // Setting the same fields twice changes nothing.
      if (times > 1 && one.token !== null) duplicates.push(`${name}: ${times} times`);
      if (times > 0) {
        arrived += 1;
        if (one.queued !== "yes") recovered += 1;
        // Its text went back to the drafts: the agent may have sent it since, as something else.
        if (one.ended === "yes" && ops.includes(one.opId)) revived.push(name);
        const line = ledger.find(({ body }) => one.token !== null && body?.includes(one.token));
        if (line !== undefined && line.attachments.length < one.files)
          lost.push(`${name}: arrived without its file`);
        continue;
      }
      if (one.queued !== "yes" || one.ended !== "no") continue;
      if (entry !== undefined && !isFinal(entry.state)) asking += 1;
      else if (one.token === null ? entry !== undefined : texts.some((text) => text.includes(name)))
        continue; // nothing was left to write, or the text was given back
      else lost.push(`${name}, ${one.how} at ${new Date(one.at).toISOString()}`);
    }
    return {
      lost: [...lost, ...this.lostDrafts(kept)],
      duplicates,
      revived,
      arrived,
      asking,
      recovered,
    };
  }
}

/** Our marker in what a write carried. */
export const opOf = (metadata: unknown): string | null =>
  typeof metadata === "object" &&
  metadata !== null &&
  "op" in metadata &&
  typeof metadata.op === "string"
    ? metadata.op
    : null;

function textOf(action: OutboxEntry["intent"]["action"]): string {
  return "comment" in action ? (action.comment?.text ?? "") : "";
}
const entryOf = (outbox: readonly OutboxEntry[], token: string | null): OutboxEntry | undefined =>
  token === null ? undefined : outbox.find(({ intent }) => textOf(intent.action).includes(token));
