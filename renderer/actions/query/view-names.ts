import { BUILT_IN_VIEWS, type Directory, type ViewId } from "#contract/asks.ts";
import { BUILT_IN_QUERIES } from "#domain/search/built-in.ts";
import { parseQuery } from "#domain/search/parse-query.ts";
import { printQuery } from "#domain/search/print-query.ts";
import { allOf } from "#domain/search/query.ts";
import { fromRemoteView } from "#domain/search/remote-view.ts";
import type { Translate } from "#renderer/i18n/text.ts";
import { type OwnView, ownView } from "#renderer/workspace/own-views-store.ts";

export type NamedView = { readonly viewId: ViewId; readonly title: string };

/** All views in the order of the switcher: built in, the agent's own, the helpdesk's. */
export function listViews(
  own: readonly OwnView[],
  directory: Directory | undefined,
  t: Translate,
): readonly NamedView[] {
  return [
    ...BUILT_IN_VIEWS.map((viewId) => ({ viewId, title: t(`queue.view.${viewId}`) })),
    ...own.map(({ viewId, name }) => ({ viewId, title: name })),
    ...(directory?.views ?? [])
      .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
      .map(({ id, title }) => ({ viewId: id, title })),
  ];
}

/** The condition of a view as a query; "" for one that is not known. */
export function queryTextOf(viewId: ViewId, directory: Directory | undefined): string {
  const own = ownView(viewId);
  if (own !== undefined) return own.query;
  const builtIn = Object.entries(BUILT_IN_QUERIES).find(([id]) => id === viewId)?.[1];
  if (builtIn !== undefined) return builtIn;
  const remote = directory?.views.find(({ id }) => id === viewId);
  return remote === undefined ? "" : printQuery(fromRemoteView(remote).query);
}

/** Both conditions in one query. */
export const joinQueries = (a: string, b: string): string =>
  b.trim() === "" ? a : printQuery(allOf([parseQuery(a).query, parseQuery(b).query]));
