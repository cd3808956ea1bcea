import type { IntentAction } from "#domain/sync/intent.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import type { AgentModel, Told } from "#test/support/sim/agent.ts";
import { CLIENT_TIMEOUT_MS, LATEST_LANDING_MS } from "#test/support/sim/model-connector.ts";
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
  const newest = new Map<string, number>();
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
    const before = newest.get(lane) ?? 0;
    if (told.seq > 0 && told.seq < before) found.push(`I4 ${short(change.op)}: macro overtaken`);
    newest.set(lane, Math.max(before, told.seq));
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

/** A title that a colleague wrote after the agent began is not overwritten unasked. */
function overwritten(
  before: readonly MacroChange[],
  change: MacroChange,
  told: Told,
): readonly string[] {
  const { action } = told.intent;
  if (action.kind !== "save-macro" || action.base === null || told.confirmed) return [];
  const last = before.findLast(({ macroId }) => macroId === change.macroId);
  if (last === undefined || last.op !== null || last.macro === null || change.macro === null) {
    return [];
  }
  const isTheirs = last.at > told.pressedAt && last.macro.title !== action.base.title;
  const isGone = change.macro.title !== last.macro.title;
  return isTheirs && isGone && change.at - last.at > RACE_MS
    ? [`I12 ${short(told.intent.opId)}: overwrote the macro's title`]
    : [];
}

/** Nobody is asked about a macro that nobody but themselves has ever changed. */
export function checkMacroQuestion(
  { model, server }: Pick<Parts, "model" | "server">,
  opId: string,
): readonly string[] {
  const told = model.told.get(opId);
  if (told === undefined || !isMacro(told.intent.action)) return [];
  const id = told.intent.action.base?.id;
  const all = server.macros.changes.filter(({ macroId }) => macroId === id);
  const isOwn = ({ op }: MacroChange): boolean => {
    const other = op === null ? undefined : model.told.get(op);
    return other !== undefined && other.intent.authorId === told.intent.authorId;
  };
  return all.length > 0 && all.every(isOwn)
    ? [`I16 ${short(opId)}: asked about a macro that they themselves wrote`]
    : [];
}
