import { z } from "zod";
import { create } from "zustand";
import type { ViewId } from "#contract/asks.ts";
import type { CustomerId, MacroId, TicketId } from "#domain/kernel/ids.ts";
import { Trail, renamed, step, visit } from "#renderer/workspace/ticket-trail.ts";

export const SCREENS = [
  "queue",
  "customers",
  "macros",
  "supervisor",
  "knowledge",
  "outbox",
  "settings",
  "keymap",
] as const;
export type Screen = (typeof SCREENS)[number];
export const PANES = ["queue", "conversation", "composer", "profile"] as const;
export type Pane = (typeof PANES)[number];
export type ComposerMode = "none" | "reply" | "note";

/** Most tickets in tabs: more would not be told apart. */
export const MOST_TABS = 12;

/** What of the workspace survives a restart; also checks what an older or damaged file holds. */
export const SavedWorkspace = z.object({
  screen: z.enum(SCREENS).catch("queue"),
  viewId: z.string().min(1).catch("mine"),
  openTicketId: z.string().nullable().catch(null),
  tabs: z.array(z.string()).max(MOST_TABS).catch([]),
  trail: Trail,
  selectedIds: z.array(z.string()).catch([]),
  openCustomerId: z.string().nullable().catch(null),
  openMacroId: z.string().nullable().catch(null),
  composer: z.enum(["none", "reply", "note"]).catch("none"),
  /** Share of the width in percent, by pane. */
  paneSizes: z.record(z.string(), z.number().min(0).max(100)).catch({}),
  collapsedPanes: z.array(z.enum(PANES)).catch([]),
  focusedPane: z.enum(PANES).nullable().catch(null),
});
export type SavedWorkspace = z.infer<typeof SavedWorkspace>;

export type Workspace = Readonly<{
  screen: Screen;
  viewId: ViewId;
  openTicketId: TicketId | null;
  /** The open ticket is only looked at: it follows the cursor of the queue and was not opened. */
  isPreview: boolean;
  /** Tickets kept at hand, in the order of their tabs; the open ticket need not be among them. */
  tabs: readonly TicketId[];
  /** Tickets opened before and after the open one. */
  trail: Trail;
  /** Marked in the queue for a change of many; the open ticket need not be among them. */
  selectedIds: readonly TicketId[];
  openCustomerId: CustomerId | null;
  openMacroId: MacroId | null;
  composer: ComposerMode;
  paneSizes: Readonly<Record<string, number>>;
  collapsedPanes: readonly Pane[];
  /** Grows when the screen that is shown is asked for once more. */
  startRequest: number;
  /** Which pane has the keyboard; null: none of them. */
  focusedPane: Pane | null;
  /** Grows each time a pane is asked to take the keyboard; the pane watches it. */
  focusRequest: Readonly<{ pane: Pane; count: number }>;
}>;

export const useWorkspace = create<Workspace>()(() => ({
  ...SavedWorkspace.parse({}),
  isPreview: false,
  startRequest: 0,
  focusRequest: { pane: "queue", count: 0 },
}));

const set = useWorkspace.setState;
const get = useWorkspace.getState;

/** Actions on what this window shows. */
export const workspace = {
  /** Asked for the screen that is shown already, it goes back to its start. */
  show: (screen: Screen) =>
    set(screen === get().screen ? { startRequest: get().startRequest + 1 } : { screen }),
  showView: (viewId: ViewId) => set({ screen: "queue", viewId, selectedIds: [] }),
  /** Opens a ticket beside the queue. The composer closes: its draft stays with its ticket. */
  openTicket: (ticketId: TicketId | null) =>
    set(
      ticketId === get().openTicketId && !get().isPreview
        ? { screen: "queue" }
        : {
            isPreview: false,
            screen: "queue",
            openTicketId: ticketId,
            composer: "none",
            ...(ticketId !== null && { trail: visit(get().trail, ticketId) }),
          },
    ),
  /** Shows a ticket beside the queue without opening it. Never takes away what is being written. */
  previewTicket: (openTicketId: TicketId) => {
    if (openTicketId === get().openTicketId || get().composer !== "none") return;
    set({ openTicketId, isPreview: true });
  },
  /** Opens the ticket that was open before (negative) or after this one. @returns Whether there is one. */
  stepTrail: (by: number): boolean => {
    const trail = step(get().trail, by);
    const openTicketId = trail.ids[trail.at];
    if (openTicketId === undefined || trail === get().trail) return false;
    set({
      screen: "queue",
      trail,
      openTicketId,
      isPreview: false,
      ...(openTicketId !== get().openTicketId && { composer: "none" }),
    });
    return true;
  },
  /** A provisional ticket goes on under the id that the helpdesk gave it. */
  renameTicket: (from: TicketId, to: TicketId) => {
    const { openTicketId, tabs, trail } = get();
    set({
      openTicketId: openTicketId === from ? to : openTicketId,
      tabs: renamed(tabs, from, to),
      trail: { ...trail, ids: renamed(trail.ids, from, to) },
    });
  },
  /** Keeps a ticket in a tab, or gives its tab up. @returns false when there are too many. */
  toggleTab: (ticketId: TicketId): boolean => {
    const { tabs } = get();
    const isKept = tabs.includes(ticketId);
    if (!isKept && tabs.length >= MOST_TABS) return false;
    set({ tabs: isKept ? tabs.filter((id) => id !== ticketId) : [...tabs, ticketId] });
    return true;
  },
  closeTabs: () => set({ tabs: [] }),
  select: (selectedIds: readonly TicketId[]) => set({ selectedIds }),
  openCustomer: (openCustomerId: CustomerId | null) => set({ screen: "customers", openCustomerId }),
  openMacro: (openMacroId: MacroId | null) => set({ screen: "macros", openMacroId }),
  /** Who writes has opened the ticket. */
  compose: (composer: ComposerMode) => {
    const { openTicketId, isPreview } = get();
    if (composer !== "none" && isPreview) workspace.openTicket(openTicketId);
    set({ composer });
  },
  setPaneSizes: (sizes: Readonly<Record<string, number>>) =>
    set({ paneSizes: { ...get().paneSizes, ...sizes } }),
  setCollapsed: (pane: Pane, collapsed: boolean) => {
    if (get().collapsedPanes.includes(pane) === collapsed) return;
    const others = get().collapsedPanes.filter((other) => other !== pane);
    set({ collapsedPanes: collapsed ? [...others, pane] : others });
  },
  /** Told by the panes themselves as focus moves. */
  setFocusedPane: (focusedPane: Pane | null) => set({ focusedPane }),
  /** Asks a pane to take the keyboard; it comes back if it was collapsed. */
  focusPane: (pane: Pane) => {
    workspace.setCollapsed(pane, false);
    set({ screen: "queue", focusRequest: { pane, count: get().focusRequest.count + 1 } });
  },
} as const;
