import { create } from "zustand";
import type { TicketId } from "#domain/kernel/ids.ts";

type MacrosView = {
  readonly text: string;
  /** Ticket that the preview is shown on; null: the open one, or the first of the agent's own. */
  readonly previewId: TicketId | null;
};

/** What this window shows of the macros besides the open one, which is the workspace's. */
export const useMacrosView = create<MacrosView>()(() => ({ text: "", previewId: null }));
