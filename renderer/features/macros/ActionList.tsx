import { ChevronDown, ChevronUp, Plus, Trash2 } from "lucide-react";
import type { Ref } from "react";
import type { Directory } from "#contract/asks.ts";
import type { Macro, MacroAction } from "#domain/macro/macro.ts";
import type { Placeholder } from "#domain/macro/placeholders.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { ActionFields } from "#renderer/features/macros/ActionFields.tsx";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { Menu } from "#renderer/ui/Menu.tsx";

const ADDABLE = [
  "comment",
  "status",
  "priority",
  "ticket-kind",
  "assignee",
  "assign-me",
  "group",
  "my-group",
  "subject",
  "tags",
  "custom-field",
] as const satisfies readonly MacroAction["kind"][];

/** A fresh action of a kind; null when the account has nothing that it could be about. */
function freshAction(
  kind: (typeof ADDABLE)[number],
  directory: Directory | undefined,
): MacroAction | null {
  switch (kind) {
    case "comment":
      return { kind, audience: null, text: "" };
    case "status":
      return { kind, value: "open" };
    case "priority":
      return { kind, value: "normal" };
    case "ticket-kind":
      return { kind, value: "question" };
    case "assignee":
    case "group":
      return { kind, value: null };
    case "assign-me":
    case "my-group":
      return { kind };
    case "subject":
      return { kind, value: "" };
    case "tags":
      return { kind, mode: "add", tags: [] };
    case "custom-field": {
      const field = directory?.fields.find(({ active }) => active);
      return field === undefined ? null : { kind, fieldId: field.id, value: null };
    }
  }
}

/** What the macro does, in order; later ones win. */
export function ActionList({
  macro,
  onChange,
  directory,
  placeholders,
  isReadOnly,
  addRef,
}: {
  readonly macro: Macro;
  readonly onChange: (actions: readonly MacroAction[]) => void;
  readonly directory: Directory | undefined;
  readonly placeholders: readonly Placeholder[];
  readonly isReadOnly: boolean;
  readonly addRef: Ref<HTMLButtonElement>;
}) {
  const { t } = useText();
  const caps = useCaps("macros.addAction");
  const { actions } = macro;
  const replace = (at: number, action: MacroAction) =>
    onChange(actions.map((other, index) => (index === at ? action : other)));
  const move = (at: number, by: number) => {
    const next = [...actions];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    onChange(next);
  };
  return (
    <section aria-label={t("macros.actions")} className={styles["actions"]}>
      <h3 className={styles["sectionTitle"]}>{t("macros.actions")}</h3>
      <ol className={styles["actionList"]}>
        {actions.map((action, index) => {
          const name = t(`macros.action.${action.kind}`);
          return (
            // oxlint-disable-next-line react/no-array-index-key -- an action is its place
            <li key={`${index}/${action.kind}`} className={styles["action"]}>
              <div className={styles["actionHead"]}>
                <span className={styles["actionName"]}>{name}</span>
                {!isReadOnly && (
                  <>
                    <IconButton
                      icon={ChevronUp}
                      size={16}
                      label={t("macros.moveUp", { name })}
                      isDisabled={index === 0}
                      onPress={() => move(index, -1)}
                    />
                    <IconButton
                      icon={ChevronDown}
                      size={16}
                      label={t("macros.moveDown", { name })}
                      isDisabled={index === actions.length - 1}
                      onPress={() => move(index, 1)}
                    />
                    <IconButton
                      icon={Trash2}
                      size={16}
                      label={t("macros.removeAction", { name })}
                      onPress={() => onChange(actions.filter((_, other) => other !== index))}
                    />
                  </>
                )}
              </div>
              <ActionFields
                action={action}
                onChange={(next) => replace(index, next)}
                directory={directory}
                placeholders={placeholders}
                isReadOnly={isReadOnly}
              />
            </li>
          );
        })}
      </ol>
      {!isReadOnly && (
        <Menu
          label={t("macros.command.addAction")}
          placement="bottom start"
          entries={ADDABLE.map((kind) => {
            const fresh = freshAction(kind, directory);
            return {
              id: kind,
              label: t(`macros.action.${kind}`),
              isDisabled: fresh === null,
              onAction: () => {
                if (fresh !== null) onChange([...actions, fresh]);
              },
            };
          })}
        >
          <Button ref={addRef} caps={caps} className={styles["add"]}>
            <Plus size={16} aria-hidden="true" />
            {t("macros.command.addAction")}
          </Button>
        </Menu>
      )}
    </section>
  );
}
