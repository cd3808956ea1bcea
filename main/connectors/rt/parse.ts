import type { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import type { Answer } from "#main/connectors/rt/client.ts";

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

function hasForbiddenKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.keys(value).some(
    (key) =>
      (FORBIDDEN.has(key) && !Array.isArray(value)) ||
      hasForbiddenKey((value as Readonly<Record<string, unknown>>)[key]),
  );
}

/** Where notes about malformed records go. */
export type Notes = {
  readonly accountId: string;
  /** ms epoch local. */
  readonly now: number;
  readonly setAside: SetAside[];
};

/** Field and reason of the first issue; values are never quoted, they may be customers' text. */
function firstIssue(error: z.ZodError): { readonly field: string; readonly reason: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { field: "", reason: "unreadable" };
  const field = issue.path.join(".");
  const reason =
    issue.code === "invalid_type" ? `should be ${issue.expected}` : issue.message.slice(0, 120);
  return { field: field === "" ? "(record)" : field, reason };
}

const remoteIdOf = (record: unknown): string | null => {
  if (typeof record !== "object" || record === null || !("id" in record)) return null;
  const { id } = record;
  return typeof id === "number" || typeof id === "string" ? String(id).slice(0, 40) : null;
};

/**
 * Parses records one by one; a malformed one is set aside with its first wrong field while the rest goes on.
 *
 * @param kind Word for the record in the note, e.g. `ticket`.
 */
export function parseRecords<T>(
  records: readonly unknown[],
  schema: z.ZodType<T>,
  kind: string,
  suspicious: boolean,
  notes: Notes,
): readonly T[] {
  const good: T[] = [];
  for (const record of records) {
    const isForbidden = suspicious && hasForbiddenKey(record);
    const parsed = isForbidden ? null : schema.safeParse(record);
    if (parsed?.success === true) {
      good.push(parsed.data);
      continue;
    }
    const why =
      parsed === null
        ? { field: "(record)", reason: "a forbidden name" }
        : firstIssue(parsed.error);
    notes.setAside.push({
      accountId: notes.accountId,
      kind,
      remoteId: remoteIdOf(record),
      ...why,
      at: notes.now,
    });
  }
  return good;
}

/** A single record; `unavailable` names the wrong field. */
export function parseOne<T>(
  answer: Answer,
  schema: z.ZodType<T>,
  kind: string,
): Result<T, AppError> {
  const isForbidden = answer.suspicious && hasForbiddenKey(answer.json);
  const parsed = isForbidden ? null : schema.safeParse(answer.json);
  if (parsed?.success === true) return ok(parsed.data);
  const why =
    parsed === null ? { field: "", reason: "a forbidden name" } : firstIssue(parsed.error);
  return err({
    kind: "unavailable",
    status: answer.status,
    detail: `${kind}.${why.field} ${why.reason}`,
  });
}

/** One page of a collection. */
export type Listed = {
  readonly items: readonly unknown[];
  readonly suspicious: boolean;
  /** Rows of the whole answer; null where this agent is not told. */
  readonly total: number | null;
  /** The page the server says it gave; newer servers answer a page past the end with the last one. */
  readonly page: number;
};

/** The envelope of a collection. An answer without `items` is not one we can use. */
export function readList(answer: Answer): Result<Listed, AppError> {
  const { json } = answer;
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    const { items, total, page } = json as Readonly<Record<string, unknown>>;
    if (Array.isArray(items)) {
      return ok({
        items: items as readonly unknown[],
        suspicious: answer.suspicious,
        total: typeof total === "number" ? total : null,
        page: typeof page === "number" ? page : 1,
      });
    }
  }
  return err({ kind: "unavailable", status: answer.status, detail: "the answer is no list" });
}
