import { useMemo } from "react";
import styles from "#renderer/features/conversation/Message.module.css";
import { pageNonce } from "#renderer/features/conversation/page-nonce.ts";
import { toOriginalDocument } from "#renderer/features/conversation/original-html.ts";
import { useText } from "#renderer/i18n/text.ts";

/**
 * A mail as it was laid out by its sender. The frame may run nothing and reach nothing; its height cannot be measured
 * from here for that reason, so it is dragged.
 */
export function OriginalFrame({ html }: { readonly html: string }) {
  const { t } = useText();
  const source = useMemo(() => toOriginalDocument(html, pageNonce()), [html]);
  return (
    <div className={styles["original"]}>
      <iframe
        title={t("conversation.message.original")}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={source}
        className={styles["frame"]}
      />
      <p className={styles["hint"]}>{t("conversation.message.noPictures")}</p>
    </div>
  );
}
