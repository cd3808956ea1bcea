import { bestFirst, matchScore } from "#renderer/commands/match.ts";
import {
  type PaletteItem,
  type PaletteSource,
  listPaletteSources,
} from "#renderer/commands/palette-source.ts";
import { type LiveCommand, commandName, listCommands } from "#renderer/commands/registry.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import type { Translate } from "#renderer/i18n/text.ts";

/** Items under one heading. */
export type PaletteGroup = { readonly heading: TextKey; readonly items: readonly PaletteItem[] };

const MOST_COMMANDS = 40;
const RECENT_BONUS = 15;

const toItem = (command: LiveCommand, t: Translate): PaletteItem => ({
  id: command.id,
  title: commandName(command, t),
  detail: t(command.group),
  keys: command.keys[0],
  run: () => command.run(),
});

/**
 * Commands that fit what was typed.
 *
 * @param recent   Ids used lately; they come first, and with nothing typed under a heading of their own.
 * @param recalled Items of the sources that were used lately.
 */
export function findCommands(
  typed: string,
  recent: readonly string[],
  t: Translate,
  recalled: readonly PaletteItem[] = [],
): readonly PaletteGroup[] {
  const offered = listCommands().filter((command) => !command.hidden && command.possible());
  if (typed.trim() === "") {
    const known = recent.flatMap((id) => offered.filter((command) => command.id === id));
    const rest = offered.filter((command) => !known.includes(command));
    const headings = [...new Set(rest.map((command) => command.group))];
    return [
      {
        heading: "commands.palette.recent" as const,
        items: inOrder(recent, [...known.map((each) => toItem(each, t)), ...recalled]),
      },
      ...headings.map((heading) => ({
        heading,
        items: rest.filter((each) => each.group === heading).map((each) => toItem(each, t)),
      })),
    ].filter((group) => group.items.length > 0);
  }
  const scored = bestFirst(
    offered.flatMap((command) => {
      const own = matchScore(typed, commandName(command, t));
      const within = matchScore(typed, `${t(command.group)} ${commandName(command, t)}`);
      const best = Math.max(own ?? 0, (within ?? 0) * 0.8);
      const bonus = recent.includes(command.id) ? RECENT_BONUS : 0;
      return best > 0 ? [{ command, score: best + bonus }] : [];
    }),
  ).slice(0, MOST_COMMANDS);
  return scored.length === 0
    ? []
    : [
        {
          heading: "commands.palette.results",
          items: scored.map(({ command }) => toItem(command, t)),
        },
      ];
}

const inOrder = (ids: readonly string[], items: readonly PaletteItem[]): readonly PaletteItem[] => {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/** Items of the sources that were used lately, as they are called now. */
export async function recallItems(ids: readonly string[]): Promise<readonly PaletteItem[]> {
  const answers = await Promise.allSettled(
    listPaletteSources().map(async (source) => source.recall(ids)),
  );
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}

/** Asks every source. One that fails is passed over: the others still answer. */
export async function searchSources(typed: string): Promise<readonly PaletteGroup[]> {
  const text = typed.trim();
  const ask = async (source: PaletteSource): Promise<PaletteGroup> => {
    const items = text.length < source.minLength ? [] : await source.search(text);
    return { heading: source.group, items };
  };
  const answers = await Promise.allSettled(listPaletteSources().map(ask));
  return answers.flatMap((answer) =>
    answer.status === "fulfilled" && answer.value.items.length > 0 ? [answer.value] : [],
  );
}
