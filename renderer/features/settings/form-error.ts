import type { AppError } from "#domain/kernel/app-error.ts";

/** Fields of the form an account is added with, as main names them. */
export const ACCOUNT_FIELDS = ["baseUrl", "email", "token"] as const;
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

const FROM_MAIN: Readonly<Record<string, AccountField>> = {
  baseUrl: "baseUrl",
  "credentials.email": "email",
  email: "email",
  user: "email",
  "credentials.token": "token",
  token: "token",
  password: "token",
};

/** The field of the form a failure is about; null when it is about none of them. */
export function fieldOf(error: AppError): AccountField | null {
  if (error.kind !== "invalid" && error.kind !== "refused") return null;
  return error.field === null ? null : (FROM_MAIN[error.field] ?? null);
}
