import { useState } from "react";
import type { KeyboardEvent } from "react";
import type { AppError } from "#domain/kernel/app-error.ts";
import { remoteOf, type TicketId } from "#domain/kernel/ids.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { closeMenu, openMenu } from "#renderer/actions/menu-store.ts";
import { mergeable, mergeTickets } from "#renderer/actions/merge-actions.ts";
import { TicketPicker } from "#renderer/actions/TicketPicker.tsx";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { TextArea } from "#renderer/ui/TextField.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const number = (ticketId: TicketId): string => `#${remoteOf(ticketId)}`;

/**
 * Merges tickets into another one: which one, then a look at both and a note if there is anything to say.
 *
 * @param step "": choose; else the id of the ticket that stays.
 */
export function MergeMenu({
  tickets,
  step,
}: {
  readonly tickets: readonly TicketFacts[];
  readonly step: string;
}) {
  const { t, format } = useText();
  const sources = mergeable(tickets).map((one) => one.id);
  if (sources.length === 0)
    return (
      <Dialog isOpen onClose={closeMenu} title={t("actions.command.merge")}>
        <EmptyState title={t("actions.merge.none")}>{t("actions.merge.noneRemedy")}</EmptyState>
      </Dialog>
    );
  if (step !== "") return <Confirm sources={sources} into={step} />;
  return (
    <TicketPicker
      title={t("actions.merge.title", { what: format.list(sources.slice(0, 3).map(number)) })}
      besides={sources}
      withClosed={false}
      onPick={(row) => openMenu({ kind: "merge", tickets, step: row.id })}
      onClose={closeMenu}
    />
  );
}

function Confirm({
  sources,
  into,
}: {
  readonly sources: readonly TicketId[];
  readonly into: TicketId;
}) {
  const { t, format } = useText();
  const [note, setNote] = useState("");
  const [error, setError] = useState<AppError | null>(null);
  const target = useCacheQuery("ticket.get", { ticketId: into });
  const requester = target?.requester ?? null;
  const what = format.list(sources.slice(0, 3).map(number));
  const merge = async () => {
    const queued = await mergeTickets(sources, into, note);
    if (!queued.ok) return setError(queued.error);
    closeMenu();
    workspace.openTicket(into);
    notify("info", "actions.merge.queued", { into: number(into) });
    return undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void merge();
  };
  return (
    <Dialog
      isOpen
      onClose={closeMenu}
      title={t("actions.merge.confirm", { what, into: number(into) })}
      footer={
        <>
          <Button onPress={closeMenu}>{t("common.action.cancel")}</Button>
          <Button variant="primary" caps={[["Ctrl", "↵"]]} onPress={() => void merge()}>
            {t("actions.merge.do", { into: number(into) })}
          </Button>
        </>
      }
    >
      <div onKeyDownCapture={onKeyDown}>
        <p>
          <bdi>{target?.ticket.subject ?? ""}</bdi>
          {requester !== null && (
            <>
              {" · "}
              <bdi>{requester.name}</bdi>
            </>
          )}
        </p>
        <p>{t("actions.merge.explained", { what, into: number(into) })}</p>
        <TextArea
          label={t("actions.merge.note", { into: number(into) })}
          value={note}
          onChange={setNote}
          rows={3}
          autoFocus
        />
        {error !== null && <ErrorNote error={error} record={number(into)} />}
      </div>
    </Dialog>
  );
}
