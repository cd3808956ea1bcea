import { useEffect } from "react";
import type { Notice } from "#contract/events.ts";
import styles from "#renderer/app/NoticeStack.module.css";
import { UndoToast } from "#renderer/app/UndoToast.tsx";
import { isTextKey, useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { dismissNotice, useNotices } from "#renderer/workspace/notices-store.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** Percent of the window's width that the queue takes until it is resized. */
const QUEUE_SHARE = 30;
/** Width of the stack over the queue: nothing may cover the composer beside it. */
const overQueue = (share: number): string =>
  `max(248px, calc((100vw - 48px) * ${share / 100} - 24px))`;
/** How long a line that asks for nothing stays. */
const INFO_MS = 8_000;

/** Lines that float above the screen's lower edge; they take no room and no focus. */
export function NoticeStack() {
  const { t } = useText();
  const notices = useNotices((state) => state.notices);
  const onQueue = useWorkspace((state) => state.screen === "queue");
  const share = useWorkspace((state) => state.paneSizes["queue"] ?? QUEUE_SHARE);
  return (
    <section
      {...(onQueue && { style: { inlineSize: overQueue(share) } })}
      className={cx(styles["stack"], onQueue && styles["overQueue"])}
      aria-label={t("app.notices.label")}
    >
      {notices.map((notice) => (
        <One key={notice.id} notice={notice} />
      ))}
      <UndoToast />
    </section>
  );
}

function One({ notice }: { readonly notice: Notice }) {
  const { t } = useText();
  const { id, tone, at } = notice;
  useEffect(() => {
    if (tone !== "info") return;
    const timer = setTimeout(() => dismissNotice(id), INFO_MS);
    return () => clearTimeout(timer);
  }, [id, tone, at]);
  const key = isTextKey(notice.key) ? notice.key : `notice.${notice.key}`;
  return (
    <NoticeLine tone={notice.tone} onDismiss={() => dismissNotice(notice.id)}>
      <bdi>{isTextKey(key) ? t(key, notice.values) : notice.key}</bdi>
    </NoticeLine>
  );
}
