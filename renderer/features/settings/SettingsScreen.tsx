import { useState } from "react";
import type { Settings } from "#contract/settings.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { AccountForm } from "#renderer/features/settings/AccountForm.tsx";
import { AccountRow } from "#renderer/features/settings/AccountRow.tsx";
import { Recovery } from "#renderer/features/settings/Recovery.tsx";
import { MappingPage } from "#renderer/features/settings/MappingPage.tsx";
import { useMapping } from "#renderer/features/settings/mapping-store.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { Switch } from "#renderer/ui/Switch.tsx";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { saveSettings, useSettings } from "#renderer/workspace/settings-store.ts";

const change = (settings: Partial<Settings>): void => {
  void saveSettings(settings).then((saved) => {
    if (!saved.ok) notify("critical", "settings.notSaved");
  });
};

/** Accounts, looks, keys. Everything takes effect at once; there is nothing to save. */
export function SettingsScreen() {
  const { t } = useText();
  const mappingId = useMapping((state) => state.accountId);
  const mapped = useAccounts((state) => state.accounts)?.find(
    (account) => account.accountId === mappingId && account.kind === "rt",
  );
  if (mapped !== undefined)
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      <div className={styles["scroll"]} tabIndex={0}>
        <MappingPage key={mapped.accountId} account={mapped} />
      </div>
    );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <div className={styles["scroll"]} tabIndex={0}>
      <div className={styles["page"]}>
        <h1 className={styles["title"]}>{t("app.screen.settings")}</h1>
        <Accounts />
        <Looks />
        <Keys />
        <Recovery />
      </div>
    </div>
  );
}

function Accounts() {
  const { t } = useText();
  const accounts = useAccounts((state) => state.accounts);
  const [isAdding, setAdding] = useState(false);
  return (
    <section className={styles["section"]} aria-labelledby="settings-accounts">
      <h2 id="settings-accounts" className={styles["heading"]}>
        {t("settings.accounts")}
      </h2>
      {accounts === null && <Skeleton lines={2} />}
      {accounts?.length === 0 && !isAdding && <EmptyState title={t("settings.account.none")} />}
      <ul>
        {accounts?.map((account) => (
          <AccountRow key={account.accountId} account={account} />
        ))}
      </ul>
      {isAdding ? (
        <AccountForm onDone={() => setAdding(false)} />
      ) : (
        <div className={styles["ways"]}>
          <Button onPress={() => setAdding(true)}>{t("settings.account.addTitle")}</Button>
        </div>
      )}
    </section>
  );
}

function Looks() {
  const { t } = useText();
  const { theme, density, locale } = useSettings();
  return (
    <section className={styles["section"]} aria-labelledby="settings-looks">
      <h2 id="settings-looks" className={styles["heading"]}>
        {t("settings.looks")}
      </h2>
      <div className={styles["fields"]}>
        <Select
          label={t("settings.theme.label")}
          value={theme}
          onChange={(value) => change({ theme: value })}
          options={(["system", "light", "dark", "contrast"] as const).map((value) => ({
            value,
            label: t(`settings.theme.${value}`),
          }))}
        />
        <Select
          label={t("settings.density.label")}
          value={density}
          onChange={(value) => change({ density: value })}
          options={(["compact", "default", "comfortable"] as const).map((value) => ({
            value,
            label: t(`settings.density.${value}`),
          }))}
        />
        <Select
          label={t("settings.locale.label")}
          value={locale}
          onChange={(value) => change({ locale: value })}
          options={(["system", "en", "de", "ar"] as const).map((value) => ({
            value,
            label: t(`settings.locale.${value}`),
          }))}
        />
      </div>
    </section>
  );
}

const UNDO_SECONDS = [0, 5, 10, 20, 30, 60] as const;

function Keys() {
  const { t } = useText();
  const { singleKeys, previewOnMove, undoSeconds } = useSettings();
  const offered = UNDO_SECONDS.some((seconds) => seconds === undoSeconds)
    ? UNDO_SECONDS
    : [...UNDO_SECONDS, undoSeconds].toSorted((a, b) => a - b);
  return (
    <section className={styles["section"]} aria-labelledby="settings-keys">
      <h2 id="settings-keys" className={styles["heading"]}>
        {t("settings.keys")}
      </h2>
      <Switch
        label={t("settings.singleKeys.label")}
        description={t("settings.singleKeys.description")}
        isSelected={singleKeys}
        onChange={(value) => change({ singleKeys: value })}
      />
      <Switch
        label={t("settings.previewOnMove.label")}
        description={t("settings.previewOnMove.description")}
        isSelected={previewOnMove}
        onChange={(value) => change({ previewOnMove: value })}
      />
      <div className={styles["fields"]}>
        <Select
          label={t("settings.undo.label")}
          description={t("settings.undo.description")}
          value={String(undoSeconds)}
          onChange={(value) => change({ undoSeconds: Number(value) })}
          options={offered.map((seconds) => ({
            value: String(seconds),
            label:
              seconds === 0
                ? t("settings.undo.off")
                : t("settings.undo.seconds", { count: seconds }),
          }))}
        />
      </div>
      <div className={styles["ways"]}>
        <CommandButton id="app.keymap" />
        <CommandButton id="app.cheatSheet" variant="quiet" />
      </div>
    </section>
  );
}
