import { BUILT_IN_VIEWS } from "#contract/asks.ts";
import type { QueueRow, ViewId } from "#contract/asks.ts";
import type { Settings } from "#contract/settings.ts";
import type { Macro } from "#domain/macro/macro.ts";
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
import { notify } from "#renderer/workspace/notices-store.ts";
import { useOwnViews } from "#renderer/workspace/own-views-store.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

const MOST = 8;

/** What stands behind an item's id; null for an item of another source. */
const within = (source: string, id: string): string | null =>
  id.startsWith(`${source}/`) ? id.slice(source.length + 1) : null;
const idsWithin = (source: string, ids: readonly string[]): readonly string[] =>
  ids.flatMap((id) => within(source, id) ?? []);

const tickets: PaletteSource = {
  id: "tickets",
  group: "commands.palette.tickets",
  minLength: 2,
  search: async (text) => {
    const { me } = useAccounts.getState();
    const found = await cacheClient.ask("search.run", { text, me, limit: MOST, brief: true });
    if (!found.ok) return [];
    return found.value.hits.map(({ row }) => ticketItem(row));
  },
  recall: async (ids) => {
    const found = await cacheClient.ask("queue.rows", { ids: idsWithin("ticket", ids) });
    return found.ok ? found.value.map(ticketItem) : [];
  },
};

function ticketItem(row: QueueRow): PaletteItem {
  const { t } = currentText();
  return {
    id: `ticket/${row.id}`,
    title: `#${row.number} \u2068${row.subject}\u2069`,
    detail: isUnsolved(row.status)
      ? row.requesterName
      : `${row.requesterName} · ${t(`common.status.${row.status}`)}`,
    run: () => {
      workspace.openTicket(row.id);
      workspace.focusPane("conversation");
    },
  };
}

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
  recall: async (ids) => {
    const found = await Promise.all(
      idsWithin("customer", ids).map((customerId) =>
        cacheClient.ask("customer.get", { customerId }),
      ),
    );
    return found.flatMap((answer) => {
      if (!answer.ok || answer.value === null) return [];
      const { customer } = answer.value;
      return [
        {
          id: `customer/${customer.id}`,
          title: customer.name,
          run: () => workspace.openCustomer(customer.id),
        },
      ];
    });
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
      .map(({ macro }) => macroItem(macro));
  },
  recall: async (ids) => {
    const wanted = new Set(idsWithin("macro", ids));
    if (wanted.size === 0) return [];
    const found = await cacheClient.ask("macro.list", { text: "" });
    return found.ok ? found.value.filter(({ id }) => wanted.has(id)).map(macroItem) : [];
  },
};

function macroItem(macro: Macro): PaletteItem {
  return {
    id: `macro/${macro.id}`,
    title: macro.title.replaceAll("::", " › "),
    detail: macro.description.slice(0, 80) || undefined,
    run: () => {
      const { openTicketId } = useWorkspace.getState();
      if (openTicketId === null) workspace.openMacro(macro.id);
      else applyMacro(macro, openTicketId).catch((cause: unknown) => reportError(cause));
    },
  };
}

/** Best matches of a handful of items that are all known. */
function matching(text: string, items: readonly PaletteItem[]): readonly PaletteItem[] {
  const scored = items.flatMap((item) => {
    const score = matchScore(text, `${item.title} ${item.detail ?? ""}`);
    return score === null ? [] : [{ item, score }];
  });
  return bestFirst(scored)
    .slice(0, MOST)
    .map(({ item }) => item);
}

async function viewItems(): Promise<readonly PaletteItem[]> {
  const { t } = currentText();
  const directory = await cacheClient.ask("directory.get", {});
  const item = (viewId: ViewId, title: string): PaletteItem => ({
    id: `view/${viewId}`,
    title,
    run: () => {
      workspace.showView(viewId);
      workspace.focusPane("queue");
    },
  });
  return [
    ...BUILT_IN_VIEWS.map((viewId) => item(viewId, t(`queue.view.${viewId}`))),
    ...useOwnViews.getState().views.map(({ viewId, name }) => item(viewId, name)),
    ...(directory.ok ? directory.value.views.map(({ id, title }) => item(id, title)) : []),
  ];
}

/** Views by name: built in, the agent's own, the helpdesk's. */
const views: PaletteSource = {
  id: "views",
  group: "commands.palette.views",
  minLength: 1,
  search: async (text) => matching(text, await viewItems()),
  recall: async (ids) => (await viewItems()).filter(({ id }) => ids.includes(id)),
};

/** Every setting with every choice, to be made without going to the settings. */
function settingItems(): readonly PaletteItem[] {
  const { t, format } = currentText();
  const now = useSettings.getState();
  const item = (
    name: keyof Settings,
    label: string,
    value: Settings[typeof name] & (string | number | boolean),
    words: string,
  ): PaletteItem => ({
    id: `setting/${name}/${value}`,
    title: `${label}: ${words}`,
    detail: now[name] === value ? t("commands.palette.isNow") : undefined,
    run: () => {
      void saveSettings({ [name]: value }).then((saved) => {
        if (!saved.ok) notify("critical", "settings.notSaved");
      });
    },
  });
  const onOff = (name: "singleKeys" | "previewOnMove" | "trainer", label: string) =>
    [true, false].map((value) =>
      item(name, label, value, t(value ? "commands.palette.on" : "commands.palette.off")),
    );
  return [
    ...(["system", "light", "dark", "contrast"] as const).map((value) =>
      item("theme", t("settings.theme.label"), value, t(`settings.theme.${value}`)),
    ),
    ...(["compact", "default", "comfortable"] as const).map((value) =>
      item("density", t("settings.density.label"), value, t(`settings.density.${value}`)),
    ),
    ...(["system", "en", "de", "ar"] as const).map((value) =>
      item("locale", t("settings.locale.label"), value, t(`settings.locale.${value}`)),
    ),
    ...[0, 5, 10, 20, 30, 60].map((value) =>
      item(
        "undoSeconds",
        t("settings.undo.label"),
        value,
        value === 0
          ? t("settings.undo.off")
          : t("settings.undo.seconds", { count: value, shown: format.number(value) }),
      ),
    ),
    ...onOff("singleKeys", t("settings.singleKeys.label")),
    ...onOff("previewOnMove", t("settings.previewOnMove.label")),
    ...onOff("trainer", t("commands.palette.trainer")),
  ];
}

const settings: PaletteSource = {
  id: "settings",
  group: "commands.palette.settings",
  minLength: 2,
  search: (text) => matching(text, settingItems()),
  recall: (ids) => settingItems().filter(({ id }) => ids.includes(id)),
};

/** Lets the palette find tickets, customers, macros, views and settings. */
export function startPaletteSources(): void {
  for (const source of [views, settings, tickets, customers, macros]) registerPaletteSource(source);
}
