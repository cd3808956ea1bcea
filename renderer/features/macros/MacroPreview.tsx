import { useEffect, useState } from "react";
import type { Directory } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { accountOf, isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";
import { type MacroPlan, gatherGround, planMacro } from "#renderer/actions/macro-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { effectLines } from "#renderer/features/macros/effect-lines.ts";
import { useMacrosView } from "#renderer/features/macros/macros-view.ts";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { errorWords } from "#renderer/ui/error-words.ts";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** The last that could be worked out, and why the present text cannot, if so. */
type Shown = { readonly plan: MacroPlan | null; readonly error: AppError | null };

const RECENT = 20;

/** The ticket to show the macro on, and those that can be chosen. */
function useTickets(accountId: string) {
  const me = useMe();
  const openId = useWorkspace((state) => state.openTicketId);
  const chosen = useMacrosView((view) => view.previewId);
  const open = useCacheQuery("ticket.get", openId === null ? null : { ticketId: openId });
  const page = useCacheQuery("queue.list", {
    viewId: "all-open",
    me,
    sort: "updated",
    descending: true,
    text: "",
    from: 0,
    to: RECENT,
    anchorId: null,
  });
  const recent = (page?.rows ?? []).map(({ id, subject }) => ({ id, subject }));
  const first =
    open === undefined || open === null
      ? []
      : [{ id: open.ticket.id, subject: open.ticket.subject }];
  const all = [...first, ...recent.filter(({ id }) => id !== first[0]?.id)].filter(
    ({ id }) => accountOf(id) === accountId && !isProvisional(id),
  );
  return { tickets: all, ticketId: all.find(({ id }) => id === chosen)?.id ?? all[0]?.id ?? null };
}

/** What the macro would do to a ticket, worked out where it can be stopped. */
export function MacroPreview({
  macro,
  directory,
}: {
  readonly macro: Macro;
  readonly directory: Directory | undefined;
}) {
  const text = useText();
  const { t } = text;
  const { tickets, ticketId } = useTickets(macro.accountId);
  const [shown, setShown] = useState<Shown>({ plan: null, error: null });
  const key = JSON.stringify(macro.actions);
  useEffect(() => {
    if (ticketId === null) return undefined;
    let isStale = false;
    const timer = setTimeout(() => {
      const work = async () => {
        const ground = await gatherGround(ticketId);
        const plan = ground.ok ? await planMacro(macro, ground.value) : ground;
        if (isStale) return;
        // Half-typed text cannot be worked out: what was shown stays, with a word about why.
        setShown((before) =>
          plan.ok ? { plan: plan.value, error: null } : { plan: before.plan, error: plan.error },
        );
      };
      void work();
    }, 200);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the actions are what is shown; title and notes are not
  }, [ticketId, key]);

  return (
    <section aria-label={t("macros.preview.title")} className={styles["preview"]}>
      <h3 className={styles["sectionTitle"]}>{t("macros.preview.title")}</h3>
      {ticketId === null ? (
        <p className={styles["hint"]}>{t("macros.preview.none")}</p>
      ) : (
        <Select
          label={t("macros.preview.on")}
          value={ticketId}
          onChange={(previewId) => useMacrosView.setState({ previewId })}
          options={tickets.map(({ id, subject }) => ({
            value: id,
            label: `#${remoteOf(id)} ${subject}`,
          }))}
        />
      )}
      {ticketId !== null && shown.error !== null && shown.plan === null && (
        <ErrorNote error={shown.error} />
      )}
      {ticketId !== null && shown.error !== null && shown.plan !== null && (
        <p className={styles["unresolved"]}>
          {t("macros.preview.cannot")} <bdi>{errorWords(shown.error, text).detail}</bdi>
        </p>
      )}
      {ticketId !== null && shown.plan !== null && (
        <Effect plan={shown.plan} directory={directory} isOld={shown.error !== null} />
      )}
    </section>
  );
}

function Effect({
  plan: { effect, unresolved },
  directory,
  isOld,
}: {
  readonly plan: MacroPlan;
  readonly directory: Directory | undefined;
  /** The text has changed since and cannot be worked out yet. */
  readonly isOld: boolean;
}) {
  const text = useText();
  const { t, format } = text;
  const { comment, edits, skipped } = effect;
  return (
    <div className={cx(styles["effect"], isOld && styles["old"])}>
      {comment !== null && (
        <div
          className={cx(
            styles["words"],
            comment.audience === "internal" ? styles["note"] : styles["public"],
          )}
        >
          <p className={styles["audience"]}>
            {t(`macros.audience.${comment.audience ?? "composer"}`)}
          </p>
          <div dir="auto" data-selectable="" className={styles["wordsText"]}>
            {comment.text}
          </div>
        </div>
      )}
      <ul className={styles["effects"]}>
        {effectLines(edits, directory, text).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {comment === null && Object.keys(edits).length === 0 && (
        <p className={styles["hint"]}>{t("macros.preview.nothing")}</p>
      )}
      {unresolved.length > 0 && (
        <p className={styles["unresolved"]}>
          {t("macros.preview.unresolved", { names: format.list(unresolved) })}
        </p>
      )}
      {skipped.length > 0 && (
        <p className={styles["hint"]}>
          {t("macros.preview.skipped", { names: format.list(skipped) })}
        </p>
      )}
    </div>
  );
}
