import type { Directory } from "#contract/asks.ts";
import type { TicketField } from "#domain/directory/directory.ts";
import type { CommentAudience, MacroAction } from "#domain/macro/macro.ts";
import type { Placeholder } from "#domain/macro/placeholders.ts";
import {
  type FieldValue,
  PRIORITIES,
  TICKET_KINDS,
  TICKET_STATUSES,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";
import { TemplateEditor } from "#renderer/features/macros/TemplateEditor.tsx";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Checkbox } from "#renderer/ui/Checkbox.tsx";
import { ComboBox } from "#renderer/ui/ComboBox.tsx";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { TextArea, TextField } from "#renderer/ui/TextField.tsx";

/** A macro cannot make a ticket new or closed. */
const STATUSES = TICKET_STATUSES.filter(
  (status): status is Exclude<TicketStatus, "new" | "closed"> =>
    status !== "new" && status !== "closed",
);
type Audience = CommentAudience | "composer";
const AUDIENCES = ["composer", "public", "internal"] as const satisfies readonly Audience[];
const TAG_MODES = ["add", "remove", "set"] as const;

type Props<A extends MacroAction = MacroAction> = {
  readonly action: A;
  readonly onChange: (action: MacroAction) => void;
  readonly directory: Directory | undefined;
  readonly placeholders: readonly Placeholder[];
  readonly isReadOnly: boolean;
};
type Of<K extends MacroAction["kind"]> = Props<Extract<MacroAction, { kind: K }>>;

/** What of an action can be set. */
export function ActionFields({ action, ...rest }: Props) {
  const { t } = useText();
  const { onChange, isReadOnly } = rest;
  switch (action.kind) {
    case "comment":
      return <CommentFields action={action} {...rest} />;
    case "status":
      return (
        <Select
          label={t("macros.action.status")}
          hideLabel
          value={action.value}
          isDisabled={isReadOnly}
          onChange={(value) => onChange({ kind: "status", value })}
          options={(STATUSES.some((status) => status === action.value)
            ? STATUSES
            : TICKET_STATUSES
          ).map((value) => ({
            value,
            label: t(`common.status.${value}`),
            mark: <StatusMark status={value} />,
          }))}
        />
      );
    case "priority":
      return (
        <Select
          label={t("macros.action.priority")}
          hideLabel
          value={action.value}
          isDisabled={isReadOnly}
          onChange={(value) => onChange({ kind: "priority", value })}
          options={PRIORITIES.map((value) => ({
            value,
            label: t(`common.priority.${value}`),
            mark: <PriorityMark priority={value} />,
          }))}
        />
      );
    case "ticket-kind":
      return (
        <Select
          label={t("macros.action.ticket-kind")}
          hideLabel
          value={action.value}
          isDisabled={isReadOnly}
          onChange={(value) => onChange({ kind: "ticket-kind", value })}
          options={TICKET_KINDS.map((value) => ({ value, label: t(`common.kind.${value}`) }))}
        />
      );
    case "assignee":
      return <PersonField action={action} {...rest} />;
    case "group":
      return <GroupField action={action} {...rest} />;
    case "assign-me":
    case "my-group":
      return <p className={styles["hint"]}>{t(`macros.action.${action.kind}Hint`)}</p>;
    case "subject":
      return (
        <TextField
          label={t("macros.action.subject")}
          hideLabel
          value={action.value}
          isDisabled={isReadOnly}
          onChange={(value) => onChange({ kind: "subject", value })}
        />
      );
    case "tags":
      return <TagFields action={action} {...rest} />;
    case "custom-field":
      return <CustomFieldFields action={action} {...rest} />;
    case "keep":
      return (
        <div className={styles["keep"]}>
          <p className={styles["hint"]}>{t("macros.action.keepHint")}</p>
          <code dir="ltr" data-selectable="" className={styles["keepValue"]}>
            {action.field}: {JSON.stringify(action.value)}
          </code>
        </div>
      );
  }
}

function CommentFields({ action, onChange, placeholders, isReadOnly }: Of<"comment">) {
  const { t } = useText();
  return (
    <div className={styles["stack"]}>
      <Select<Audience>
        label={t("macros.audience.label")}
        value={action.audience ?? "composer"}
        isDisabled={isReadOnly}
        onChange={(value) => onChange({ ...action, audience: value === "composer" ? null : value })}
        options={AUDIENCES.map((value) => ({ value, label: t(`macros.audience.${value}`) }))}
      />
      <TemplateEditor
        label={t("macros.action.comment")}
        value={action.text}
        onChange={(text) => onChange({ ...action, text })}
        placeholders={placeholders}
        isReadOnly={isReadOnly}
      />
      {!isReadOnly && <p className={styles["hint"]}>{t("macros.placeholder.hint")}</p>}
    </div>
  );
}

