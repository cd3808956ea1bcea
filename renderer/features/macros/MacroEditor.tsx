import { useMemo } from "react";
import type { Ref } from "react";
import type { Directory } from "#contract/asks.ts";
import { isProvisional } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { listPlaceholders } from "#domain/macro/placeholders.ts";
import { macroDraftKey } from "#domain/sync/draft.ts";
import { DraftState } from "#renderer/actions/DraftState.tsx";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { ActionList } from "#renderer/features/macros/ActionList.tsx";
import { changeMacro } from "#renderer/features/macros/macro-actions.ts";
import { type Edited, faultsOf } from "#renderer/features/macros/macro-draft.ts";
import { splitTitle } from "#renderer/features/macros/macro-rows.ts";
import { RestrictionFields } from "#renderer/features/macros/RestrictionFields.tsx";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Badge } from "#renderer/ui/Badge.tsx";
import { Switch } from "#renderer/ui/Switch.tsx";
import { TextArea, TextField } from "#renderer/ui/TextField.tsx";
import { useAccount } from "#renderer/workspace/accounts-store.ts";

/** One macro with all it does. Every change is kept at once; saving hands it to the outbox. */
export function MacroEditor({
  edited,
  isChanged,
  isUnsent,
  newerAt,
  canWrite,
  directory,
  titleRef,
  addRef,
}: {
  readonly edited: Edited;
  readonly isChanged: boolean;
  /** Saved here, not at the helpdesk yet. */
  readonly isUnsent: boolean;
  /** The helpdesk's version changed after the agent began: when; null: it did not. */
  readonly newerAt: number | null;
  readonly canWrite: boolean;
  readonly directory: Directory | undefined;
  readonly titleRef: Ref<HTMLInputElement>;
  readonly addRef: Ref<HTMLButtonElement>;
}) {
  const { t, format } = useText();
  const { macro, base } = edited;
  const account = useAccount(macro.accountId);
  const fields = directory?.fields;
  const placeholders = useMemo(
    () => listPlaceholders((fields ?? []).filter(({ accountId }) => accountId === macro.accountId)),
    [fields, macro.accountId],
  );
  const change = (part: Partial<Macro>) => changeMacro({ macro: { ...macro, ...part }, base });
  const faults = isChanged ? faultsOf(macro) : [];
  const { folder, name } = splitTitle(macro.title);
  const isReadOnly = !canWrite;
  return (
    <section aria-label={t("macros.editor")} className={styles["editor"]}>
      <header className={styles["editorHead"]}>
        <h2 className={styles["editorTitle"]}>
          <bdi>{[...folder, name].join(" › ").trim() || t("macros.untitled")}</bdi>
        </h2>
        {isUnsent && <Badge tone="offline">{t("macros.unsent")}</Badge>}
        {isChanged && (
          <span className={styles["draftState"]}>
            <DraftState draftKey={macroDraftKey(macro.id)} />
          </span>
        )}
        <div className={styles["editorSteps"]}>
          {canWrite && (
            <>
              <CommandButton
                id="macros.save"
                variant="primary"
                isDisabled={!isChanged || faults.length > 0}
              />
              {isChanged && <CommandButton id="macros.revert" variant="quiet" />}
              <CommandButton id="macros.duplicate" variant="quiet" showKeys={false} />
              <CommandButton id="macros.delete" variant="quiet" showKeys={false} />
            </>
          )}
        </div>
      </header>
      {isReadOnly && (
        <p className={styles["readOnly"]} role="note">
          {t("macros.readOnly", { account: account?.name ?? macro.accountId })}
        </p>
      )}
      {newerAt !== null && (
        <p className={styles["readOnly"]} role="note">
          {t("macros.newer", { time: format.exact(newerAt) })}
        </p>
      )}
      <TextField
        label={t("macros.field.title")}
        value={macro.title}
        onChange={(title) => change({ title })}
        isDisabled={isReadOnly}
        maxLength={1000}
        inputRef={titleRef}
        error={faults.includes("title") ? t("macros.fault.title") : null}
        description={
          folder.length > 0
            ? t("macros.field.folder", { folder: folder.join(" › ") })
            : t("macros.field.folderHint")
        }
      />
      <TextArea
        label={t("macros.field.description")}
        value={macro.description}
        onChange={(description) => change({ description })}
        isDisabled={isReadOnly}
        rows={2}
      />
      <div className={styles["switches"]}>
        <Switch
          label={t("macros.field.active")}
          isSelected={macro.active}
          isDisabled={isReadOnly}
          onChange={(active) => change({ active })}
        />
        <RestrictionFields
          macro={macro}
          directory={directory}
          isReadOnly={isReadOnly}
          onChange={(restriction) => change({ restriction })}
        />
      </div>
      <ActionList
        macro={macro}
        directory={directory}
        placeholders={placeholders}
        isReadOnly={isReadOnly}
        onChange={(actions) => change({ actions })}
        addRef={addRef}
      />
      {faults
        .filter((fault) => fault !== "title")
        .map((fault) => (
          <p key={fault} role="alert" className={styles["fault"]}>
            {t(`macros.fault.${fault}`)}
          </p>
        ))}
      {base !== null && !isProvisional(base.id) && (
        <p className={styles["hint"]}>
          {t("macros.changedAt", { time: format.exact(base.updatedAt) })}
        </p>
      )}
    </section>
  );
}
