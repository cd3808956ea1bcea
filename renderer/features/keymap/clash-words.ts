import type { Clash, PairClash } from "#renderer/commands/clashes.ts";
import type { FileFault } from "#renderer/commands/keymap-file.ts";
import type { KeymapRow } from "#renderer/features/keymap/keymap-rows.ts";
import { spellKeys } from "#renderer/commands/stroke.ts";
import type { Text } from "#renderer/i18n/text.ts";

/** Clashes of one key, those with keyboards told in one line. */
export type ClashLine = { readonly words: string; readonly clash: Clash };

type Rows = ReadonlyMap<string, KeymapRow>;

const pairWords = (clash: PairClash, rows: Rows, { t }: Text): string =>
  t(`keymap.clash.${clash.kind}`, {
    keys: spellKeys(clash.keys),
    command: rows.get(clash.other)?.name ?? clash.other,
    other: spellKeys(clash.otherKeys),
  });

function words(clash: Clash, all: readonly Clash[], rows: Rows, text: Text): string {
  const { t, format } = text;
  const keys = spellKeys(clash.keys);
  switch (clash.kind) {
    case "same":
    case "begins":
    case "begun":
      return pairWords(clash, rows, text);
    case "system":
      return t("keymap.clash.system", { keys, system: t(`keymap.system.${clash.system}`) });
    case "layout": {
      const layouts = all.flatMap((each) =>
        each.kind === "layout" && each.keys === clash.keys && each.reach === clash.reach
          ? [t(`keymap.layout.${each.layout}`)]
          : [],
      );
      return t(`keymap.clash.${clash.reach}`, { keys, layouts: format.list(layouts) });
    }
    case "reader":
      return t("keymap.clash.reader", { keys, reader: t(`keymap.reader.${clash.reader}`) });
    case "editing":
      return t("keymap.clash.editing", { keys });
    case "unreadable":
      return t("keymap.clash.unreadable", { keys: clash.keys });
  }
}

/** What is wrong with a command's keys, in words; the same words once. */
export function clashLines(
  clashes: readonly Clash[],
  rows: Rows,
  text: Text,
): readonly ClashLine[] {
  const lines = new Map<string, ClashLine>();
  for (const clash of clashes) {
    const line = { words: words(clash, clashes, rows, text), clash };
    if (!lines.has(line.words)) lines.set(line.words, line);
  }
  return [...lines.values()];
}

/** Why a line of a file is refused. */
export function faultWords(fault: FileFault, rows: Rows, text: Text): string {
  const { t } = text;
  const said = ((): string => {
    switch (fault.kind) {
      case "too-long":
        return t("keymap.file.too-long");
      case "no-header":
        return t("keymap.file.no-header");
      case "not-understood":
        return t("keymap.file.not-understood", { text: fault.text });
      case "unknown-preset":
        return t("keymap.file.unknown-preset", { text: fault.text });
      case "unknown-command":
        return t("keymap.file.unknown-command", { id: fault.id });
      case "twice":
        return t("keymap.file.twice", { id: fault.id, first: fault.first });
      case "keys":
        return t("keymap.file.keys", {
          keys: fault.keys,
          reason: t(`keymap.fault.${fault.fault}`),
        });
      case "cycle":
        return t("keymap.file.cycle", { ids: fault.ids.join(" → ") });
      case "clash":
        return pairWords(fault.clash, rows, text);
    }
  })();
  return "line" in fault ? `${t("keymap.line", { line: fault.line })}: ${said}` : said;
}
