import type { Macro } from "#domain/macro/macro.ts";
import type { IntentAction } from "#domain/sync/intent.ts";
import type { FieldConflict } from "#domain/sync/outbox.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { AgentModel, Told } from "#test/support/sim/agent.ts";
import { CLIENT_TIMEOUT_MS, LATEST_LANDING_MS } from "#test/support/sim/model-net.ts";
import type { MacroChange } from "#test/support/sim/model-macros.ts";
import type { ModelServer } from "#test/support/sim/model-server.ts";

type Parts = {
  readonly model: AgentModel;
  readonly server: ModelServer;
  readonly outbox: Outbox;
};

const short = (opId: string): string => opId.slice(0, 8);
/** A macro's write is pinned to nothing: what comes between its look and its landing cannot be seen. */
const RACE_MS = LATEST_LANDING_MS + 2 * CLIENT_TIMEOUT_MS;

const isMacro = (
  action: IntentAction,
): action is Extract<IntentAction, { kind: "save-macro" | "delete-macro" }> =>
  action.kind === "save-macro" || action.kind === "delete-macro";

/** What the agent was told about macros against what became of them. Names of invariants: main/sync/SPEC.md. */
export function checkMacros({ model, server, outbox }: Parts): readonly string[] {
  const found: string[] = [];
  const { changes } = server.macros;
  const newest = new Map<string, Landed>();
  const made = new Map<string, number>();
  for (const [index, change] of changes.entries()) {
    if (change.op === null) continue;
    const told = model.told.get(change.op);
    if (told === undefined || !isMacro(told.intent.action)) {
      found.push(`I3 ${short(change.op)}: nobody wrote this macro`);
      continue;
    }
    if (change.author !== told.intent.authorId) {
      found.push(`I5 ${short(change.op)}: macro written as ${change.author}`);
    }
    const lane = `${change.macroId} ${change.author}`;
    const later = newest.get(lane);
    if (later === undefined || later.told.seq < told.seq) newest.set(lane, { told, at: change.at });
    else if (isOvertaken(told, change, later)) {
      found.push(`I4 ${short(change.op)}: macro overtaken`);
    }
    if (told.intent.action.base === null) {
      made.set(change.op, (made.get(change.op) ?? 0) + 1);
      if (told.ended === "yes" && !told.inDoubt) {
        found.push(`I6 ${short(change.op)}: a new macro arrived although it was taken back`);
      }
    }
    found.push(...overwritten(changes.slice(0, index), change, told));
  }
  for (const [opId, times] of made) {
    if (times > 1) found.push(`I2 ${short(opId)}: macro made ${times} times`);
  }
  for (const { intent, state } of outbox.list()) {
    const { action, opId } = intent;
    if (!isMacro(action) || action.base !== null || state !== "done") continue;
    if (!made.has(opId)) found.push(`I7 ${short(opId)}: the new macro never arrived`);
  }
  return found;
}

type Landed = { readonly told: Told; readonly at: number };

/** What the agent called the macro when they pressed the key: until its making is answered it may have two names. */
const nameIn = ({ intent: { action } }: Told): string | null => {
  if (!isMacro(action)) return null;
  return action.kind === "save-macro" ? action.macro.id : action.base.id;
};

/**
 * Under one name what was queued first lands first. What was queued under the provisional name cannot be known to be
 * about the same macro as what was queued under the real one: it may land after it, but not unasked.
 */
function isOvertaken(told: Told, change: MacroChange, later: Landed): boolean {
  if (told.seq === 0 || told.seq >= later.told.seq) return false;
  if (nameIn(told) === nameIn(later.told)) return true;
  return !told.confirmed && change.at - later.at > RACE_MS;
}

const writesTitle = ({ from, macro }: MacroChange): boolean =>
  macro !== null && macro.title !== from?.title;

/** A title that a colleague wrote, and that the agent did not begin from, is not overwritten unasked. */
function overwritten(
  before: readonly MacroChange[],
  change: MacroChange,
  told: Told,
): readonly string[] {
  const { action } = told.intent;
  if (action.kind !== "save-macro" || action.base === null || told.confirmed) return [];
  const last = before.findLast((one) => one.macroId === change.macroId && writesTitle(one));
  if (last === undefined || last.op !== null || !writesTitle(change)) return [];
  const isSeen = last.macro?.title === action.base.title;
  return !isSeen && change.at - last.at > RACE_MS
    ? [`I12 ${short(told.intent.opId)}: overwrote the macro's title`]
    : [];
}

/**
 * Nobody is asked about a macro that nobody but themselves has ever changed, in the order of queuing, if they began from
 * a step of it (not from a change that never arrived) and the answer to each change was heard: without it nobody can
 * tell whose the macro is now.
 */
export function checkMacroQuestion(
  { model, server }: Pick<Parts, "model" | "server">,
  opId: string,
  conflicts: readonly FieldConflict[],
): readonly string[] {
  const told = model.told.get(opId);
  const action = told?.intent.action;
  if (told === undefined || action?.kind !== "save-macro" || action.base === null) return [];
  const { base } = action;
  const id = realIdOf(base.id, model, server);
  const changes = server.macros.changes.filter(({ macroId }) => macroId === id);
  let seq = 0;
  let isStep = false;
  for (const { op } of changes) {
    const other = model.told.get(op ?? "");
    const isOwn = other?.intent.authorId === told.intent.authorId;
    if (other === undefined || !isOwn || other.seq <= seq || other.seq >= told.seq) return [];
    seq = other.seq;
    const own = other.intent.action;
    if (own.kind !== "save-macro" || own.base === null) continue;
    if (!model.answered.has(other.intent.opId)) return [];
    const steps = [own.base, own.macro];
    isStep ||= conflicts.some(({ field }) =>
      steps.some((step) => valueOf(step, field) === valueOf(base, field)),
    );
  }
  return isStep ? [`I16 ${short(opId)}: asked about a macro that they themselves wrote`] : [];
}

const valueOf = (macro: Macro, field: string): string =>
  JSON.stringify(Object.entries(macro).find(([name]) => name === field)?.[1]);

/** The id that the remote gave to a macro that an entry calls by its provisional one. */
function realIdOf(id: string, model: AgentModel, server: ModelServer): string {
  for (const { intent } of model.told.values()) {
    const { action, opId } = intent;
    const isMaking = action.kind === "save-macro" && action.base === null && action.macro.id === id;
    if (isMaking) return server.macros.byOp(opId) ?? id;
  }
  return id;
}
