import { z } from "zod";
import { MacroSchema } from "#contract/schemas.ts";
import type { AccountId, AgentId, OpId } from "#domain/kernel/ids.ts";
import { globalId, isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { type Draft, macroDraftKey } from "#domain/sync/draft.ts";
import type { Intent } from "#domain/sync/intent.ts";

/** A macro being written: title and actions may still be missing. */
const UnfinishedMacro = MacroSchema.extend({
  title: z.string().max(1000),
  actions: z.array(MacroSchema.shape.actions.element).max(100),
});

/** A macro as it is being edited, and as it was when the agent began; `base` null: it is new. */
export type Edited = { readonly macro: Macro; readonly base: Macro | null };

function parse(json: string | undefined): Macro | null {
  if (json === undefined || json === "") return null;
  try {
    const read = UnfinishedMacro.safeParse(JSON.parse(json));
    return read.success ? (read.data as Macro) : null;
  } catch {
    return null;
  }
}

/** @returns null when there is no draft, or it cannot be read. */
export function readMacroDraft(draft: Draft | undefined): Edited | null {
  const macro = parse(draft?.fields["macro"]);
  return macro === null ? null : { macro, base: parse(draft?.fields["base"]) };
}

/** @param now ms epoch local. */
export function toMacroDraft({ macro, base }: Edited, now: number): Draft {
  return {
    key: macroDraftKey(macro.id),
    accountId: macro.accountId,
    ticketId: null,
    text: macro.title,
    fields: {
      macro: JSON.stringify(macro),
      ...(base === null ? {} : { base: JSON.stringify(base) }),
    },
    files: [],
    seen: null,
    savedAt: now,
  };
}

/** An empty macro under a provisional id. `opId` becomes that of the change that will create it. */
export function newMacro(accountId: AccountId, opId: OpId, now: number): Macro {
  return {
    id: globalId(accountId, `new-${opId}`),
    accountId,
    title: "",
    description: "",
    active: true,
    position: 0,
    restriction: null,
    actions: [{ kind: "comment", audience: "public", text: "" }],
    updatedAt: now,
    version: 0,
  };
}

export const isSame = (a: Macro, b: Macro): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Why a macro cannot be saved yet, by field. */
export type Fault = "title" | "actions" | "emptyComment" | "tags";

export function faultsOf(macro: Macro): readonly Fault[] {
  const faults: Fault[] = [];
  if (macro.title.trim() === "") faults.push("title");
  if (macro.actions.length === 0) faults.push("actions");
  for (const action of macro.actions) {
    if (action.kind === "comment" && action.text.trim() === "") faults.push("emptyComment");
    if (action.kind === "tags" && action.mode !== "set" && action.tags.length === 0)
      faults.push("tags");
  }
  return [...new Set(faults)];
}

type Acting = { readonly now: number; readonly newOpId: () => OpId };

/** The change that saves a macro. A new one keeps the operation id that its provisional id was made of. */
export function saveIntent(acting: Acting, authorId: AgentId, { macro, base }: Edited): Intent {
  const own = base === null && isProvisional(macro.id) ? remoteOf(macro.id).slice(4) : null;
  return {
    opId: own ?? acting.newOpId(),
    accountId: macro.accountId,
    authorId,
    createdAt: acting.now,
    sendAfter: acting.now,
    action: { kind: "save-macro", base, macro: { ...macro, title: macro.title.trim() } },
  };
}

/** The change that deletes a macro; held back for the undo window. */
export function deleteIntent(
  acting: Acting & { readonly undoSeconds: number },
  authorId: AgentId,
  base: Macro,
): Intent {
  return {
    opId: acting.newOpId(),
    accountId: base.accountId,
    authorId,
    createdAt: acting.now,
    sendAfter: acting.now + acting.undoSeconds * 1000,
    action: { kind: "delete-macro", base },
  };
}
