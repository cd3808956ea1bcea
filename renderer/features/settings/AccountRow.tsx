import { useState } from "react";
import type { AccountSummary } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { isFinal } from "#domain/sync/outbox.ts";
import { useDrafts } from "#renderer/actions/drafts-store.ts";
import { call } from "#renderer/bridge.ts";
import {
  CredentialFields,
  firstWay,
  NOTHING_TYPED,
  type Typed,
  toCredentials,
} from "#renderer/features/settings/CredentialFields.tsx";
import { fieldOf } from "#renderer/features/settings/form-error.ts";
import { showMapping } from "#renderer/features/settings/mapping-store.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Badge, type Tone } from "#renderer/ui/Badge.tsx";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { errorWords } from "#renderer/ui/error-words.ts";
import { useOutbox } from "#renderer/workspace/outbox-store.ts";
import { useAccountStatus } from "#renderer/workspace/status-store.ts";

const TONES: Readonly<Record<string, Tone>> = {
  online: "positive",
  connecting: "offline",
  offline: "offline",
  degraded: "caution",
  blocked: "caution",
  "signed-out": "caution",
};

/** One account: who one is there, how it stands, and the ways to mend or remove it. */
export function AccountRow({ account }: { readonly account: AccountSummary }) {
  const { t } = useText();
  const status = useAccountStatus(account.accountId);
  const [open, setOpen] = useState<"nothing" | "sign-in" | "remove">("nothing");
  const close = () => setOpen("nothing");
  return (
    <li className={styles["account"]}>
      <div className={styles["accountWords"]}>
        <p className={styles["accountName"]}>
          <bdi>{account.name}</bdi>
          {status !== undefined && (
            <Badge tone={TONES[status.state]}>
              {t(`app.status.state.${status.state}`, { account: account.name })}
            </Badge>
          )}
        </p>
        <p className={styles["quiet"]}>
          <bdi>{account.agentName}</bdi>
          {account.agentEmail !== null && (
            <>
              {" · "}
              <bdi>{account.agentEmail}</bdi>
            </>
          )}
          {" · "}
          <bdi data-selectable="">{account.baseUrl}</bdi>
        </p>
        {account.kind === "demo" && (
          <p className={styles["quiet"]}>{t("settings.account.demoExplained")}</p>
        )}
        {status !== undefined && status.detail !== null && status.state !== "online" && (
          <p className={styles["quiet"]} data-selectable="">
            <bdi>{status.detail}</bdi>
          </p>
        )}
      </div>
      <div className={styles["ways"]}>
        {account.kind !== "demo" && (
          <Button onPress={() => setOpen("sign-in")}>{t("settings.account.signInAgain")}</Button>
        )}
        {account.kind === "rt" && (
          <Button onPress={() => showMapping(account.accountId)}>
            {t("settings.mapping.open")}
          </Button>
        )}
        <Button onPress={() => setOpen("remove")}>{t("settings.account.remove")}</Button>
      </div>
      {open === "sign-in" && <SignIn account={account} onDone={close} />}
      {open === "remove" && <Remove account={account} onDone={close} />}
    </li>
  );
}

function SignIn({
  account,
  onDone,
}: {
  readonly account: AccountSummary;
  readonly onDone: () => void;
}) {
  const text = useText();
  const { t } = text;
  const [typed, setTyped] = useState<Typed>({
    ...NOTHING_TYPED,
    kind: firstWay(account.kind),
    email: account.kind === "rt" ? "" : (account.agentEmail ?? ""),
  });
  const [error, setError] = useState<AppError | null>(null);
  const [isPending, setPending] = useState(false);
  const credentials = toCredentials(typed);
  const signIn = async () => {
    if (credentials === null) return;
    setPending(true);
    const answer = await call("accounts.signIn", { accountId: account.accountId, credentials });
    setPending(false);
    if (answer.ok) onDone();
    else setError(answer.error);
  };
  const field = error === null ? null : fieldOf(error);
  const said = error === null ? null : errorWords(error, text);
  const words = said === null ? null : `${said.what} ${said.remedy}`;
  return (
    <Dialog
      isOpen
      onClose={onDone}
      title={t("settings.account.signInTitle", { account: account.name })}
      footer={
        <>
          <Button variant="quiet" onPress={onDone}>
            {t("common.action.cancel")}
          </Button>
          <Button
            variant="primary"
            isDisabled={credentials === null}
            isPending={isPending}
            onPress={() => void signIn()}
          >
            {t("settings.account.signIn")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        <CredentialFields
          helpdesk={account.kind}
          typed={typed}
          onChange={(value) => {
            setTyped(value);
            setError(null);
          }}
          emailError={field === "email" ? words : null}
          tokenError={field === "token" ? words : null}
        />
        {error !== null && field !== "email" && field !== "token" && (
          <ErrorNote error={error} record={account.name} />
        )}
      </div>
    </Dialog>
  );
}

function Remove({
  account,
  onDone,
}: {
  readonly account: AccountSummary;
  readonly onDone: () => void;
}) {
  const { t } = useText();
  const [error, setError] = useState<AppError | null>(null);
  const unsent = useOutbox(
    (state) =>
      state.entries?.filter(
        (entry) => entry.intent.accountId === account.accountId && !isFinal(entry.state),
      ).length ?? 0,
  );
  const drafts = useDrafts(
    (state) =>
      [...(state.drafts?.values() ?? [])].filter(
        (draft) => draft.accountId === account.accountId && draft.text.trim() !== "",
      ).length,
  );
  const lost = unsent + drafts;
  const remove = async () => {
    const answer = await call("accounts.remove", {
      accountId: account.accountId,
      discardUnsent: lost > 0,
    });
    if (answer.ok) onDone();
    else setError(answer.error);
  };
  return (
    <Dialog
      isOpen
      onClose={onDone}
      role="alertdialog"
      title={t("settings.account.removeTitle", { account: account.name })}
      footer={
        <>
          <Button variant="quiet" autoFocus onPress={onDone}>
            {t("settings.account.keep")}
          </Button>
          <Button variant="danger" onPress={() => void remove()}>
            {lost > 0
              ? t("settings.account.removeAndDiscard", { count: lost })
              : t("common.action.remove")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        <p>{t("settings.account.removeText")}</p>
        {unsent > 0 && (
          <p className={styles["warning"]}>
            {t("settings.account.removeUnsent", { count: unsent })}
          </p>
        )}
        {drafts > 0 && (
          <p className={styles["warning"]}>
            {t("settings.account.removeDrafts", { count: drafts })}
          </p>
        )}
        {error !== null && <ErrorNote error={error} record={account.name} />}
      </div>
    </Dialog>
  );
}
