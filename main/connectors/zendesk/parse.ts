import type { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Answer } from "#main/connectors/zendesk/client.ts";

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** Path of the first forbidden key anywhere in parsed JSON; null when there is none. */
export function findForbiddenKey(value: unknown, path = ""): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const key of Object.keys(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (FORBIDDEN.has(key) && !Array.isArray(value)) return at;
    const below = findForbiddenKey((value as Readonly<Record<string, unknown>>)[key], at);
    if (below !== null) return below;
  }
  return null;
}

/** Who sets aside, for the note that a person reads. */
export type SetAsideContext = {
  readonly accountId: string;
  /** ms epoch local. */
  readonly now: number;
};

const remoteIdOf = (record: unknown): string | null => {
  if (typeof record !== "object" || record === null) return null;
  const id = (record as Readonly<Record<string, unknown>>)["id"];
  return typeof id === "number" || typeof id === "string" ? String(id).slice(0, 40) : null;
};

/** Words of the first issue; values are never quoted, they may be customers' text. */
function firstIssue(error: z.ZodError): { readonly field: string; readonly reason: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { field: "", reason: "unreadable" };
  const field = issue.path.join(".");
  const reason =
    issue.code === "invalid_type" ? `should be ${issue.expected}` : issue.message.slice(0, 120);
  return { field: field === "" ? "(record)" : field, reason };
}

/**
 * Parses records one by one; a malformed one is set aside with its first wrong field while the rest goes on.
 *
 * @param kind       Word for the record in the note, e.g. `ticket`.
 * @param suspicious The body may hold forbidden keys (`Answer.suspicious`).
 * @param setAside   Notes are appended here.
 */
export function parseRecords<T>(
  records: readonly unknown[],
  schema: z.ZodType<T>,
  kind: string,
  suspicious: boolean,
  context: SetAsideContext,
  setAside: SetAside[],
): readonly T[] {
  const good: T[] = [];
  for (const record of records) {
    const forbidden = suspicious ? findForbiddenKey(record) : null;
    const parsed = forbidden === null ? schema.safeParse(record) : null;
    if (parsed?.success === true) {
      good.push(parsed.data);
      continue;
    }
    const note =
      parsed === null
        ? { field: forbidden ?? "", reason: "a forbidden name" }
        : firstIssue(parsed.error);
    setAside.push({
      accountId: context.accountId,
      kind,
      remoteId: remoteIdOf(record),
      ...note,
      at: context.now,
    });
  }
  return good;
}

/** A member of an answer's body, whatever it is. */
export function memberOf(answer: Answer, name: string): unknown {
  const { json } = answer;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.hasOwn(json, name) ? (json as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A list that must be there; an answer without it is not one we can use. */
export function listOf(answer: Answer, name: string): Result<readonly unknown[], AppError> {
  const value = memberOf(answer, name);
  if (Array.isArray(value)) return ok(value as readonly unknown[]);
  return err({
    kind: "unavailable",
    status: answer.status,
    detail: `the answer lacks the list "${name}"`,
  });
}

/** A list that may be there. */
export function sideList(answer: Answer, name: string): readonly unknown[] {
  const value = memberOf(answer, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** One record under a key; `unavailable` names the wrong field. */
export function recordOf<T>(
  answer: Answer,
  name: string,
  schema: z.ZodType<T>,
): Result<T, AppError> {
  const value = memberOf(answer, name);
  const forbidden = answer.suspicious ? findForbiddenKey(value) : null;
  const parsed = forbidden === null ? schema.safeParse(value) : null;
  if (parsed?.success === true) return ok(parsed.data);
  const note =
    parsed === null
      ? { field: forbidden ?? "", reason: "a forbidden name" }
      : firstIssue(parsed.error);
  return err({
    kind: "unavailable",
    status: answer.status,
    detail: `${name}.${note.field} ${note.reason}`,
  });
}

/** Where a cursor-paged list goes on: `meta`; null at its end. Source: zendesk-api facts §4. */
export function nextAfter(answer: Answer): string | null {
  const meta = memberOf(answer, "meta");
  if (typeof meta !== "object" || meta === null) return null;
  const { has_more: more, after_cursor: after } = meta as Readonly<Record<string, unknown>>;
  return more === true && typeof after === "string" && after !== "" ? after : null;
}
