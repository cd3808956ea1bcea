import {
  Cloud,
  CloudAlert,
  CloudOff,
  KeyRound,
  type LucideIcon,
  RefreshCw,
  ShieldAlert,
} from "lucide-react";
import type { AppInfo } from "#contract/calls.ts";
import type { AccountStatus, ConnectionState } from "#contract/connection.ts";
import { useShell } from "#renderer/app/shell-store.ts";
import styles from "#renderer/app/StatusLine.module.css";
import { runCommand } from "#renderer/commands/registry.ts";
import { AwayLine } from "#renderer/features/away/AwayLine.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { useNow } from "#renderer/ui/use-now.ts";
import { accountById, useAccounts } from "#renderer/workspace/accounts-store.ts";
import { countAttention, countUnsent, useOutbox } from "#renderer/workspace/outbox-store.ts";
import { useStatus, worstStatus } from "#renderer/workspace/status-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const ICONS: Readonly<Record<ConnectionState, LucideIcon>> = {
  connecting: RefreshCw,
  online: Cloud,
  degraded: CloudAlert,
  offline: CloudOff,
  "signed-out": KeyRound,
  blocked: ShieldAlert,
};

/** One quiet line: connection, age of the data, what is unsent, how far the first sync is. One remedy at most. */
export function StatusLine({ info }: { readonly info: AppInfo | null }) {
  const { t } = useText();
  const statuses = useStatus((state) => state.statuses);
  const worst = worstStatus(statuses);
  return (
    <footer className={styles["line"]} aria-label={t("app.status.label")}>
      <Connection worst={worst} />
      <FirstSync statuses={statuses} />
      <AwayLine />
      <span className={styles["gap"]} />
      <SetAsideCount statuses={statuses} />
      <Unsent statuses={statuses} />
      {info?.fallbackRuntime === true && (
        <button type="button" className={styles["link"]} onClick={() => runCommand("app.about")}>
          {t("app.status.fallback", { version: info.runtime })}
        </button>
      )}
    </footer>
  );
}

function Connection({ worst }: { readonly worst: AccountStatus | null }) {
  const { t, format } = useText();
  const now = useNow(5000);
  const accounts = useAccounts((state) => state.accounts);
  if (worst === null) {
    const none = accounts !== null && accounts.length === 0;
    return (
      <span className={styles["part"]} role="status">
        {t(none ? "app.status.noAccount" : "app.status.starting")}
      </span>
    );
  }
  const Icon = ICONS[worst.state];
  const { freshAt, retryAt } = worst;
  const name = accountById(worst.accountId)?.name ?? worst.accountId;
  const age =
    freshAt === null
      ? null
      : worst.state === "online"
        ? t("app.status.asOf", { time: format.clock(freshAt) })
        : t("app.status.dataFrom", { time: format.relative(freshAt, now) });
  const next =
    worst.state === "offline" && retryAt !== null && retryAt - now >= 1000
      ? t("app.status.nextTry", { time: format.span(retryAt - now) })
      : null;
  return (
    <>
      <span className={cx(styles["part"], styles[worst.state])} data-connection={worst.state}>
        <Icon size={14} aria-hidden="true" />
        <span role="status">{t(`app.status.state.${worst.state}`, { account: name })}</span>
        {age !== null && <span className={styles["quiet"]}>{age}</span>}
        {next !== null && <span className={styles["quiet"]}>{next}</span>}
      </span>
      <Remedy state={worst.state} />
    </>
  );
}

/** The one thing that helps in this state. */
function Remedy({ state }: { readonly state: ConnectionState }) {
  const { t } = useText();
  if (state === "online" || state === "connecting" || state === "degraded") return null;
  return state === "signed-out" ? (
    <Button variant="quiet" className={styles["remedy"]} onPress={() => workspace.show("settings")}>
      {t("app.status.signIn")}
    </Button>
  ) : (
    <Button variant="quiet" className={styles["remedy"]} onPress={() => runCommand("app.syncNow")}>
      {t("app.command.syncNow")}
    </Button>
  );
}

/** How far the first sync is; nothing once history is complete. */
function FirstSync({ statuses }: { readonly statuses: readonly AccountStatus[] }) {
  const { t, format } = useText();
  const running = statuses.find(
    ({ progress, state }) => !progress.complete && (state === "online" || state === "degraded"),
  );
  if (running === undefined) return null;
  const { rows, share, secondsLeft, workable } = running.progress;
  const parts = [
    t("app.status.rows", { count: rows }),
    share === null ? null : format.percent(share),
    secondsLeft === null ? null : t("app.status.left", { time: format.span(secondsLeft * 1000) }),
  ].filter((part) => part !== null);
  return (
    <span className={styles["part"]} data-first-sync={workable ? "history" : "first"}>
      {share !== null && (
        <progress
          className={styles["bar"]}
          value={share}
          max={1}
          aria-label={t("app.status.fetching")}
        />
      )}
      <span>{t(workable ? "app.status.history" : "app.status.fetching")}</span>
      <span className={styles["quiet"]}>{parts.join(" · ")}</span>
    </span>
  );
}

function SetAsideCount({ statuses }: { readonly statuses: readonly AccountStatus[] }) {
  const { t } = useText();
  const count = statuses.reduce((sum, status) => sum + status.setAsideCount, 0);
  if (count === 0) return null;
  return (
    <button
      type="button"
      className={styles["link"]}
      onClick={() => useShell.setState({ setAside: true })}
    >
      {t("app.status.setAside", { count })}
    </button>
  );
}

/** A shorter wait is over before its text was read. */
const TELL_FROM_MS = 20_000;

function Unsent({ statuses }: { readonly statuses: readonly AccountStatus[] }) {
  const { t, format } = useText();
  const entries = useOutbox((state) => state.entries);
  const unsent = countUnsent(entries);
  const attention = countAttention(entries);
  const leftMs = Math.max(0, ...statuses.map((status) => status.outboxLeftMs ?? 0));
  const count = t("app.status.unsent", { count: unsent });
  // Rounded up: better early than late.
  const time = format.span(Math.ceil(leftMs / 60_000) * 60_000);
  const words =
    leftMs >= TELL_FROM_MS ? t("app.status.unsentAbout", { unsent: count, time }) : count;
  return (
    <button
      type="button"
      data-unsent={unsent}
      className={cx(styles["link"], attention > 0 && styles["attention"])}
      onClick={() => workspace.show("outbox")}
    >
      {attention > 0
        ? t("app.status.attention", { count: attention })
        : unsent > 0
          ? words
          : t("app.status.allSent")}
    </button>
  );
}
