import type { OutboxEntry } from "#domain/sync/outbox.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { fold } from "#domain/search/fold.ts";
import { filterWords, matches } from "#renderer/cache/memory/fold.ts";
import { clampRange, type Query, type QueryContext } from "#renderer/cache/queries/query.ts";

/** Macros with the agent's unsent changes laid over them. */
async function macrosShown({ memory, reader, reads }: QueryContext): Promise<readonly Macro[]> {
  reads("kind/macro");
  reads("outbox");
  const stored = await reader.recordsOf("macro");
  const entries = memory.outbox.ofMacros();
  if (entries.length === 0) return stored;
  const macros = new Map(stored.map((macro) => [macro.id, macro]));
  for (const entry of entries) overlayMacro(macros, entry);
  return [...macros.values()];
}

function overlayMacro(macros: Map<string, Macro>, entry: OutboxEntry): void {
  const { action } = entry.intent;
  if (action.kind === "save-macro") {
    const created = entry.createdId === null ? undefined : macros.get(entry.createdId);
    const kept = macros.get(action.macro.id);
    const moved = action.base !== null && kept !== undefined && kept.version > action.base.version;
    // Accepted and read again: what is stored is the truth. Gone meanwhile: nothing to lay it over.
    if (created !== undefined || (entry.state === "done" && moved)) return;
    if (action.base !== null && kept === undefined && entry.state === "done") return;
    if (entry.state === "needs-human" && kept !== undefined) return;
    macros.set(action.macro.id, action.macro);
  } else if (action.kind === "delete-macro" && entry.state !== "needs-human") {
    const kept = macros.get(action.base.id);
    if (kept !== undefined && kept.version <= action.base.version) macros.delete(action.base.id);
  }
}

export const listMacros: Query<"macro.list"> = async ({ text }, context) => {
  const words = filterWords(text);
  const macros = await macrosShown(context);
  return macros
    .filter(({ title, description }) => matches(fold(`${title} ${description}`), words))
    .sort((a, b) => a.position - b.position || (fold(a.title) < fold(b.title) ? -1 : 1));
};

export const getMacro: Query<"macro.get"> = async ({ macroId }, context) => {
  const macros = await macrosShown(context);
  const found = macros.find(({ id }) => id === macroId);
  if (found !== undefined) return found;
  // A page that still holds the provisional id of a macro that exists by now.
  const entry = context.memory.outbox
    .ofMacros()
    .find(({ intent: { action } }) => action.kind === "save-macro" && action.macro.id === macroId);
  return macros.find(({ id }) => id === entry?.createdId) ?? null;
};

export const listArticles: Query<"article.list"> = async ({ text, limit }, context) => {
  context.reads("kind/article");
  const words = filterWords(text);
  const articles = await context.reader.recordsOf("article");
  const found = articles.filter(({ title, labels, html }) =>
    matches(fold(`${title} ${labels.join(" ")} ${html}`), words),
  );
  const inTitle = (title: string): number => Number(!matches(fold(title), words));
  const sorted = found.toSorted(
    (a, b) => inTitle(a.title) - inTitle(b.title) || b.updatedAt - a.updatedAt,
  );
  const [, to] = clampRange(0, limit, sorted.length);
  return sorted.slice(0, to);
};

export const getDirectory: Query<"directory.get"> = async (_input, { reader, reads }) => {
  for (const kind of ["agent", "group", "field", "view"] as const) reads(`kind/${kind}`);
  const [agents, groups, fields, views] = await Promise.all([
    reader.recordsOf("agent"),
    reader.recordsOf("group"),
    reader.recordsOf("field"),
    reader.recordsOf("view"),
  ]);
  return { agents, groups, fields, views };
};
