import { useEffect, useState } from "react";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { EditChips } from "#renderer/actions/EditChips.tsx";
import { applyPlan, gatherGround, mayUse, planMacro } from "#renderer/actions/macro-actions.ts";
import type { MacroGround, MacroPlan } from "#renderer/actions/macro-actions.ts";
import styles from "#renderer/actions/MacroMenu.module.css";
import { Picker } from "#renderer/actions/Picker.tsx";
import { failureText } from "#renderer/actions/failure.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

/** `A::B::C` is how helpdesks write folders. */
const shownTitle = (title: string): string => title.split("::").join(" › ");

/** A macro chosen by typing, with what it would do to the open ticket beside it. */
export function MacroMenu({
  ticketId,
  onClose,
}: {
  readonly ticketId: TicketId;
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const [text, setText] = useState("");
  const [ground, setGround] = useState<MacroGround | null>(null);
  const macros = useCacheQuery("macro.list", { text });
  useEffect(() => {
    let isHere = true;
    void gatherGround(ticketId).then((gathered) => {
      if (!isHere) return;
      if (gathered.ok) setGround(gathered.value);
      else notify("critical", "actions.failed", { reason: failureText(gathered.error) });
    });
    return () => {
      isHere = false;
    };
  }, [ticketId]);
  if (ground === null || macros === undefined) return null;
  const { ticket, me } = ground.context;
  const usable = macros.filter((macro) => mayUse(macro, ticket.accountId, me));
  const find = (id: string) => usable.find((macro) => macro.id === id);

  const apply = async (macro: Macro) => {
    const plan = await planMacro(macro, ground);
    if (plan.ok) return applyPlan(plan.value, ground.view);
    notify("critical", "actions.macro.failed", {
      macro: macro.title,
      reason: failureText(plan.error),
    });
    return undefined;
  };
  return (
    <Picker
      title={t("actions.menu.macro")}
      placeholder={t("actions.menu.macroHint")}
      empty={t("actions.menu.noMacros")}
      isFiltered
      onText={setText}
      choices={usable.map((macro) => ({
        id: macro.id,
        label: shownTitle(macro.title),
        words: macro.description,
      }))}
      onPick={(id) => {
        const macro = find(id);
        if (macro !== undefined) void apply(macro);
      }}
      onClose={onClose}
      preview={(id) => {
        const macro = find(id);
        return macro === undefined ? null : <Preview key={id} macro={macro} ground={ground} />;
      }}
    />
  );
}

/** What the macro would write and change. */
function Preview({ macro, ground }: { readonly macro: Macro; readonly ground: MacroGround }) {
  const { t, format } = useText();
  const [plan, setPlan] = useState<Result<MacroPlan, AppError> | null>(null);
  useEffect(() => {
    let isHere = true;
    void planMacro(macro, ground).then((made) => {
      if (isHere) setPlan(made);
    });
    return () => {
      isHere = false;
    };
  }, [macro, ground]);
  if (plan === null) return null;
  if (!plan.ok)
    return (
      <p role="alert" className={styles["bad"]}>
        {failureText(plan.error)} {plan.error.kind === "invalid" && <bdi>{plan.error.detail}</bdi>}
      </p>
    );
  const { effect, unresolved } = plan.value;
  return (
    <div className={styles["preview"]}>
      {effect.comment !== null && (
        <p className={styles["text"]} dir="auto">
          {effect.comment.text}
        </p>
      )}
      <EditChips edits={effect.edits} />
      {effect.comment === null && Object.keys(effect.edits).length === 0 && (
        <p className={styles["none"]}>{t("actions.macro.noEffect")}</p>
      )}
      {unresolved.length > 0 && (
        <p className={styles["unresolved"]}>
          {t("actions.macro.unresolved", {
            count: unresolved.length,
            names: format.list(unresolved.map((name) => `{{${name}}}`)),
          })}
        </p>
      )}
    </div>
  );
}
