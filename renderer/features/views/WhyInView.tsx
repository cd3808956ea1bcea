import { Check, X } from "lucide-react";
import { useState } from "react";
import type { ViewId } from "#contract/asks.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import type { Reason } from "#domain/search/explain.ts";
import { listViews } from "#renderer/actions/query/view-names.ts";
import { useCacheResult, useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import styles from "#renderer/features/views/Views.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { ownView, useOwnViews } from "#renderer/workspace/own-views-store.ts";

/** Why a ticket is, or is not, in a view: every condition with its answer. */
export function WhyInView({
  ticketId,
  viewId: first,
  onClose,
}: {
  readonly ticketId: TicketId;
  readonly viewId: ViewId;
  readonly onClose: () => void;
}) {
  const { t } = useText();
  const me = useMe();
  const own = useOwnViews((state) => state.views);
  const directory = useCacheQuery("directory.get", {});
  const [viewId, setViewId] = useState<string>(first);
  const views = listViews(own, directory, t);
  const result = useCacheResult("view.explain", {
    viewId,
    query: ownView(viewId)?.query,
    me,
    ticketId,
  });
  const answer = result?.ok === true ? result.value : undefined;
  return (
    <Dialog isOpen onClose={onClose} title={t("views.why.title")} wide>
      <div className={styles["form"]}>
        <Select
          label={t("views.why.view")}
          value={viewId}
          onChange={setViewId}
          options={views.map((view) => ({ value: view.viewId as string, label: view.title }))}
        />
        {answer === null && <p role="status">{t("views.why.unknown")}</p>}
        {answer !== undefined && answer !== null && (
          <>
            <p className={styles["verdict"]} role="status">
              {t(answer.holds ? "views.why.in" : "views.why.out", {
                ticket: `#${answer.number}`,
              })}{" "}
              <bdi className={styles["hint"]}>{answer.subject}</bdi>
            </p>
            {answer.otherAccount && <p>{t("views.why.otherAccount")}</p>}
            <ul className={styles["reasons"]}>
              <ReasonLine reason={answer.reason} />
            </ul>
            {answer.unsupported.map((condition) => (
              <p key={condition} className={styles["caution"]}>
                {t("views.why.unsupported", { condition })}
              </p>
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}

function ReasonLine({ reason }: { readonly reason: Reason }) {
  const { t } = useText();
  const { kind, text, holds, of } = reason;
  const isGroup = kind === "all" || kind === "any";
  if (kind === "all" && of.length === 0) return <li>{t("views.why.everything")}</li>;
  const Icon = holds ? Check : X;
  return (
    <li>
      <span className={cx(styles["reason"], holds ? styles["true"] : styles["false"])}>
        <Icon size={14} role="img" aria-label={t(holds ? "views.why.true" : "views.why.false")} />
        {isGroup ? (
          <span>{t(kind === "all" ? "views.why.all" : "views.why.any")}</span>
        ) : (
          <bdi className={styles["code"]}>{text}</bdi>
        )}
      </span>
      {isGroup && (
        <ul className={styles["reasons"]}>
          {of.map((part) => (
            <ReasonLine key={part.text} reason={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
