import { expect, test } from "vitest";
import type { AppError } from "#domain/kernel/app-error.ts";
import { LOCALES } from "#renderer/i18n/locale.ts";
import { textFor } from "#renderer/i18n/text.ts";
import { errorWords } from "#renderer/ui/error-words.ts";

const ERRORS: readonly AppError[] = [
  { kind: "offline", detail: "ECONNREFUSED" },
  { kind: "blocked", detail: "HTML" },
  { kind: "signed-out", detail: "401" },
  { kind: "throttled", retryAfterMs: 42_000 },
  { kind: "unavailable", status: 503, detail: "" },
  { kind: "conflict", detail: "409" },
  { kind: "refused", status: 422, field: "status", detail: "is invalid" },
  { kind: "refused", status: 422, field: null, detail: "no" },
  { kind: "not-found", detail: "" },
  { kind: "no-access", detail: "" },
  { kind: "invalid", field: "baseUrl", detail: "", remedy: "baseUrl.empty" },
  { kind: "storage", detail: "ENOSPC" },
  { kind: "cancelled" },
  { kind: "defect", detail: "x is not a function" },
];

test.each(LOCALES)("every failure has words and a remedy in %s", (locale) => {
  for (const error of ERRORS) {
    const { what, remedy } = errorWords(error, textFor(locale));
    expect(what).not.toMatch(/^errors\.|\{\{/);
    expect(remedy).not.toMatch(/^errors\.|\{\{/);
  }
});

test("a wrong field is named as the form names it, with what helps", () => {
  const words = errorWords(
    { kind: "invalid", field: "baseUrl", detail: "", remedy: "baseUrl.https" },
    textFor("en"),
  );
  expect(words.what).toContain("Address");
  expect(words.remedy).toContain("https://");
  expect(words.field).toBe("baseUrl");
});

test("a remedy nobody has words for falls back to a general one", () => {
  const words = errorWords(
    { kind: "invalid", field: "colour", detail: "mauve", remedy: "unheard.of" },
    textFor("en"),
  );
  expect(words.what).toContain("colour");
  expect(words.remedy).toBe("Correct it and try again.");
});

test("the wait of a throttled request is told", () => {
  expect(errorWords({ kind: "throttled", retryAfterMs: 42_000 }, textFor("en")).remedy).toContain(
    "42 sec",
  );
});
