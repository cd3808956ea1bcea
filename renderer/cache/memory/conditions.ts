import type { Me, ViewId } from "#contract/asks.ts";
import type { RemoteCondition, RemoteView } from "#domain/directory/directory.ts";
import { type AccountId, type FieldId, globalId, remoteOf } from "#domain/kernel/ids.ts";
import { builtInQuery } from "#domain/search/built-in.ts";
import { compileQuery, type CompiledQuery, type EvalContext } from "#domain/search/evaluate.ts";
import { fold } from "#domain/search/fold.ts";
import { parseQuery, type ParsedQuery } from "#domain/search/parse-query.ts";
import type { NameKind, Query } from "#domain/search/query.ts";
import { fromRemoteView } from "#domain/search/remote-view.ts";
import { fieldWord } from "#domain/search/value-tests.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import { numberOf, type Shown } from "#renderer/cache/memory/shown.ts";

/** What of the memory conditions look at. */
export type Names = Pick<Memory, "record" | "recordsOf">;

/** What a view asks for. */
export type ViewCondition = {
  readonly query: Query;
  /** A helpdesk's view holds tickets of its own account only. */
  readonly accountId: AccountId | null;
  /** Conditions of the helpdesk that cannot be answered here. */
  readonly unsupported: readonly RemoteCondition[];
};

const converted = new WeakMap<RemoteView, ViewCondition>();
const parsed = new Map<string, ParsedQuery>();
const MAX_PARSED = 100;

/** `parseQuery`, remembered: the same text is asked again with every change. */
export function readQuery(text: string): ParsedQuery {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const read = parseQuery(text);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  if (text.length < 5000) parsed.set(text, read);
  return read;
}

/**
 * The condition of a view: built in, saved by the agent (then its query comes along), or the helpdesk's.
 *
 * @returns null for a view that is not known here.
 */
export function conditionOf(
  viewId: ViewId,
  ownQuery: string | undefined,
  memory: Names,
): ViewCondition | null {
  const own = ownQuery === undefined ? builtInQuery(viewId) : readQuery(ownQuery).query;
  if (own !== null) return { query: own, accountId: null, unsupported: [] };
  const view = memory.record("view", viewId)?.view;
  if (view === undefined) return null;
  let condition = converted.get(view);
  if (condition === undefined) {
    condition = { ...fromRemoteView(view), accountId: view.accountId };
    converted.set(view, condition);
  }
  return condition;
}

/** All that a query needs to know to be asked of the tickets in memory. @param now ms epoch. */
export function evalContext(me: Me, memory: Names, now: number): EvalContext<Shown> {
  const mine = new Set(me.map(({ agentId }) => agentId));
  const groups = new Set([...mine].flatMap((id) => memory.record("agent", id)?.groupIds ?? []));
  return {
    now,
    me: mine,
    myGroups: groups,
    idsNamed: (kind, written) => idsNamed(kind, written, memory),
    fieldIds: (key) => fieldIds(key, me, memory),
    labelsOf: (id) => labelsOf(id, memory),
    isDate: (id) => memory.record("field", id)?.field?.type === "date",
    organisation: (id) => memory.record("organisation", id),
    textOf: haystackOf,
  };
}

export const compileFor = (
  query: Query,
  me: Me,
  memory: Names,
  now: number,
): CompiledQuery<Shown> => compileQuery(query, evalContext(me, memory, now));

function idsNamed(kind: NameKind, written: string, memory: Names): ReadonlySet<string> {
  const wanted = fold(written);
  const equal = new Set<string>();
  const holding = new Set<string>();
  for (const { id, name } of memory.recordsOf(kind)) {
    if (id === written || remoteOf(id) === written) return new Set([id]);
    const folded = fold(name ?? "");
    if (folded === wanted) equal.add(id);
    else if (folded.includes(wanted)) holding.add(id);
  }
  return equal.size > 0 ? equal : holding;
}

const labels = new WeakMap<object, ReadonlyMap<string, string>>();

/** What the values of a field of choices are called. */
export function labelsOf(
  id: FieldId,
  memory: Pick<Names, "record">,
): ReadonlyMap<string, string> | undefined {
  const options = memory.record("field", id)?.field?.options;
  if (options === undefined || options.length === 0) return undefined;
  let known = labels.get(options);
  if (known === undefined) {
    known = new Map(options.map(({ value, label }) => [value, label]));
    labels.set(options, known);
  }
  return known;
}

function fieldIds(key: string, me: Me, memory: Names): readonly string[] {
  const wanted = fieldWord(key);
  const ids: string[] = [];
  for (const { id, name } of memory.recordsOf("field")) {
    const title = fieldWord(name ?? "");
    if (remoteOf(id) === key || title === wanted) ids.push(id);
  }
  if (ids.length > 0 || !/^\d+$/.test(key)) return ids;
  return me.map(({ accountId }) => globalId(accountId, key));
}

/** Folded text of a ticket in which the words of a filter are looked for. */
export function haystackOf(shown: Shown): string {
  const { line, requester, requesterName } = shown;
  shown.haystack ??= fold(
    `#${numberOf(shown.id)} ${line.subject} ${requesterName} ${requester?.identity ?? ""} ${line.tags.join(" ")}`,
  );
  return shown.haystack;
}
