import type { Intent, IntentAction, StagedFile, TicketEdits } from "#domain/sync/intent.ts";
import { provisionalTicketId } from "#domain/kernel/ids.ts";
import { replyDraftKey } from "#domain/sync/draft.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { isReversible } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";
import type { World } from "#test/support/sim/world.ts";

/** What the agent was told about one outgoing change. Unanswered questions stay "unknown". */
export type Told = {
  readonly intent: Intent;
  /** Order in which the agent pressed the key. */
  readonly order: number;
  queued: "yes" | "unknown" | "no";
  ended: "yes" | "unknown" | "no";
  /** Texts that may rightly arrive. */
  texts: Set<string | null>;
  /** Decided by the agent although the conversation had moved or fields differed. */
  confirmed: boolean;
  /** Ended by the agent while nobody could tell whether it was sent. */
  inDoubt: boolean;
  seq: number;
};

export type DraftTold = {
  /** Last text whose saving was acknowledged, unless something later is unknown. */
  saved: string | null;
  /** Set when a later save or clear went unanswered, or a clear was acknowledged. */
  loose: boolean;
};

export type AgentModel = {
  readonly told: Map<string, Told>;
  readonly drafts: Map<string, DraftTold>;
  /** Texts that must be found in some draft or its history: given back, or saved. */
  readonly texts: Set<string>;
  /** Changes whose answer from the remote the app heard and kept. */
  readonly answered: Set<string>;
};

export type Desk = {
  readonly world: World;
  readonly server: ModelServer;
  readonly accountId: string;
  readonly tickets: readonly string[];
  /** The running app, null while it is down. */
  readonly app: () => { readonly outbox: Outbox; readonly isAlive: () => boolean } | null;
  readonly who: () => string;
};

type Ack = "yes" | "no" | "unknown";

/** Does one thing to the app and reports what the agent heard; "unknown" when the app died first. */
export function ask(
  desk: Desk,
  act: (outbox: Outbox) => Promise<{ readonly ok: boolean }>,
  heard: (ack: Ack) => void,
): void {
  const app = desk.app();
  if (app === null) return;
  let answered = false;
  heard("unknown");
  void act(app.outbox).then((result) => {
    if (!app.isAlive() || answered) return;
    answered = true;
    heard(result.ok ? "yes" : "no");
  });
}

export function writeSomething(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const dice = rng.next();
  if (dice < 0.1) {
    createWithFollowUp(desk, model);
    return;
  }
  if (dice < 0.3) {
    // Short words, twice, to the same customer: legal, and the hardest to tell apart.
    const first = update(desk, model, { text: "Thanks!" });
    submit(desk, model, [newIntent(desk, model, first), newIntent(desk, model, first)]);
    return;
  }
  if (dice > 0.94 && desk.server.macros.macros.size > 0) {
    editMacros(desk, model);
    return;
  }
  if (dice < 0.42) {
    macroThenStatus(desk, model);
    return;
  }
  const count = dice < 0.5 ? 3 : 1;
  submit(
    desk,
    model,
    Array.from({ length: count }, () => newIntent(desk, model, update(desk, model))),
  );
}

/** Now and then one or two; the name tells the file apart, as no remote shows our own id of it. */
function someFiles({ world: { rng } }: Desk): readonly StagedFile[] {
  if (!rng.chance(0.12)) return [];
  return Array.from({ length: rng.int(1, 2) }, () => {
    const stagedId = rng.uuid();
    return { stagedId, fileName: stagedId, contentType: "image/png", sizeBytes: 3 };
  });
}

/**
 * A macro and a change of status at once after it, on the same ticket: the second may still carry the base of the first,
 * or already what the first will lead to.
 */
function macroThenStatus(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const macro = update(desk, model);
  if (macro.kind !== "update-ticket") return;
  const base = statusIn(macro.ticketId, desk);
  const value = rng.pick(["pending", "solved"] as const);
  const edits: TicketEdits = {
    status: { base, value },
    tags: { add: [`m${rng.int(1, 3)}`], remove: [] },
  };
  submit(desk, model, [newIntent(desk, model, { ...macro, edits, macroIds: ["acme:m1"] })]);
  desk.world.after(rng.int(0, 2_000), () => {
    const status = {
      base: rng.chance(0.5) ? base : value,
      value: rng.pick(["open", "pending", "solved"] as const),
    };
    const after: IntentAction = { ...macro, comment: null, edits: { status }, macroIds: [] };
    submit(desk, model, [newIntent(desk, model, after)]);
  });
}

const statusIn = (ticketId: string, desk: Desk): TicketStatus =>
  desk.server.read(ticketId, 0, 0)?.ticket.status ?? "open";

