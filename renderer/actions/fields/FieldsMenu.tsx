import type { TicketField } from "#domain/directory/directory.ts";
import { sameValue } from "#domain/sync/merge.ts";
import type { FieldValue, Ticket } from "#domain/ticket/ticket.ts";
import { asMeant } from "#renderer/actions/bases.ts";
import { editorOf } from "#renderer/actions/fields/field-input.ts";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import { FieldValueDialog, ManyChoices } from "#renderer/actions/fields/FieldValueDialog.tsx";
import { useWhole } from "#renderer/actions/fields/whole-tickets.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { openMenu } from "#renderer/actions/menu-store.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import { editWhole } from "#renderer/actions/ticket-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";

const NONE = "";
const OF = "=";

/** The value that all of the tickets have. @returns undefined where they differ. */
export function commonValue(tickets: readonly Ticket[], fieldId: string): FieldValue | undefined {
  const [first, ...others] = tickets.map(({ customFields }) => customFields[fieldId] ?? null);
  return others.every((value) => sameValue(value, first ?? null)) ? (first ?? null) : undefined;
}

/**
 * Custom fields of one or many tickets: first which, then its value.
 *
 * @param step "" while choosing the field, then its id.
 */
export function FieldsMenu({
  tickets: facts,
  step,
  onClose,
}: {
  readonly tickets: readonly TicketFacts[];
  readonly step: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const { t } = text;
  const directory = useCacheQuery("directory.get", {});
  const answer = useWhole(facts.map(({ id }) => id));
  if (directory === undefined || answer === undefined) return null;
  if (!answer.ok)
    return (
      <Dialog isOpen onClose={onClose} title={t("actions.fields.title", { count: facts.length })}>
        <ErrorNote error={answer.error} />
      </Dialog>
    );
  const tickets = asMeant(answer.value);
  const accounts = new Set(tickets.map(({ accountId }) => accountId));
  const fields = directory.fields.filter(
    ({ active, accountId }) => active && accounts.has(accountId),
  );
  const field = fields.find(({ id }) => id === step);
  if (field !== undefined) return <Value field={field} tickets={tickets} onClose={onClose} />;
  const wordsOf = (one: TicketField): string => {
    const own = tickets.filter(({ accountId }) => accountId === one.accountId);
    const value = commonValue(own, one.id);
    return value === undefined ? t("actions.fields.several") : fieldText(value, one, text);
  };
  return (
    <Picker
      title={t("actions.fields.title", { count: facts.length })}
      placeholder={t("actions.fields.hint")}
      empty={t("actions.fields.none")}
      choices={fields
        .filter((one) => editorOf(one) !== "fixed")
        .map((one) => ({ id: one.id, label: one.title, detail: wordsOf(one) }))}
      onPick={(id) => openMenu({ kind: "field", tickets: facts, step: id })}
      onClose={onClose}
    />
  );
}

function Value({
  field,
  tickets,
  onClose,
}: {
  readonly field: TicketField;
  readonly tickets: readonly Ticket[];
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const own = tickets.filter(({ accountId }) => accountId === field.accountId);
  const common = commonValue(own, field.id);
  const set = (value: FieldValue) => {
    onClose();
    void editWhole(tickets, { field: "custom", fieldId: field.id, value });
  };
  const editor = editorOf(field);
  const shared = { field, common: common ?? null, count: tickets.length, onSet: set, onClose };
  if (editor === "multichoice") return <ManyChoices {...shared} />;
  if (editor !== "choice" && editor !== "checkbox") return <FieldValueDialog {...shared} />;
  const choices =
    editor === "checkbox"
      ? [
          { id: `${OF}true`, label: t("common.yes"), words: "true" },
          { id: `${OF}false`, label: t("common.no"), words: "false" },
        ]
      : [
          ...field.options.map(({ value, label }) => ({
            id: `${OF}${value}`,
            label,
            words: value,
          })),
          { id: NONE, label: t("queue.group.none.field") },
        ];
  return (
    <Picker
      title={t("actions.fields.of", { field: field.title, count: tickets.length })}
      placeholder={t("actions.menu.hint")}
      empty={t("common.none")}
      choices={choices}
      chosenId={
        common === undefined
          ? null
          : common === null || common === ""
            ? NONE
            : `${OF}${String(common)}`
      }
      onPick={(id) =>
        set(id === NONE ? null : editor === "checkbox" ? id === `${OF}true` : id.slice(OF.length))
      }
      onClose={onClose}
    />
  );
}
