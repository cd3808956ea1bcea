import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { readCursor, writeCursor } from "#main/connectors/zendesk/cursor.ts";
import { listAll } from "#main/connectors/zendesk/list.ts";
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
/** A restart within this time does not repeat what was just read. */
const AGAIN_AFTER_MS = minutes(5);

/** What the agent needs, most needed first. */
const SCOPES = ["mine", "unassigned", "my-groups"] as const;
type Scope = (typeof SCOPES)[number];

const Done = z.object({ doneAt: z.number() });
const Rest = z.object({
  scope: z.number().int(),
  page: z.number().int(),
  doneAt: z.number().nullable(),
});
type Rest = z.infer<typeof Rest>;

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, " ")}"`;
const isHidden = (error: AppError): boolean =>
  error.kind === "not-found" || error.kind === "no-access";
const isRecent = (doneAt: number | null, remote: Remote): boolean =>
  doneAt !== null && Math.abs(remote.clock.now() - doneAt) < AGAIN_AFTER_MS;
const emptyPage = (cursor: Readonly<Record<string, unknown>>, end: boolean): Page => ({
  changes: {},
  setAside: [],
  cursor: writeCursor(cursor),
  end,
  total: null,
});

/** Names of the groups the agent belongs to; none where the role may not read them. */
async function listMyGroups(
  remote: Remote,
  signal: AbortSignal,
): Promise<Result<readonly string[], AppError>> {
  const { client } = remote;
  const me = remote.meId();
  const list = (path: string, key: string) =>
    listAll(client, path, key, {}, "changed-list", signal);
  const [groups, links] = await Promise.all([
    list("/groups.json", "groups"),
    list(`/users/${me}/group_memberships.json`, "group_memberships"),
  ]);
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

type Found = { readonly batch: TicketBatch; readonly more: boolean };
const NOTHING: Found = {
  batch: { changes: {}, setAside: [], wire: [], names: new Map() },
  more: false,
};

/**
 * What the agent needs first, by search: own, unassigned and their groups' unsolved tickets with the people. The
 * first stream takes the newest hundred of each, all at once; the second the rest, up to what the search gives. The
 * search index may lag by minutes: the live stream closes that gap.
 * Source: zendesk-api facts §7.
 */
export function createFirstStreams(remote: Remote): readonly Stream[] {
  let groupNames: readonly string[] | null = null;
  /** Scopes whose first page was their last, as seen in this session. */
  const short = new Set<Scope>();

  async function queryOf(
    scope: Scope,
    signal: AbortSignal,
  ): Promise<Result<string | null, AppError>> {
    const unsolved = "type:ticket status<solved";
    if (scope === "mine") return ok(`${unsolved} assignee:me`);
    if (scope === "unassigned") return ok(`${unsolved} assignee:none`);
    if (groupNames === null) {
      const names = await listMyGroups(remote, signal);
      if (!names.ok) return names;
      groupNames = names.value;
    }
    if (groupNames.length === 0) return ok(null);
    return ok(`${unsolved} ${groupNames.map((name) => `group:${quote(name)}`).join(" ")}`);
  }

  /** Search answers bring neither people nor clocks: a second call reads what was found. */
  async function readFound(
    results: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Result<TicketBatch, AppError>> {
    const ids = results.flatMap((one) =>
      typeof one === "object" && one !== null && "id" in one && typeof one.id === "number"
        ? one.id
        : [],
    );
    if (ids.length === 0) return ok(NOTHING.batch);
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

  async function find(
    scope: Scope,
    page: number,
    signal: AbortSignal,
  ): Promise<Result<Found, AppError>> {
    const query = await queryOf(scope, signal);
    if (!query.ok) return query;
    if (query.value === null) return ok(NOTHING);
    const answer = await remote.client.call(
      {
        method: "GET",
        path: "/search.json",
        query: {
          query: query.value,
          sort_by: "updated_at",
          sort_order: "desc",
          page,
          per_page: PER_PAGE,
        },
        urgency: "changed-list",
      },
      signal,
    );
    // `next_page` may point past what the search gives
    if (!answer.ok) return page > 1 && answer.error.kind === "refused" ? ok(NOTHING) : answer;
    const results = listOf(answer.value, "results");
    if (!results.ok) return results;
    const batch = await readFound(results.value, signal);
    if (!batch.ok) return batch;
    const more = memberOf(answer.value, "next_page") !== null && results.value.length > 0;
    return ok({ batch: batch.value, more });
  }

  async function pullFirst(
    text: string | null,
    signal: AbortSignal,
  ): Promise<Result<Page, AppError>> {
    const stored = readCursor(text, Done);
    if (stored !== null && isRecent(stored.doneAt, remote)) return ok(emptyPage(stored, true));
    const found = await Promise.all(SCOPES.map((scope) => find(scope, 1, signal)));
    const batches: TicketBatch[] = [];
    for (const [index, one] of found.entries()) {
      if (!one.ok) return one;
      const scope = SCOPES[index] ?? "mine";
      if (one.value.more) short.delete(scope);
      else short.add(scope);
      batches.push(one.value.batch);
    }
    return ok({
      changes: {
        tickets: batches.flatMap((batch) => batch.changes.tickets ?? []),
        customers: batches.flatMap((batch) => batch.changes.customers ?? []),
        organisations: batches.flatMap((batch) => batch.changes.organisations ?? []),
      },
      setAside: batches.flatMap((batch) => batch.setAside),
      cursor: writeCursor({ doneAt: remote.clock.now() }),
      end: true,
      total: null,
    });
  }

  async function pullRest(
    text: string | null,
    signal: AbortSignal,
  ): Promise<Result<Page, AppError>> {
    const start: Rest = { scope: 0, page: 2, doneAt: null };
    const stored = readCursor(text, Rest) ?? start;
    if (isRecent(stored.doneAt, remote)) return ok(emptyPage(stored, true));
    const at = stored.doneAt === null ? stored : start;
    const scope = SCOPES[at.scope];
    const isLast = at.scope >= SCOPES.length - 1;
    const following: Rest = isLast
      ? { ...start, doneAt: remote.clock.now() }
      : { scope: at.scope + 1, page: 2, doneAt: null };
    if (scope === undefined || short.has(scope)) return ok(emptyPage(following, isLast));
    const found = await find(scope, at.page, signal);
    if (!found.ok) return found;
    const goesOn = found.value.more && at.page < LAST_PAGE;
    return ok({
      changes: found.value.batch.changes,
      setAside: found.value.batch.setAside,
      cursor: writeCursor(goesOn ? { ...at, page: at.page + 1 } : following),
      end: isLast && !goesOn,
      total: null,
    });
  }

  const spec = { phase: "first", completesThreads: false } as const;
  return [
    { spec: { ...spec, id: "first", intervalMs: minutes(10) }, pull: pullFirst },
    { spec: { ...spec, id: "first-rest", intervalMs: minutes(30) }, pull: pullRest },
  ];
}