const someText = (desk: Desk, model: AgentModel): string => {
  return desk.world.rng.chance(0.35) ? "Thanks!" : `Reply ${model.told.size}-${desk.world.now}`;
};

function update(
  desk: Desk,
  model: AgentModel,
  fixed: { readonly text?: string } = {},
): IntentAction {
  const { rng } = desk.world;
  const ticketId = desk.tickets[rng.int(0, desk.tickets.length - 1)] ?? "";
  const read = desk.server.read(ticketId, 0, 0);
  const newest = read?.entries.at(-1);
  const base: TicketEdits["status"] = {
    base: read?.ticket.status ?? "open",
    value: rng.pick(["pending", "solved", "open"]),
  };
  const fieldOnly = fixed.text === undefined && rng.chance(0.15);
  const text = fixed.text ?? someText(desk, model);
  return {
    kind: "update-ticket",
    ticketId,
    comment: fieldOnly
      ? null
      : { audience: rng.chance(0.6) ? "public" : "internal", text, files: someFiles(desk) },
    edits: {
      ...(fieldOnly || rng.chance(0.3) ? { status: base } : {}),
      ...(rng.chance(0.2) ? { tags: { add: [`t${rng.int(1, 4)}`], remove: [] } } : {}),
    },
    macroIds: [],
    seen:
      newest === undefined
        ? null
        : { interactionId: `${desk.accountId}:${newest.id}`, at: newest.at },
  };
}

function newIntent(desk: Desk, model: AgentModel, action: IntentAction): Intent {
  const { rng } = desk.world;
  const createdAt = Math.floor(desk.world.wall());
  const opId = rng.uuid();
  const intent: Intent = {
    opId,
    accountId: desk.accountId,
    authorId: desk.who(),
    createdAt,
    sendAfter: createdAt + (rng.chance(0.3) ? 5_000 : 0),
    action: underOwnId(action, provisionalTicketId(desk.accountId, opId)),
  };
  const text =
    action.kind === "update-ticket" || action.kind === "create-ticket"
      ? (action.comment?.text ?? null)
      : null;
  model.told.set(opId, {
    intent,
    order: model.told.size,
    queued: "no",
    ended: "no",
    texts: new Set([text]),
    confirmed: false,
    inDoubt: false,
    seq: 0,
  });
  return intent;
}

/** What is new goes under an id of our own until the helpdesk has given it one. */
function underOwnId(action: IntentAction, id: string): IntentAction {
  if (action.kind === "create-ticket") return { ...action, ticketId: id };
  return action.kind === "save-macro" && action.base === null
    ? { ...action, macro: { ...action.macro, id } }
    : action;
}

function submit(desk: Desk, model: AgentModel, intents: readonly Intent[]): void {
  const app = desk.app();
  ask(
    desk,
    (outbox) => outbox.submit(intents),
    (ack) => {
      for (const intent of intents) {
        const told = model.told.get(intent.opId);
        if (told === undefined || told.queued === "yes") continue;
        told.queued = ack;
        if (ack === "yes") {
          told.seq = app?.outbox.sending.record(intent.opId)?.seq ?? 0;
          desk.world.note(() => `agent queued ${intent.opId.slice(0, 8)} as ${told.seq}`);
        }
      }
      // Who missed the answer asks again, with the same id.
      if (ack === "unknown" && desk.world.rng.chance(0.5)) {
        desk.world.after(desk.world.rng.int(3_000, 9_000), () => submit(desk, model, intents));
      }
    },
  );
}

/** A new macro and its next wording at once, a change of what is there, or its end. */
function editMacros(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const there = [...desk.server.macros.macros.values()];
  const known = there[rng.int(0, there.length - 1)];
  if (known === undefined) return;
  const title = `Mine ${desk.world.now}`;
  const dice = rng.next();
  if (dice < 0.15) {
    submit(desk, model, [newIntent(desk, model, { kind: "delete-macro", base: known })]);
    return;
  }
  const isNew = dice < 0.5;
  const macro: Macro = { ...known, title, ...(rng.chance(0.3) ? { active: !known.active } : {}) };
  const first = newIntent(desk, model, { kind: "save-macro", base: isNew ? null : known, macro });
  submit(desk, model, [first]);
  if (first.action.kind !== "save-macro" || rng.chance(0.4)) return;
  const { macro: saved } = first.action;
  const base = isNew || rng.chance(0.5) ? saved : known;
  desk.world.after(rng.int(0, 3_000), () => {
    const next = { ...saved, title: `${title} again` };
    submit(desk, model, [
      newIntent(desk, model, { kind: "save-macro", base, macro: { ...next, id: base.id } }),
    ]);
  });
}

