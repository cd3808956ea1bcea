import type { AccountKind, Credentials } from "#contract/account.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Select } from "#renderer/ui/Select.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

/** What has been typed so far; unlike `Credentials` it may be unfinished. */
export type Typed = {
  readonly kind: Credentials["kind"];
  /** E-mail, or user name. */
  readonly email: string;
  /** Token, or password. */
  readonly token: string;
};
export const NOTHING_TYPED: Typed = { kind: "api-token", email: "", token: "" };

/** Ways to sign in to a kind of helpdesk; the first is offered first. */
const WAYS: Readonly<Record<AccountKind, readonly Typed["kind"][]>> = {
  demo: ["api-token", "bearer"],
  zendesk: ["api-token", "bearer"],
  rt: ["password", "bearer"],
};
export const firstWay = (helpdesk: AccountKind): Typed["kind"] => WAYS[helpdesk][0] ?? "bearer";

/** The credentials, or null while something is missing. */
export function toCredentials(typed: Typed): Credentials | null {
  const token = typed.token.trim();
  const email = typed.email.trim();
  if (token === "") return null;
  switch (typed.kind) {
    case "bearer":
      return { kind: "bearer", token };
    case "api-token":
      return email.length < 3 ? null : { kind: "api-token", email, token };
    case "password":
      // a password may begin or end with a space
      return email === "" ? null : { kind: "password", user: email, password: typed.token };
  }
}

/**
 * How to sign in. Zendesk: an agent's e-mail with an API token, or an OAuth access token. Request Tracker: name and
 * password, or a token made there.
 */
export function CredentialFields({
  helpdesk,
  typed,
  onChange,
  emailError,
  tokenError,
}: {
  readonly helpdesk: AccountKind;
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  readonly emailError: string | null;
  readonly tokenError: string | null;
}) {
  const { t } = useText();
  const bearer = helpdesk === "rt" ? "rtToken" : "bearer";
  const labels = {
    "api-token": t("settings.account.apiToken"),
    bearer: t(`settings.account.${bearer}`),
    password: t("settings.account.password"),
  } as const;
  const secrets = {
    "api-token": [labels["api-token"], t("settings.account.apiTokenHint")],
    bearer: [labels.bearer, t(`settings.account.${bearer}Hint`)],
    password: [t("settings.account.secret"), t("settings.account.secretHint")],
  } as const;
  const [secretLabel, secretHint] = secrets[typed.kind];
  const isUser = typed.kind === "password";
  return (
    <>
      <Select
        label={t("settings.account.signInWith")}
        value={typed.kind}
        onChange={(kind) => onChange({ ...typed, kind })}
        options={WAYS[helpdesk].map((value) => ({ value, label: labels[value] }))}
      />
      {typed.kind !== "bearer" && (
        <TextField
          label={t(isUser ? "settings.account.user" : "settings.account.email")}
          description={t(isUser ? "settings.account.userHint" : "settings.account.emailHint")}
          type={isUser ? "text" : "email"}
          dir="ltr"
          value={typed.email}
          onChange={(email) => onChange({ ...typed, email })}
          error={emailError}
        />
      )}
      <TextField
        label={secretLabel}
        description={secretHint}
        type="password"
        dir="ltr"
        value={typed.token}
        onChange={(token) => onChange({ ...typed, token })}
        error={tokenError}
      />
    </>
  );
}
