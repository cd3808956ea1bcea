import { replyDraftKey } from "#domain/sync/draft.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { isReversible } from "#domain/sync/outbox.ts";
import type { OutboxEntry } from "#domain/sync/outbox.ts";
import { ask } from "#test/support/sim/agent.ts";
import type { AgentModel, Desk, Told } from "#test/support/sim/agent.ts";
import type { SimPage } from "#test/support/sim/sim-page.ts";

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
    end(desk, model, told, (page) => page.cancel(opId));
    return;
  }
  const text = `Edited ${desk.world.now}`;
  const before = told.texts;
  if ([...before][0] === null) return;
  ask(
    desk,
    (page) => page.edit(opId, text),
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
  act: (page: SimPage) => Promise<{ readonly ok: boolean }>,
): void {
  const before = told.ended;
  ask(desk, act, (ack) => noteEnded(desk, model, told, ack === "no" ? before : ack));
}

function noteEnded(desk: Desk, model: AgentModel, told: Told, ack: Told["ended"]): void {
  if (told.ended !== "yes") told.ended = ack;
  if (ack !== "yes") return;
  desk.world.note(() => `agent took back ${told.intent.opId.slice(0, 8)}`);
  const sole = told.texts.size === 1 ? [...told.texts][0] : null;
  if (typeof sole === "string") model.texts.add(sole);
}

/** Undoes what was written last, with one call: some of it may have left. */
export function takeBackMany(desk: Desk, model: AgentModel): void {
  const app = desk.app();
  if (app === null) return;
  const last = [...model.told.values()].filter(({ queued }) => queued !== "no").slice(-4);
  const before = new Map(last.map((told) => [told, told.ended]));
  const opIds = last.map(({ intent }) => intent.opId);
  if (opIds.length === 0) return;
  let taken: readonly string[] = [];
  ask(
    desk,
    async (page) => {
      const result = await page.takeBack(opIds);
      if (result.ok) taken = result.value;
      return result;
    },
    (ack) => {
      for (const told of last) {
        const isTaken = ack === "yes" && taken.includes(told.intent.opId);
        const instead = ack === "unknown" ? ack : (before.get(told) ?? "no");
        noteEnded(desk, model, told, isTaken ? "yes" : instead);
      }
    },
  );
}

/** Two windows show the same question, and both are answered in the same moment. */
export function decideTwice(desk: Desk, model: AgentModel): void {
  const asked = openQuestion(desk, model);
  if (asked === null) return;
  const { entry, told } = asked;
  const { opId } = entry.intent;
  if (entry.reason?.kind === "undecided") told.inDoubt = true;
  else if (isConfirmable(entry)) told.confirmed = true;
  const goOn = (): void => (isConfirmable(entry) ? confirm(desk, entry) : retry(desk, opId));
  const stop = (): void => end(desk, model, told, (page) => page.discard(opId));
  const [first, second] = desk.world.rng.chance(0.5) ? [goOn, stop] : [stop, goOn];
  first();
  second();
}

const isConfirmable = ({ reason }: OutboxEntry): boolean =>
  reason?.kind === "conversation-moved" || reason?.kind === "field-conflict";

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
    (page) => page.saveDraft(draft),
    (ack) => {
      if (ack === "yes") model.texts.add(text);
    },
  );
}

/** Something that asks this agent, by chance. */
function openQuestion(
  desk: Desk,
  model: AgentModel,
): { readonly entry: OutboxEntry; readonly told: Told } | null {
  const { rng } = desk.world;
  const asked = (desk.app()?.outbox.list() ?? []).filter(
    (entry) => entry.state === "needs-human" && entry.intent.authorId === desk.who(),
  );
  const entry = asked[rng.int(0, Math.max(0, asked.length - 1))];
  const told = entry === undefined ? undefined : model.told.get(entry.intent.opId);
  return entry === undefined || told === undefined ? null : { entry, told };
}

/** Decides about what waits for a person. */
export function decide(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const asked = openQuestion(desk, model);
  if (asked === null) return;
  const { entry, told } = asked;
  const { opId } = entry.intent;
  const kind = entry.reason?.kind;
  const stop = (): void => end(desk, model, told, (page) => page.discard(opId));
  if (kind === "undecided") {
    if (rng.chance(0.6)) return retry(desk, opId);
    // The agent knows that it may have arrived.
    told.inDoubt = true;
    return stop();
  }
  if (isConfirmable(entry)) {
    if (rng.chance(0.3)) return stop();
    told.confirmed = true;
    return confirm(desk, entry);
  }
  return kind === "refused" && rng.chance(0.7) ? retry(desk, opId) : stop();
}

function confirm(desk: Desk, entry: OutboxEntry): void {
  const { opId } = entry.intent;
  const keep = desk.world.rng.chance(0.5) ? conflictsOf(entry) : [];
  ask(
    desk,
    (page) => page.confirm(opId, keep),
    () => {},
  );
}

const retry = (desk: Desk, opId: string): void =>
  ask(
    desk,
    (page) => page.retry(opId),
    () => {},
  );

const conflictsOf = (entry: OutboxEntry): readonly string[] =>
  entry.reason?.kind === "field-conflict"
    ? entry.reason.conflicts.map((conflict) => conflict.field)
    : [];
