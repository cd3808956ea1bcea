import { provisionalTicketId } from "#domain/kernel/ids.ts";
import type { Intent, IntentAction } from "#domain/sync/intent.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";
import type { SimPage } from "#test/support/sim/sim-page.ts";
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
  readonly app: () => {
    /** What its windows call. */
    readonly page: SimPage;
    /** For looking only. */
    readonly outbox: Outbox;
    readonly isAlive: () => boolean;
  } | null;
  readonly who: () => string;
};

/** The agent at one account. */
export type AgentAt = { readonly desk: Desk; readonly model: AgentModel };

type Ack = "yes" | "no" | "unknown";

/** Does one thing to the app and reports what the agent heard; "unknown" when the app died first. */
export function ask(
  desk: Desk,
  act: (page: SimPage) => Promise<{ readonly ok: boolean }>,
  heard: (ack: Ack) => void,
): void {
  const app = desk.app();
  if (app === null) return;
  let answered = false;
  heard("unknown");
  void act(app.page).then((result) => {
    if (!app.isAlive() || answered) return;
    answered = true;
    heard(result.ok ? "yes" : "no");
  });
}

/** An outgoing change as the agent means it now; it is not handed in yet. */
export function newIntent(desk: Desk, model: AgentModel, action: IntentAction): Intent {
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

/** Hands changes in with one call, whatever accounts they belong to. */
export function submit(desk: Desk, model: AgentModel, intents: readonly Intent[]): void {
  submitTogether([{ desk, model }], intents);
}

export function submitTogether(agents: readonly AgentAt[], intents: readonly Intent[]): void {
  const desk = agents[0]?.desk;
  if (desk === undefined || intents.length === 0) return;
  ask(
    desk,
    (page) => page.submit(intents),
    (ack) => {
      for (const agent of agents) noteQueued(agent, intents, ack);
      // Who missed the answer asks again, with the same id.
      if (ack === "unknown" && desk.world.rng.chance(0.5)) {
        desk.world.after(desk.world.rng.int(3_000, 9_000), () => submitTogether(agents, intents));
      }
    },
  );
}

function noteQueued({ desk, model }: AgentAt, intents: readonly Intent[], ack: Ack): void {
  for (const { opId } of intents) {
    const told = model.told.get(opId);
    if (told === undefined || told.queued === "yes") continue;
    told.queued = ack;
    if (ack !== "yes") continue;
    told.seq = desk.app()?.outbox.sending.record(opId)?.seq ?? 0;
    desk.world.note(() => `agent queued ${opId.slice(0, 8)} as ${told.seq}`);
  }
}
