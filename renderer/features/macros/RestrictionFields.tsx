import type { Directory } from "#contract/asks.ts";
import type { Macro } from "#domain/macro/macro.ts";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Checkbox } from "#renderer/ui/Checkbox.tsx";
import { ComboBox } from "#renderer/ui/ComboBox.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";

const KINDS = ["everybody", "groups", "agent"] as const;

/** Who may use a macro: everybody, some groups, one agent. */
export function RestrictionFields({
  macro,
  directory,
  isReadOnly,
  onChange,
}: {
  readonly macro: Macro;
  readonly directory: Directory | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (restriction: Macro["restriction"]) => void;
}) {
  const { t } = useText();
  const me = useMe().find(({ accountId }) => accountId === macro.accountId)?.agentId;
  const { restriction } = macro;
  const own = <T extends { readonly accountId: string }>(list: readonly T[] | undefined) =>
    (list ?? []).filter(({ accountId }) => accountId === macro.accountId);
  const groups = own(directory?.groups);
  const agents = own(directory?.agents);
  const choose = (kind: (typeof KINDS)[number]) => {
    if (kind === "everybody") onChange(null);
    else if (kind === "groups")
      onChange({ kind: "groups", ids: groups.slice(0, 1).map(({ id }) => id) });
    else if (me !== undefined) onChange({ kind: "agent", id: me });
  };
  return (
    <div className={styles["restriction"]}>
      <Select
        label={t("macros.restriction.label")}
        value={restriction?.kind ?? "everybody"}
        isDisabled={isReadOnly}
        onChange={choose}
        options={KINDS.map((value) => ({ value, label: t(`macros.restriction.${value}`) }))}
      />
      {restriction?.kind === "groups" && (
        <div role="group" aria-label={t("macros.restriction.groups")} className={styles["groups"]}>
          {groups.map((group) => (
            <Checkbox
              key={group.id}
              label={group.name}
              isSelected={restriction.ids.includes(group.id)}
              // The last group stays: a macro for no group at all would be for nobody.
              isDisabled={
                isReadOnly || (restriction.ids.length === 1 && restriction.ids.includes(group.id))
              }
              onChange={(on) =>
                onChange({
                  kind: "groups",
                  ids: on
                    ? [...restriction.ids, group.id]
                    : restriction.ids.filter((id) => id !== group.id),
                })
              }
            />
          ))}
        </div>
      )}
      {restriction?.kind === "agent" && (
        <ComboBox
          label={t("macros.restriction.agent")}
          hideLabel
          value={restriction.id}
          isDisabled={isReadOnly}
          onChange={(id) => {
            if (id !== null) onChange({ kind: "agent", id });
          }}
          options={agents.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </div>
  );
}
