import { memo } from "react";
import type { AccountId } from "#domain/kernel/ids.ts";
import styles from "#renderer/actions/OriginMark.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";

/**
 * From which helpdesk a ticket is: a short mark with the account's whole name. Nothing while there is only one account.
 * Two accounts of one kind are told apart by the order in which they were added.
 */
export const OriginMark = memo(function OriginMark({
  accountId,
}: {
  readonly accountId: AccountId;
}) {
  const { t } = useText();
  const accounts = useAccounts((state) => state.accounts);
  const account = accounts?.find((one) => one.accountId === accountId);
  if (accounts === null || accounts.length < 2 || account === undefined) return null;
  const alike = accounts.filter((one) => one.kind === account.kind);
  const place = alike.length > 1 ? String(alike.indexOf(account) + 1) : "";
  return (
    <span
      className={styles["origin"]}
      role="img"
      aria-label={t("actions.origin.from", { account: account.name })}
      title={account.name}
      data-origin={account.kind}
    >
      {t(`actions.origin.${account.kind}`)}
      {place}
    </span>
  );
});
