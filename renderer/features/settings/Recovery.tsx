import { useEffect, useState } from "react";
import type { AppInfo } from "#contract/calls.ts";
import { call } from "#renderer/bridge.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";

/** A code that opens this profile when the keyring of the computer is lost. It is shown once. */
export function Recovery() {
  const { t, format } = useText();
  const [info, setInfo] = useState<AppInfo | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    void call("app.info", {}).then((answer) => {
      if (answer.ok) setInfo(answer.value);
    });
  }, [code]);

  const since = info?.recoverySince ?? null;

  async function make(): Promise<void> {
    const made = await call("app.makeRecoveryCode", {});
    if (!made.ok) {
      notify("critical", "settings.notSaved");
      return;
    }
    setCode(made.value.code);
    setCopied(false);
  }
  async function copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }
  return (
    <section className={styles["section"]} aria-labelledby="settings-recovery">
      <h2 id="settings-recovery" className={styles["heading"]}>
        {t("settings.recovery.title")}
      </h2>
      <p>
        {t(info?.vault === "session" ? "settings.recovery.whyNoKeyring" : "settings.recovery.why")}
      </p>
      {code === null ? (
        <p>
          {since === null
            ? t("settings.recovery.none")
            : t("settings.recovery.since", { date: format.date(since) })}
        </p>
      ) : (
        <div role="status">
          <p>
            {t("settings.recovery.code")}: <code dir="ltr">{code}</code>
          </p>
          <p>{t("settings.recovery.once")}</p>
        </div>
      )}
      <div className={styles["ways"]}>
        {code !== null && (
          <Button onPress={() => void copy(code)}>
            {t(isCopied ? "settings.recovery.copied" : "settings.recovery.copy")}
          </Button>
        )}
        <Button variant={code === null ? "plain" : "quiet"} onPress={() => void make()}>
          {t("settings.recovery.make")}
        </Button>
      </div>
    </section>
  );
}