/** Another window of the same agent hands in once more what the first one has handed in. */
export function otherWindow(desk: Desk, model: AgentModel): void {
  const handedIn = [...model.told.values()].filter(({ queued }) => queued !== "no");
  const told = handedIn[desk.world.rng.int(0, Math.max(0, handedIn.length - 1))];
  if (told !== undefined) submit(desk, model, [told.intent]);
}

function createWithFollowUp(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const create = newIntent(desk, model, {
    kind: "create-ticket",
    ticketId: "",
    subject: "New",
    requester: { name: "Ada", email: "ada@example.org" },
    comment: { audience: "public", text: someText(desk, model), files: someFiles(desk) },
    fields: {},
  });
  if (create.action.kind !== "create-ticket") return;
  const { ticketId } = create.action;
  const follow = newIntent(desk, model, {
    kind: "update-ticket",
    ticketId,
    comment: { audience: "internal", text: someText(desk, model), files: [] },
    edits: {},
    macroIds: [],
    seen: null,
  });
  submit(desk, model, [create]);
  desk.world.after(rng.int(0, 3_000), () => submit(desk, model, [follow]));
}

export function changeMind(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const app = desk.app();
  if (app === null) return;
  const open = app.outbox.list().filter(isReversible);
  const entry = open[rng.int(0, Math.max(0, open.length - 1))];
  const told = entry === undefined ? undefined : model.told.get(entry.intent.opId);
  if (entry === undefined || told === undefined) return;
  const { opId } = entry.intent;
  if (rng.chance(0.5)) {
    end(desk, model, told, (outbox) => outbox.cancel(opId));
    return;
  }
  const text = `Edited ${desk.world.now}`;
  const before = told.texts;
  if ([...before][0] === null) return;
  ask(
    desk,
    (outbox) => outbox.edit(opId, text),
    (ack) => {
      if (ack === "unknown") told.texts = new Set([...before, text]);
      else if (ack === "yes") told.texts = new Set([text]);
      else told.texts = before;
    },
  );
}

function end(
  desk: Desk,
  model: AgentModel,
  told: Told,
  act: (outbox: Outbox) => Promise<{ readonly ok: boolean }>,
): void {
  const { opId } = told.intent;
  ask(desk, act, (ack) => {
    if (told.ended !== "yes") told.ended = ack === "no" ? told.ended : ack;
    if (ack !== "yes") return;
    told.ended = "yes";
    desk.world.note(() => `agent took back ${opId.slice(0, 8)}`);
    const sole = told.texts.size === 1 ? [...told.texts][0] : null;
    if (typeof sole === "string") model.texts.add(sole);
  });
}

export function typeDraft(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const ticketId = desk.tickets[rng.int(0, desk.tickets.length - 1)] ?? "";
  const key = replyDraftKey(ticketId);
  const text = `Draft ${desk.world.now}`;
  const draft: Draft = {
    key,
    accountId: desk.accountId,
    ticketId,
    text,
    fields: {},
    files: [],
    seen: null,
    savedAt: Math.floor(desk.world.wall()),
  };
  ask(
    desk,
    (outbox) => outbox.drafts.save(draft),
    (ack) => {
      if (ack === "yes") model.texts.add(text);
    },
  );
}

/** Decides about what waits for a person. */
export function decide(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const app = desk.app();
  if (app === null) return;
  const asked = app.outbox
    .list()
    .filter((entry) => entry.state === "needs-human" && entry.intent.authorId === desk.who());
  const entry = asked[rng.int(0, Math.max(0, asked.length - 1))];
  const told = entry === undefined ? undefined : model.told.get(entry.intent.opId);
  if (entry === undefined || told === undefined) return;
  const { opId } = entry.intent;
  const kind = entry.reason?.kind;
  if (kind === "undecided") {
    if (rng.chance(0.6)) retry(desk, opId);
    else {
      // The agent knows that it may have arrived.
      told.inDoubt = true;
      end(desk, model, told, (outbox) => outbox.discard(opId));
    }
  } else if (kind === "conversation-moved" || kind === "field-conflict") {
    if (rng.chance(0.3)) {
      end(desk, model, told, (outbox) => outbox.discard(opId));
      return;
    }
    const keep = rng.chance(0.5) ? conflictsOf(entry) : [];
    told.confirmed = true;
    ask(
      desk,
      (outbox) => outbox.confirm(opId, keep),
      () => {},
    );
  } else if (kind === "refused" && rng.chance(0.7)) {
    retry(desk, opId);
  } else {
    end(desk, model, told, (outbox) => outbox.discard(opId));
  }
}

const retry = (desk: Desk, opId: string): void =>
  ask(
    desk,
    (outbox) => outbox.retry(opId),
    () => {},
  );

const conflictsOf = (entry: OutboxEntry): readonly string[] =>
  entry.reason?.kind === "field-conflict"
    ? entry.reason.conflicts.map((conflict) => conflict.field)
    : [];
