import { isUnsolved } from "#domain/ticket/ticket.ts";
import { applyMacro } from "#renderer/actions/macro-actions.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { bestFirst, matchScore } from "#renderer/commands/match.ts";
import {
  type PaletteItem,
  type PaletteSource,
  registerPaletteSource,
} from "#renderer/commands/palette-source.ts";
import { macroCommandId } from "#renderer/commands/keymap.ts";
import { keysFor } from "#renderer/commands/registry.ts";
import { currentText } from "#renderer/i18n/text.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const MOST = 8;

const tickets: PaletteSource = {
  id: "tickets",
  group: "commands.palette.tickets",
  minLength: 2,
  search: async (text) => {
    const { me } = useAccounts.getState();
    const found = await cacheClient.ask("search.run", { text, me, limit: MOST, brief: true });
    if (!found.ok) return [];
    const { t } = currentText();
    return found.value.hits.map(({ row }) => ({
      id: `ticket/${row.id}`,
      title: `#${row.number} \u2068${row.subject}\u2069`,
      detail: isUnsolved(row.status)
        ? row.requesterName
        : `${row.requesterName} · ${t(`common.status.${row.status}`)}`,
      run: () => {
        workspace.openTicket(row.id);
        workspace.focusPane("conversation");
      },
    }));
  },
};

const customers: PaletteSource = {
  id: "customers",
  group: "commands.palette.customers",
  minLength: 2,
  search: async (text) => {
    const found = await cacheClient.ask("customer.list", { text, from: 0, to: MOST });
    if (!found.ok) return [];
    return found.value.rows.map((row) => ({
      id: `customer/${row.id}`,
      title: row.name,
      detail: row.identity ?? row.organisationName ?? undefined,
      run: () => workspace.openCustomer(row.id),
    }));
  },
};

/** Macros by name: applied to the open ticket; without one, shown in the macro studio. */
const macros: PaletteSource = {
  id: "macros",
  group: "commands.palette.macros",
  minLength: 2,
  search: async (text) => {
    const found = await cacheClient.ask("macro.list", { text: "" });
    if (!found.ok) return [];
    const { openTicketId } = useWorkspace.getState();
    const scored = found.value.flatMap((macro) => {
      // One that has a key is offered as a command, with that key.
      const isCommand = openTicketId !== null && keysFor(macroCommandId(macro.id)) !== null;
      const score =
        macro.active && !isCommand ? matchScore(text, macro.title.replaceAll("::", " ")) : null;
      return score === null ? [] : [{ macro, score }];
    });
    return bestFirst(scored)
      .slice(0, MOST)
      .map(({ macro }): PaletteItem => ({
        id: `macro/${macro.id}`,
        title: macro.title.replaceAll("::", " › "),
        detail: macro.description.slice(0, 80) || undefined,
        run: () => {
          if (openTicketId === null) workspace.openMacro(macro.id);
          else applyMacro(macro, openTicketId).catch((cause: unknown) => reportError(cause));
        },
      }));
  },
};

/** Lets the palette find tickets, customers and macros of the cache. */
export function startPaletteSources(): void {
  for (const source of [tickets, customers, macros]) registerPaletteSource(source);
}
