import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { listAll } from "#main/connectors/zendesk/list.ts";
import { readCursor, writeCursor } from "#main/connectors/zendesk/cursor.ts";
import { listOf, memberOf, parseRecords } from "#main/connectors/zendesk/parse.ts";
import { noNotes, setAsideContext, type Remote } from "#main/connectors/zendesk/remote.ts";
import { minutes, type Stream } from "#main/connectors/zendesk/stream.ts";
import {
  addMissingPeople,
  batchOf,
  TICKET_INCLUDE,
  type TicketBatch,
} from "#main/connectors/zendesk/tickets.ts";
import { WireGroup, WireMembership } from "#main/connectors/zendesk/wire.ts";

const PER_PAGE = 100;
/** The search never gives more than 1,000 results. Source: zendesk-api facts §7. */
const LAST_PAGE = 10;
const AGAIN_AFTER_MS = minutes(5);

const Cursor = z.object({
  step: z.number().int(),
  page: z.number().int(),
  doneAt: z.number().nullable(),
});
type Cursor = z.infer<typeof Cursor>;

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, " ")}"`;

/** Names of the groups the agent belongs to. */
async function listMyGroups(
  remote: Remote,
  signal: AbortSignal,
): Promise<Result<readonly string[], AppError>> {
  const { client } = remote;
  const me = remote.meId();
  const [groups, links] = await Promise.all([
    listAll(client, "/groups.json", "groups", {}, "changed-list", signal),
    listAll(
      client,
      `/users/${me}/group_memberships.json`,
      "group_memberships",
      {},
      "changed-list",
      signal,
    ),
  ]);
  const isHidden = (error: AppError): boolean =>
    error.kind === "not-found" || error.kind === "no-access";
  if (!groups.ok) return isHidden(groups.error) ? ok([]) : groups;
  if (!links.ok) return isHidden(links.error) ? ok([]) : links;
  const notes = noNotes();
  const context = setAsideContext(remote);
  const mine = new Set(
    parseRecords(links.value.records, WireMembership, "group membership", false, context, notes)
      .filter((link) => link.user_id === me)
      .map((link) => link.group_id),
  );
  return ok(
    parseRecords(groups.value.records, WireGroup, "group", false, context, notes)
      .filter((group) => mine.has(group.id))
      .map((group) => group.name),
  );
}

/**
 * What the agent needs first, by search: own, unassigned and their groups' unsolved tickets with the people. The
 * first stream takes one page of each (three requests), the second the rest up to what the search gives. The search
 * index may lag by minutes: the live stream closes that gap.
 * Source: zendesk-api facts §7.
 */
export function createFirstStreams(remote: Remote): readonly Stream[] {
  let groupNames: readonly string[] | null = null;
  /** Steps whose first page was their last, as seen in this session. */
  const short = new Set<number>();

  async function queryOf(
    step: number,
    signal: AbortSignal,
  ): Promise<Result<string | null, AppError>> {
    const unsolved = "type:ticket status<solved";
    if (step === 0) return ok(`${unsolved} assignee:me`);
    if (step === 1) return ok(`${unsolved} assignee:none`);
    if (groupNames === null) {
      const names = await listMyGroups(remote, signal);
      if (!names.ok) return names;
      groupNames = names.value;
    }
    if (groupNames.length === 0) return ok(null);
    return ok(`${unsolved} ${groupNames.map((name) => `group:${quote(name)}`).join(" ")}`);
  }

  /** Search answers bring neither people nor clocks: one more call reads what was found. */
  async function readFound(
    results: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Result<TicketBatch, AppError>> {
    const ids = results.flatMap((one) =>
      typeof one === "object" && one !== null && "id" in one && typeof one.id === "number"
        ? one.id
        : [],
    );
    if (ids.length === 0) return ok({ changes: {}, setAside: [], wire: [], names: new Map() });
    const answer = await remote.client.call(
      {
        method: "GET",
        path: "/tickets/show_many.json",
        query: { ids: ids.join(","), include: TICKET_INCLUDE },
        urgency: "changed-list",
      },
      signal,
    );
    if (!answer.ok) return answer;
    const batch = batchOf(answer.value, "tickets", remote);
    return batch.ok ? addMissingPeople(batch.value, remote, "changed-list", signal) : batch;
  }

  const emptyPage = (cursor: Cursor, end: boolean): Page => ({
    changes: {},
    setAside: [],
    cursor: writeCursor(cursor),
    end,
    total: null,
  });

  function pull(isRest: boolean) {
    return async (text: string | null, signal: AbortSignal): Promise<Result<Page, AppError>> => {
      const firstPage = isRest ? 2 : 1;
      const start: Cursor = { step: 0, page: firstPage, doneAt: null };
      const stored = readCursor(text, Cursor) ?? start;
      const isDone = stored.doneAt !== null;
      if (isDone && remote.clock.now() - (stored.doneAt ?? 0) < AGAIN_AFTER_MS) {
        return ok(emptyPage(stored, true));
      }
      const at = isDone ? start : stored;
      const next = (step: number, page: number): Cursor => ({
        step: step > 2 ? 0 : step,
        page: step > 2 ? firstPage : page,
        doneAt: step > 2 ? remote.clock.now() : null,
      });
      if (isRest && short.has(at.step)) {
        return ok(emptyPage(next(at.step + 1, firstPage), at.step >= 2));
      }
      const query = await queryOf(at.step, signal);
      if (!query.ok) return query;
      if (query.value === null) return ok(emptyPage(next(at.step + 1, firstPage), at.step >= 2));
      const answer = await remote.client.call(
        {
          method: "GET",
          path: "/search.json",
          query: {
            query: query.value,
            sort_by: "updated_at",
            sort_order: "desc",
            page: at.page,
            per_page: PER_PAGE,
          },
          urgency: "changed-list",
        },
        signal,
      );
      if (!answer.ok) {
        const isPastEnd = isRest && answer.error.kind === "refused";
        return isPastEnd ? ok(emptyPage(next(at.step + 1, firstPage), at.step >= 2)) : answer;
      }
      const results = listOf(answer.value, "results");
      if (!results.ok) return results;
      const batch = await readFound(results.value, signal);
      if (!batch.ok) return batch;
      const more = memberOf(answer.value, "next_page") !== null && results.value.length > 0;
      if (!isRest && more) short.delete(at.step);
      if (!isRest && !more) short.add(at.step);
      const goesOn = isRest && more && at.page < LAST_PAGE;
      const cursor = goesOn ? next(at.step, at.page + 1) : next(at.step + 1, firstPage);
      return ok({
        changes: batch.value.changes,
        setAside: batch.value.setAside,
        cursor: writeCursor(cursor),
        end: cursor.doneAt !== null,
        total: null,
      });
    };
  }

  const spec = { phase: "first", completesThreads: false } as const;
  return [
    { spec: { ...spec, id: "first", intervalMs: minutes(10) }, pull: pull(false) },
    { spec: { ...spec, id: "first-rest", intervalMs: minutes(30) }, pull: pull(true) },
  ];
}
