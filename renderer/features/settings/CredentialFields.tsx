import type { Credentials } from "#contract/account.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Select } from "#renderer/ui/Select.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

/** What has been typed so far; unlike `Credentials` it may be unfinished. */
export type Typed = {
  readonly kind: "api-token" | "bearer";
  readonly email: string;
  readonly token: string;
};
export const NOTHING_TYPED: Typed = { kind: "api-token", email: "", token: "" };

/** The credentials, or null while something is missing. */
export function toCredentials(typed: Typed): Credentials | null {
  const token = typed.token.trim();
  const email = typed.email.trim();
  if (token === "") return null;
  if (typed.kind === "bearer") return { kind: "bearer", token };
  return email.length < 3 ? null : { kind: "api-token", email, token };
}

/** How to sign in to Zendesk: an agent's e-mail with an API token, or an OAuth access token. */
export function CredentialFields({
  typed,
  onChange,
  emailError,
  tokenError,
}: {
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  readonly emailError: string | null;
  readonly tokenError: string | null;
}) {
  const { t } = useText();
  return (
    <>
      <Select
        label={t("settings.account.signInWith")}
        value={typed.kind}
        onChange={(kind) => onChange({ ...typed, kind })}
        options={[
          { value: "api-token", label: t("settings.account.apiToken") },
          { value: "bearer", label: t("settings.account.bearer") },
        ]}
      />
      {typed.kind === "api-token" && (
        <TextField
          label={t("settings.account.email")}
          description={t("settings.account.emailHint")}
          type="email"
          dir="ltr"
          value={typed.email}
          onChange={(email) => onChange({ ...typed, email })}
          error={emailError}
        />
      )}
      <TextField
        label={t(typed.kind === "bearer" ? "settings.account.bearer" : "settings.account.apiToken")}
        description={t(
          typed.kind === "bearer" ? "settings.account.bearerHint" : "settings.account.apiTokenHint",
        )}
        type="password"
        dir="ltr"
        value={typed.token}
        onChange={(token) => onChange({ ...typed, token })}
        error={tokenError}
      />
    </>
  );
}
