import type { QueryError } from "#domain/search/parse-query.ts";
import { isTextKey, type Translate } from "#renderer/i18n/text.ts";

/** Says what is wrong with a query and how to mend it. */
export function queryErrorWords({ code, values }: QueryError, t: Translate): string {
  if (code === "unknown-field" && values["near"] === "") return t("search.error.no-field", values);
  const key = `search.error.${code}`;
  return isTextKey(key) ? t(key, values) : code;
}
