import type { RemoteFinding } from "#contract/remote-search.ts";
import type { RemoteState } from "#renderer/features/search/remote-search.ts";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { errorWords } from "#renderer/ui/error-words.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";

/** What became of asking the helpdesks. Nothing to tell: nothing is drawn. */
export function RemoteFoot({
  state,
  found,
}: {
  readonly state: RemoteState;
  /** Hits of theirs that stand below the line. */
  readonly found: number;
}) {
  const words = useText();
  const { t } = words;
  const accounts = useAccounts((now) => now.accounts);
  if (state.kind === "idle") return null;
  if (state.kind === "offline") {
    return <span className={styles["caution"]}>{t("search.remote.offline")}</span>;
  }
  if (state.kind === "asking") return <span>{t("search.remote.asking")}</span>;
  if (state.kind === "failed") {
    return (
      <span className={styles["caution"]}>
        {t("search.remote.failed", { detail: errorWords(state.error, words).what })}
      </span>
    );
  }
  const nameOf = (accountId: string): string =>
    accounts?.find((one) => one.accountId === accountId)?.name ?? accountId;
  const tell = (finding: RemoteFinding): string | null => {
    const account = nameOf(finding.accountId);
    switch (finding.kind) {
      case "found":
        return null;
      case "no-search":
        return t("search.remote.noSearch", { account });
      case "cannot-ask":
        return t("search.remote.cannotAsk", { account, parts: finding.parts.join(" ") });
      case "failed":
        return finding.error.kind === "cancelled"
          ? null
          : finding.error.kind === "offline"
            ? t("search.remote.offline")
            : t("search.remote.failed", { detail: errorWords(finding.error, words).what });
    }
  };
  const wasAsked = state.findings.some(({ kind }) => kind === "found");
  return (
    <>
      {wasAsked && found === 0 && <span>{t("search.remote.none")}</span>}
      {state.findings.map((finding) => {
        const text = tell(finding);
        return (
          text !== null && (
            <span key={finding.accountId} className={styles["caution"]}>
              {text}
            </span>
          )
        );
      })}
    </>
  );
}
