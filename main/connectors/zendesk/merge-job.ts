import { z } from "zod";
import { globalId } from "#domain/kernel/ids.ts";
import type { PushOutcome } from "#main/sync/ports.ts";
import type { Answer } from "#main/connectors/zendesk/client.ts";
import { memberOf } from "#main/connectors/zendesk/parse.ts";
import { readMany } from "#main/connectors/zendesk/read.ts";
import type { Remote } from "#main/connectors/zendesk/remote.ts";

/** End of the path of a merge. */
export const MERGE_PATH = "/merge.json";
/** Jobs of one ticket end within a second or two; a longer one is found by the next look. */
const TRIES = 12;
const PAUSE_MS = 250;

/** Source: zendesk-api facts §9, Job. */
const Job = z.object({
  id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
  status: z.string(),
  message: z.string().nullish(),
  results: z
    .array(
      z.object({
        success: z.boolean().nullish(),
        error: z.unknown().optional(),
        details: z.unknown().optional(),
      }),
    )
    .nullish()
    .catch(null),
});
type Job = z.infer<typeof Job>;
const Body = z.object({ ids: z.array(z.union([z.number(), z.string()])) });

const words = (value: unknown): string =>
  value === null || value === undefined
    ? ""
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

const isOver = (job: Job): boolean => !["queued", "working"].includes(job.status);

/**
 * Waits for the job that a merge is, a few seconds at most.
 *
 * @returns `ambiguous` while nobody can tell: the source's own history tells later. `accepted` with both tickets as
 *          they are now.
 */
export async function finishMerge(
  remote: Remote,
  answer: Answer,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<PushOutcome> {
  let parsed = Job.safeParse(memberOf(answer, "job_status"));
  for (let i = 0; i < TRIES && parsed.success && !isOver(parsed.data); i += 1) {
    await remote.clock.sleep(PAUSE_MS, signal);
    const read = await remote.client.call(
      { method: "GET", path: `/job_statuses/${parsed.data.id}.json`, urgency: "outbox" },
      signal,
    );
    if (!read.ok) return { kind: "ambiguous", detail: `the job of a merge: ${read.error.kind}` };
    parsed = Job.safeParse(memberOf(read.value, "job_status"));
  }
  if (!parsed.success || !isOver(parsed.data)) {
    return { kind: "ambiguous", detail: "a merge was begun and not yet seen to end" };
  }
  const job = parsed.data;
  const failed = job.results?.find((one) => one.success === false);
  if (job.status !== "completed" || failed !== undefined) {
    const told = [words(failed?.error), words(failed?.details), job.message ?? ""];
    const detail = told.filter(Boolean).join(": ").slice(0, 500);
    return {
      kind: "refused",
      error: { kind: "refused", status: answer.status, field: "into", detail },
    };
  }
  const source = Body.parse(JSON.parse(body)).ids; // our own text
  const target = /\/tickets\/(\d+)\//.exec(path)?.[1] ?? "";
  const ids = [...source, target].map((id) => globalId(remote.accountId, id));
  const rows = await readMany(remote, ids, signal);
  const changes = rows.ok ? rows.value.changes : {};
  return { kind: "accepted", entryId: null, createdId: null, changes };
}
