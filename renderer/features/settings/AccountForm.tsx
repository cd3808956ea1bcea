import { type SubmitEvent, useState } from "react";
import type { AccountKind, AccountSummary } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { call } from "#renderer/bridge.ts";
import {
  CredentialFields,
  firstWay,
  NOTHING_TYPED,
  type Typed,
  toCredentials,
} from "#renderer/features/settings/CredentialFields.tsx";
import { type AccountField, fieldOf } from "#renderer/features/settings/form-error.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { isTextKey, useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { errorWords } from "#renderer/ui/error-words.ts";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

type Helpdesk = Exclude<AccountKind, "demo">;
type Doing = "nothing" | "testing" | "adding";

/** Adds an account of a helpdesk: tested first, so that what is wrong is told at its field before anything is kept. */
export function AccountForm({ onDone }: { readonly onDone: () => void }) {
  const text = useText();
  const { t } = text;
  const [helpdesk, setHelpdesk] = useState<Helpdesk>("zendesk");
  const [baseUrl, setBaseUrl] = useState("");
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const [doing, setDoing] = useState<Doing>("nothing");
  const [error, setError] = useState<AppError | null>(null);
  const [found, setFound] = useState<AccountSummary | null>(null);
  const credentials = toCredentials(typed);
  const isComplete = baseUrl.trim() !== "" && credentials !== null;

  const change = (act: () => void) => {
    act();
    setError(null);
    setFound(null);
  };
  const ask = async (what: "accounts.probe" | "accounts.add") => {
    if (credentials === null) return;
    setDoing(what === "accounts.probe" ? "testing" : "adding");
    setError(null);
    const answer = await call(what, { kind: helpdesk, baseUrl: baseUrl.trim(), credentials });
    setDoing("nothing");
    if (!answer.ok) setError(answer.error);
    else if (what === "accounts.probe") setFound(answer.value);
    else onDone();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isComplete && doing === "nothing") {
      void ask(found === null ? "accounts.probe" : "accounts.add");
    }
  };

  const field = error === null ? null : fieldOf(error);
  const said = error === null ? null : errorWords(error, text);
  const wrong = (name: AccountField): string | null =>
    said !== null && field === name ? `${said.what} ${said.remedy}` : null;

  return (
    <form
      noValidate
      className={styles["form"]}
      onSubmit={submit}
      aria-label={t("settings.account.addTitle")}
    >
      <Select
        label={t("settings.account.helpdesk")}
        value={helpdesk}
        onChange={(kind) =>
          change(() => {
            setHelpdesk(kind);
            setTyped({ ...typed, kind: firstWay(kind) });
          })
        }
        options={[
          { value: "zendesk", label: t("settings.account.zendesk") },
          { value: "rt", label: t("settings.account.requestTracker") },
        ]}
      />
      <TextField
        label={t("settings.account.address")}
        description={t(
          helpdesk === "rt" ? "settings.account.rtAddressHint" : "settings.account.addressHint",
        )}
        type="url"
        dir="ltr"
        autoFocus
        value={baseUrl}
        onChange={(value) => change(() => setBaseUrl(value))}
        error={wrong("baseUrl")}
      />
      <CredentialFields
        helpdesk={helpdesk}
        typed={typed}
        onChange={(value) => change(() => setTyped(value))}
        emailError={wrong("email")}
        tokenError={wrong("token")}
      />
      {error !== null && field === null && (
        <ErrorNote error={error} record={baseUrl.trim() || undefined} />
      )}
      {found !== null && <Found account={found} />}
      <div className={styles["ways"]}>
        <Button
          variant={found === null ? "primary" : "plain"}
          type={found === null ? "submit" : "button"}
          isDisabled={!isComplete}
          isPending={doing === "testing"}
          onPress={() => {
            if (found !== null) void ask("accounts.probe");
          }}
        >
          {t(doing === "testing" ? "settings.account.testing" : "settings.account.test")}
        </Button>
        <Button
          variant={found === null ? "plain" : "primary"}
          type={found === null ? "button" : "submit"}
          isDisabled={found === null}
          isPending={doing === "adding"}
        >
          {t("settings.account.add")}
        </Button>
        <Button variant="quiet" onPress={onDone}>
          {t("common.action.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** What the test found: who the agent is there, and what they may not do. */
function Found({ account }: { readonly account: AccountSummary }) {
  const { t, format } = useText();
  /** Main names what is missing by a key; an account of an older release may hold words. */
  const words = (missing: string): string => {
    const key = `settings.account.lacks.${missing.replace(/-./g, (two) => two.slice(1).toUpperCase())}`;
    return isTextKey(key) ? t(key) : missing;
  };
  return (
    <NoticeLine isInline tone={account.missing.length > 0 ? "caution" : "info"}>
      {t("settings.account.found", { agent: account.agentName, helpdesk: account.name })}{" "}
      {t(account.mode === "admin" ? "settings.account.asAdmin" : "settings.account.asAgent")}{" "}
      {account.missing.length > 0 &&
        t("settings.account.missing", { what: format.list(account.missing.map(words)) })}
    </NoticeLine>
  );
}
