import { useState } from "react";
import { BulkSummary } from "#renderer/actions/bulk/BulkSummary.tsx";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { openMenu } from "#renderer/actions/menu-store.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";

/**
 * A macro chosen by typing, then a summary of what it would do to all marked tickets.
 *
 * @param step "" while choosing, then the id of the macro.
 */
export function BulkMacro({
  tickets,
  step,
  onClose,
}: {
  readonly tickets: readonly TicketFacts[];
  readonly step: string;
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const [text, setText] = useState("");
  const macros = useCacheQuery("macro.list", step === "" ? { text } : null);
  const macro = useCacheQuery("macro.get", step === "" ? null : { macroId: step });
  const goTo = (macroId: string) => openMenu({ kind: "bulk-macro", tickets, step: macroId });
  if (step !== "")
    return macro === undefined || macro === null ? null : (
      <BulkSummary
        macro={macro}
        tickets={tickets}
        isOwn={false}
        title={t("actions.bulk.macroTitle", { macro: macro.title, count: tickets.length })}
        onBack={() => goTo("")}
        onClose={onClose}
      />
    );
  if (macros === undefined) return null;
  const accounts = new Set(tickets.map(({ accountId }) => accountId));
  const usable = macros.filter((each) => each.active && accounts.has(each.accountId));
  return (
    <Picker
      title={t("actions.bulk.chooseMacro", { count: tickets.length })}
      placeholder={t("actions.menu.macroHint")}
      empty={t("actions.menu.noMacros")}
      isFiltered
      onText={setText}
      choices={usable.map((each) => ({
        id: each.id,
        label: each.title.split("::").join(" › "),
        words: each.description,
      }))}
      onPick={goTo}
      onClose={onClose}
    />
  );
}
