import {
  MOST_GROUNDS,
  type Directory,
  type TicketGround,
  type TicketView,
} from "#contract/asks.ts";
import type { Agent } from "#domain/directory/directory.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import { expandMacro, macroTexts } from "#domain/macro/apply.ts";
import type { MacroEffect } from "#domain/macro/apply.ts";
import type { CommentAudience, Macro } from "#domain/macro/macro.ts";
import { toTemplateScope } from "#domain/macro/render-scope.ts";
import type { MacroContext } from "#domain/macro/render-scope.ts";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import { asMeant } from "#renderer/actions/bases.ts";
import { openComposer } from "#renderer/actions/composer-port.ts";
import { changeDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { failureText } from "#renderer/actions/failure.ts";
import { mergeStaged, readStaged, writeStaged } from "#renderer/actions/staged.ts";
import type { Staged } from "#renderer/actions/staged.ts";
import { sendUpdate } from "#renderer/actions/ticket-actions.ts";
import { cacheClient } from "#renderer/cache/client.ts";
import { currentText } from "#renderer/i18n/text.ts";
import { renderTemplates } from "#renderer/macro-worker/render-client.ts";
import { accountById } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** A macro worked out for one ticket; nothing has been done yet. */
export type MacroPlan = {
  readonly macro: Macro;
  readonly effect: MacroEffect;
  readonly unresolved: readonly string[];
};
/** Everything a macro may read, gathered once for a ticket. */
export type MacroGround = { readonly view: TicketView; readonly context: MacroContext };

/** Newest entries that placeholders of the conversation may show. */
const THREAD_ENTRIES = 20;

/** The agent who is signed in, as the directory knows them, or as far as the account tells. */
export function meIn(directory: Directory, accountId: string): Agent | null {
  const account = accountById(accountId);
  if (account === undefined) return null;
  return (
    directory.agents.find((agent) => agent.id === account.agentId) ?? {
      id: account.agentId,
      accountId,
      name: account.agentName,
      email: account.agentEmail,
      phone: null,
      role: account.mode,
      active: true,
      groupIds: [],
      signature: "",
    }
  );
}

/** Asks the cache for what macros of this ticket may need. Works offline. */
export async function gatherGround(ticketId: TicketId): Promise<Result<MacroGround, AppError>> {
  const grounds = await gatherGrounds([ticketId]);
  if (!grounds.ok) return grounds;
  return grounds.value.get(ticketId) ?? err({ kind: "not-found", detail: ticketId });
}

/**
 * The same for many tickets, in one question for each hundred of them.
 *
 * @returns Without those that are not known here.
 */
export async function gatherGrounds(
  ids: readonly TicketId[],
): Promise<Result<ReadonlyMap<TicketId, Result<MacroGround, AppError>>, AppError>> {
  const directory = await cacheClient.ask("directory.get", {});
  if (!directory.ok) return directory;
  const grounds = new Map<TicketId, Result<MacroGround, AppError>>();
  for (let from = 0; from < ids.length; from += MOST_GROUNDS) {
    const part = ids.slice(from, from + MOST_GROUNDS);
    const answer = await cacheClient.ask("ticket.grounds", { ids: part, last: THREAD_ENTRIES });
    if (!answer.ok) return answer;
    for (const one of answer.value) grounds.set(one.ticketId, toGround(one, directory.value));
  }
  return ok(grounds);
}

function toGround(
  { view, interactions }: TicketGround,
  directory: Directory,
): Result<MacroGround, AppError> {
  const { requester, organisation } = view;
  const ticket = asMeant([view.ticket])[0] ?? view.ticket;
  const me = meIn(directory, ticket.accountId);
  if (me === null) return err({ kind: "signed-out", detail: ticket.accountId });
  const { agents, groups, fields } = directory;
  const context: MacroContext = {
    ticket,
    requester,
    organisation,
    assignee: agents.find((agent) => agent.id === ticket.assigneeId) ?? null,
    group: groups.find((group) => group.id === ticket.groupId) ?? null,
    me,
    accountName: accountById(ticket.accountId)?.name ?? "",
    fields: fields.filter((field) => field.accountId === ticket.accountId),
    thread: interactions,
    locale: requester?.locale ?? currentText().locale,
    timeZone: requester?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return ok({ view, context });
}

/** Works a macro out for a ticket: texts filled in the worker, fields compared with what the agent sees. */
export async function planMacro(
  macro: Macro,
  { context }: MacroGround,
): Promise<Result<MacroPlan, AppError>> {
  const texts = macroTexts(macro);
  const templates = [texts.comment ?? "", texts.subject ?? ""];
  const rendered = await renderTemplates(templates, toTemplateScope(context));
  if (!rendered.ok) return rendered;
  const [comment, subject] = rendered.value;
  const filled = {
    comment: texts.comment === null ? null : (comment?.text ?? ""),
    subject: texts.subject === null ? null : (subject?.text ?? ""),
  };
  return ok({
    macro,
    effect: expandMacro(macro, context.ticket, context.me, filled),
    unresolved: [...new Set(rendered.value.flatMap((each) => each.unresolved))],
  });
}

/** Puts a macro's text into the composer, or into the draft behind it when it is closed. */
function intoComposer(
  view: TicketView,
  comment: { readonly audience: CommentAudience | null; readonly text: string },
  staged: Staged,
): void {
  const { ticket, newest } = view;
  const open = openComposer();
  const here = open?.ticketId === ticket.id ? open : null;
  const mode = useWorkspace.getState().composer === "note" ? "internal" : "public";
  const audience = comment.audience ?? here?.audience ?? mode;
  if (here?.audience === audience) return here.insert(comment.text, staged);
  const key = audience === "public" ? replyDraftKey(ticket.id) : noteDraftKey(ticket.id);
  const before = useDrafts.getState().drafts?.get(key);
  const text = [before?.text.trimEnd(), comment.text].filter(Boolean).join("\n\n");
  changeDraft({
    key,
    accountId: ticket.accountId,
    ticketId: ticket.id,
    text,
    fields: writeStaged(mergeStaged(readStaged(before?.fields ?? {}), staged)),
    files: before?.files ?? [],
    seen: before?.seen ?? newest,
    savedAt: Date.now(),
  });
  workspace.compose(audience === "public" ? "reply" : "note");
  workspace.focusPane("composer");
}

/** Does what was planned: text goes to the composer with its field changes, field changes alone go out at once. */
export async function applyPlan(
  { macro, effect, unresolved }: MacroPlan,
  view: TicketView,
): Promise<void> {
  const { format } = currentText();
  const staged: Staged = { edits: effect.edits, macroIds: [macro.id], unresolved };
  if (effect.comment !== null) intoComposer(view, effect.comment, staged);
  else if (Object.keys(effect.edits).length === 0)
    notify("info", "actions.macro.nothing", { macro: macro.title });
  else {
    const { edits, macroIds } = staged;
    const sent = await sendUpdate(view.ticket, {
      comment: null,
      edits,
      macroIds,
      seen: view.newest,
    });
    if (sent.ok) notify("info", "actions.macro.queued", { macro: macro.title });
    else notify("critical", "actions.failed", { reason: failureText(sent.error) });
  }
  if (effect.skipped.length > 0)
    notify("caution", "actions.macro.skipped", { names: format.list(effect.skipped) });
}

/** From key press to effect, for a macro bound to a key or chosen in the palette. */
export async function applyMacro(macro: Macro, ticketId: TicketId): Promise<void> {
  const fail = (error: AppError) =>
    notify("critical", "actions.macro.failed", { macro: macro.title, reason: failureText(error) });
  const ground = await gatherGround(ticketId);
  if (!ground.ok) return fail(ground.error);
  const plan = await planMacro(macro, ground.value);
  if (!plan.ok) return fail(plan.error);
  await applyPlan(plan.value, ground.value.view);
}

/** Whether this agent may use the macro on a ticket of this account. */
export function mayUse(macro: Macro, accountId: string, me: Agent | null): boolean {
  if (!macro.active || macro.accountId !== accountId) return false;
  if (macro.restriction === null) return true;
  if (me === null) return false;
  return macro.restriction.kind === "agent"
    ? macro.restriction.id === me.id
    : macro.restriction.ids.some((id) => me.groupIds.includes(id));
}
