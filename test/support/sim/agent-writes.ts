import type { IntentAction, StagedFile, TicketEdits } from "#domain/sync/intent.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { newIntent, submit, submitTogether } from "#test/support/sim/agent.ts";
import type { AgentAt, AgentModel, Desk } from "#test/support/sim/agent.ts";

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

/** Two of the tickets become one; now and then the text that goes with it is a note of its own before it. */
export function mergeTickets(desk: Desk, model: AgentModel): void {
  const { rng } = desk.world;
  const from = rng.int(0, desk.tickets.length - 1);
  const to = (from + rng.int(1, desk.tickets.length - 1)) % desk.tickets.length;
  const ticketId = desk.tickets[from] ?? "";
  const merge = newIntent(desk, model, {
    kind: "merge-ticket",
    ticketId,
    into: desk.tickets[to] ?? "",
  });
  const note: IntentAction = {
    kind: "update-ticket",
    ticketId,
    comment: { audience: "internal", text: someText(desk, model), files: [] },
    edits: {},
    macroIds: [],
    seen: null,
  };
  submit(desk, model, rng.chance(0.4) ? [newIntent(desk, model, note), merge] : [merge]);
}

/** One key press changes tickets of several accounts. */
export function bulkAcross(agents: readonly AgentAt[]): void {
  const intents = agents.flatMap(({ desk, model }) =>
    Array.from({ length: desk.world.rng.int(1, 2) }, () =>
      newIntent(desk, model, update(desk, model)),
    ),
  );
  submitTogether(agents, intents);
}
