import type { AppError } from "#domain/kernel/app-error.ts";
import { currentText } from "#renderer/i18n/text.ts";
import { errorWords } from "#renderer/ui/error-words.ts";

/** A failure in one line: what happened and the remedy, in the agent's words. */
export function failureText(error: AppError): string {
  const { what, remedy } = errorWords(error, currentText());
  return `${what} ${remedy}`;
}
