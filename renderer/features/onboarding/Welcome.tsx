import type { AccountStatus } from "#contract/connection.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { useKeysFor } from "#renderer/commands/registry.ts";
import styles from "#renderer/features/onboarding/Welcome.module.css";
import { closeWelcome } from "#renderer/features/onboarding/onboarding-store.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** The keys that carry the first hour; a line is left out where its command has no key. */
const FIRST_KEYS: readonly (readonly [command: string, text: TextKey])[] = [
  ["queue.down", "onboarding.key.move"],
  ["queue.open", "onboarding.key.open"],
  ["ticket.reply", "onboarding.key.reply"],
  ["ticket.note", "onboarding.key.note"],
  ["app.palette", "onboarding.key.palette"],
  ["app.cheatSheet", "onboarding.key.all"],
];

/** First run: what is being fetched, the keys to begin with, and how to connect one's own helpdesk. */
export function Welcome() {
  const { t } = useText();
  const demo = useAccounts((state) => state.accounts?.find((account) => account.kind === "demo"));
  const status = useStatus((state) =>
    state.statuses.find((each) => each.accountId === demo?.accountId),
  );
  return (
    <div className={styles["scroll"]}>
      <article className={styles["welcome"]} aria-labelledby="welcome-title">
        <h1 id="welcome-title" className={styles["title"]}>
          {t("onboarding.title")}
        </h1>
        <p>{t("onboarding.promise")}</p>
        <section className={styles["part"]}>
          <h2>{t("onboarding.demo.title")}</h2>
          <p>{t("onboarding.demo.text")}</p>
          {status !== undefined && <Fetching status={status} />}
        </section>
        <section className={styles["part"]}>
          <h2>{t("onboarding.keys")}</h2>
          <ul className={styles["keys"]}>
            {FIRST_KEYS.map(([command, text]) => (
              <FirstKey key={command} command={command} text={text} />
            ))}
          </ul>
        </section>
        <section className={styles["part"]}>
          <h2>{t("onboarding.own.title")}</h2>
          <p>{t("onboarding.own.text")}</p>
        </section>
        <div className={styles["ways"]}>
          <Button
            variant="primary"
            onPress={() => {
              closeWelcome();
              workspace.focusPane("queue");
            }}
          >
            {t("onboarding.begin")}
          </Button>
          <Button onPress={() => workspace.show("settings")}>{t("onboarding.own.connect")}</Button>
        </div>
      </article>
    </div>
  );
}

function Fetching({ status }: { readonly status: AccountStatus }) {
  const { t, format } = useText();
  const { rows, share, workable, complete } = status.progress;
  const words = complete
    ? t("onboarding.demo.complete", { count: rows })
    : t(workable ? "onboarding.demo.workable" : "onboarding.demo.fetching", { count: rows });
  return (
    <p className={styles["fetching"]} role="status">
      <progress
        className={styles["bar"]}
        aria-label={words}
        {...(complete ? { value: 1, max: 1 } : share !== null && { value: share, max: 1 })}
      />
      <span>
        {words}
        {!complete && share !== null && ` · ${format.percent(share)}`}
      </span>
    </p>
  );
}

function FirstKey({ command, text }: { readonly command: string; readonly text: TextKey }) {
  const { t } = useText();
  const keys = useKeysFor(command);
  const caps = useCaps(command);
  if (keys === null) return null;
  return (
    <li className={styles["key"]}>
      <Kbd caps={caps} className={styles["caps"]} />
      <span>{t(text)}</span>
    </li>
  );
}
