import { expect, test } from "vitest";
import { readAnswer } from "#main/connectors/zendesk/client.ts";
import { readErrorBody, toAppError } from "#main/connectors/zendesk/errors.ts";

/** Bodies typed by hand from the fact sheet, §2. */
const ENVELOPES = [
  ["A", { error: "RecordNotFound", description: "Not found" }, "RecordNotFound", "Not found", null],
  [
    "B",
    {
      error: "RecordInvalid",
      description: "Record validation errors",
      details: { status: [{ description: "closed prevents ticket update" }] },
    },
    "RecordInvalid",
    "closed prevents ticket update",
    "status",
  ],
  [
    "B on the whole record",
    {
      error: "RecordInvalid",
      details: { base: [{ description: "Serial: is required", error: "Blank" }] },
    },
    "RecordInvalid",
    "Serial: is required",
    null,
  ],
  [
    "C",
    { error: { title: "Forbidden", message: "You do not have access to this page." } },
    "Forbidden",
    "Forbidden: You do not have access to this page.",
    null,
  ],
  [
    "D",
    { errors: [{ code: "InvalidPaginationDepth", title: "Too deep", detail: "use cursor" }] },
    "InvalidPaginationDepth",
    "Too deep: use cursor",
    null,
  ],
  ["E", { error: "invalid_token", error_description: "expired" }, "invalid_token", "expired", null],
  [
    "F",
    { error: "Forbidden", description: "Missing the following required scopes: read" },
    "Forbidden",
    "Missing the following required scopes: read",
    null,
  ],
  ["a bare string", "boom", "boom", "boom", null],
  [
    "401 without words",
    { error: "Couldn't authenticate you" },
    "Couldn't authenticate you",
    "Couldn't authenticate you",
    null,
  ],
] as const;

test.each(ENVELOPES)("envelope %s is understood", (_name, body, code, words, field) => {
  expect(readErrorBody(body)).toEqual({ code, words, field });
});

test("bodies of no known form cost nothing", () => {
  for (const body of [
    null,
    7,
    [],
    {},
    { errors: [] },
    { errors: "x" },
    { error: null },
    { details: [] },
    { details: { tags: [] } },
  ]) {
    expect(readErrorBody(body).code).toBe("");
  }
});

test("people's addresses in the server's words do not reach our messages", () => {
  const { words } = readErrorBody({
    error: "RecordInvalid",
    details: {
      requester: [{ description: "Requester: jane.doe@customer.example is already being used" }],
    },
  });
  expect(words).not.toContain("jane.doe");
  expect(words).toContain("already being used");
});

const body = (error: string) => ({ code: error, words: error, field: null });
test.each([
  [400, "IdempotentRequestError", "refused"],
  [401, "x", "signed-out"],
  [403, "x", "no-access"],
  [404, "RecordNotFound", "not-found"],
  [408, "x", "unavailable"],
  [409, "UpdateConflict", "conflict"],
  [409, "DatabaseConflict", "unavailable"],
  [412, "x", "conflict"],
  [413, "x", "refused"],
  [422, "RecordInvalid", "refused"],
  [500, "x", "unavailable"],
  [520, "x", "unavailable"],
] as const)("status %i with %s means %s", (status, error, kind) => {
  expect(toAppError(status, body(error)).kind).toBe(kind);
});

const answer = (
  status: number,
  text: string,
  type = "application/json; charset=utf-8",
  extra: Record<string, string> = {},
) =>
  readAnswer(
    { status, headers: { "content-type": type, ...extra }, body: new TextEncoder().encode(text) },
    0,
  );
const kindOf = (result: ReturnType<typeof answer>): string =>
  result.ok ? "ok" : result.error.kind;

test.each([
  [200, '{"a":1}', "application/json", "ok"],
  [204, "", "text/html", "ok"],
  [200, "<html>", "text/html", "blocked"],
  [200, '{"a":1}', "text/plain", "blocked"],
  [200, '{"a":', "application/json", "unavailable"],
  [301, "", "text/html", "blocked"],
  [401, "<html>", "text/html", "blocked"],
  [401, '{"error":"x"}', "application/json", "signed-out"],
  [403, "<html>", "text/html", "blocked"],
  [407, "", "text/html", "blocked"],
  [429, "<html>", "text/html", "throttled"],
  [503, "<html>", "text/html", "unavailable"],
  [500, "", "text/html", "unavailable"],
  [200, '{"a":1}', "application/vnd.api+json", "ok"],
] as const)("an answer %i %s as %s is %s", (status, text, type, kind) => {
  expect(kindOf(answer(status, text, type))).toBe(kind);
});

test("a 429 tells how long to wait, ten seconds when it does not say", () => {
  expect(answer(429, "", "text/html", { "retry-after": "7" })).toEqual({
    ok: false,
    error: { kind: "throttled", retryAfterMs: 7000 },
  });
  expect(answer(429, "{}")).toEqual({
    ok: false,
    error: { kind: "throttled", retryAfterMs: 10_000 },
  });
});
