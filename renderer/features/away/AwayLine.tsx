import { X } from "lucide-react";
import type { AwaySummary } from "#contract/asks.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import styles from "#renderer/features/away/AwayLine.module.css";
import { dismissAway, openAway, useAway } from "#renderer/features/away/away-store.ts";
import { type Text, useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";

/** The counts in words, without those that are zero. */
export function awayParts(summary: AwaySummary, { t }: Text): readonly string[] {
  const parts = [
    [summary.repliesByCustomers, "away.replies"],
    [summary.newTickets, "away.new"],
    [summary.assignedToMe, "away.assigned"],
    [summary.solvedByOthers, "away.solved"],
  ] as const;
  return parts.flatMap(([count, key]) => (count > 0 ? [t(key, { count })] : []));
}

/** After a pause: in one line what changed meanwhile, once the cache has caught up. */
export function AwayLine() {
  const text = useText();
  const { since, isDismissed } = useAway();
  const me = useMe();
  const caughtUp = useStatus(
    (state) =>
      state.statuses.length > 0 &&
      state.statuses.every(({ freshAt }) => freshAt !== null && since !== null && freshAt > since),
  );
  const caps = useCaps("app.away");
  const wanted = since !== null && !isDismissed && caughtUp && me.length > 0;
  const summary = useCacheQuery("away.get", wanted ? { me, since } : null);
  if (!wanted || summary === undefined) return null;
  const parts = awayParts(summary, text);
  if (parts.length === 0) return null;
  const words = text.t("away.line", { what: text.format.list(parts) });
  return (
    <span className={styles["line"]}>
      <span role="status" className={styles["words"]} title={words}>
        {words}
      </span>
      <Button variant="quiet" className={styles["show"]} caps={caps} onPress={openAway}>
        {text.t("common.action.show")}
      </Button>
      <IconButton
        icon={X}
        size={12}
        label={text.t("common.action.dismiss")}
        className={styles["dismiss"]}
        onPress={dismissAway}
      />
    </span>
  );
}
