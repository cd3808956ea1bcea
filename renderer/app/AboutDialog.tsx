import type { AppInfo } from "#contract/calls.ts";
import styles from "#renderer/app/AboutDialog.module.css";
import { useShell } from "#renderer/app/shell-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { NoticeLine } from "#renderer/ui/Notice.tsx";

/** Version, the runtime that really runs, and where things are kept. */
export function AboutDialog({ info }: { readonly info: AppInfo | null }) {
  const { t } = useText();
  const isOpen = useShell((state) => state.about);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => useShell.setState({ about: false })}
      title={t("app.about.title")}
    >
      {info === null ? (
        <p>{t("app.about.unknown")}</p>
      ) : (
        <>
          {info.fallbackRuntime && (
            <NoticeLine isInline tone="caution">
              {t("app.about.fallback", { record: info.recordRuntime })}
            </NoticeLine>
          )}
          <Facts info={info} />
        </>
      )}
    </Dialog>
  );
}

function Facts({ info }: { readonly info: AppInfo }) {
  const { t } = useText();
  const facts: readonly (readonly [string, string])[] = [
    [t("app.about.version"), info.version],
    [t("app.about.runtime"), `Electron ${info.runtime} · Chromium ${info.chromium}`],
    [t("app.about.vault"), t(`app.about.vaultKind.${info.vault}`)],
    [t("app.about.profile"), info.profilePath],
  ];
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles["fact"]}>
          <dt>{name}</dt>
          <dd data-selectable="">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