function PersonField({ action, onChange, directory, isReadOnly }: Of<"assignee">) {
  const { t } = useText();
  return (
    <ComboBox
      label={t("macros.action.assignee")}
      hideLabel
      value={action.value}
      isDisabled={isReadOnly}
      noneLabel={t("common.person.nobody")}
      onChange={(value) => onChange({ kind: "assignee", value })}
      options={(directory?.agents ?? [])
        .filter((agent) => agent.active || agent.id === action.value)
        .map((agent) => ({
          value: agent.id,
          label: agent.name,
          ...(agent.email !== null && { detail: agent.email }),
        }))}
    />
  );
}

function GroupField({ action, onChange, directory, isReadOnly }: Of<"group">) {
  const { t } = useText();
  return (
    <ComboBox
      label={t("macros.action.group")}
      hideLabel
      value={action.value}
      isDisabled={isReadOnly}
      noneLabel={t("common.none")}
      onChange={(value) => onChange({ kind: "group", value })}
      options={(directory?.groups ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function TagFields({ action, onChange, isReadOnly }: Of<"tags">) {
  const { t } = useText();
  return (
    <div className={styles["pair"]}>
      <Select
        label={t("macros.tags.mode")}
        hideLabel
        value={action.mode}
        isDisabled={isReadOnly}
        onChange={(mode) => onChange({ ...action, mode })}
        options={TAG_MODES.map((value) => ({ value, label: t(`macros.tags.${value}`) }))}
      />
      <TextField
        label={t("macros.tags.list")}
        hideLabel
        placeholder={t("macros.tags.list")}
        value={action.tags.join(" ")}
        isDisabled={isReadOnly}
        onChange={(value) => onChange({ ...action, tags: splitTags(value) })}
      />
    </div>
  );
}

/** Words between spaces; a trailing space is kept as an empty last word, so that one can go on typing. */
function splitTags(value: string): readonly string[] {
  const words = value.trimStart().split(/[\s,]+/);
  return words.filter((word, index) => word !== "" || index === words.length - 1);
}

function CustomFieldFields({ action, onChange, directory, isReadOnly }: Of<"custom-field">) {
  const { t } = useText();
  const fields = directory?.fields ?? [];
  const field = fields.find(({ id }) => id === action.fieldId);
  return (
    <div className={styles["pair"]}>
      <ComboBox
        label={t("macros.field.which")}
        hideLabel
        value={action.fieldId}
        isDisabled={isReadOnly}
        onChange={(fieldId) => {
          if (fieldId !== null) onChange({ kind: "custom-field", fieldId, value: null });
        }}
        options={fields
          .filter((each) => each.active || each.id === action.fieldId)
          .map(({ id, title }) => ({ value: id, label: title }))}
      />
      <FieldValueInput
        field={field}
        value={action.value}
        isReadOnly={isReadOnly}
        onChange={(value) => onChange({ ...action, value })}
      />
    </div>
  );
}

function FieldValueInput({
  field,
  value,
  onChange,
  isReadOnly,
}: {
  readonly field: TicketField | undefined;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly isReadOnly: boolean;
}) {
  const { t } = useText();
  const label = t("macros.field.value");
  const chosen: readonly string[] =
    typeof value === "object" && value !== null ? value : value === null ? [] : [String(value)];
  switch (field?.type) {
    case "checkbox":
      return (
        <Checkbox
          label={label}
          isSelected={value === true}
          isDisabled={isReadOnly}
          onChange={onChange}
        />
      );
    case "choice":
      return (
        <ComboBox
          label={label}
          hideLabel
          value={chosen[0] ?? null}
          noneLabel={t("common.none")}
          isDisabled={isReadOnly}
          onChange={onChange}
          options={field.options}
        />
      );
    case "multichoice":
      return (
        <div className={styles["stack"]}>
          {field.options.map((option) => (
            <Checkbox
              key={option.value}
              label={option.label}
              isSelected={chosen.includes(option.value)}
              isDisabled={isReadOnly}
              onChange={(on) =>
                onChange(
                  on ? [...chosen, option.value] : chosen.filter((other) => other !== option.value),
                )
              }
            />
          ))}
        </div>
      );
    case "number":
      return (
        <TextField
          label={label}
          hideLabel
          dir="ltr"
          value={value === null ? "" : String(value)}
          error={Number.isNaN(Number(value ?? 0)) ? t("macros.field.notNumber") : null}
          isDisabled={isReadOnly}
          onChange={(next) =>
            onChange(next === "" || Number.isNaN(Number(next)) ? next : Number(next))
          }
        />
      );
    case "multiline":
      return (
        <TextArea
          label={label}
          hideLabel
          value={chosen.join(" ")}
          isDisabled={isReadOnly}
          onChange={onChange}
        />
      );
    case "text":
    case "date":
    case "other":
    case undefined:
      return (
        <TextField
          label={label}
          hideLabel
          value={chosen.join(" ")}
          isDisabled={isReadOnly}
          onChange={onChange}
        />
      );
  }
}
