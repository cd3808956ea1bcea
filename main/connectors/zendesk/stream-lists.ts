import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Changes, Page, RecordKind, SetAside, Tombstone } from "#domain/sync/page.ts";
import type { Query } from "#main/connectors/zendesk/client.ts";
import { readCursor, writeCursor } from "#main/connectors/zendesk/cursor.ts";
import { listAll, PAGE_SIZE } from "#main/connectors/zendesk/list.ts";
import { toArticle, toField, toView } from "#main/connectors/zendesk/map-lists.ts";
import { toMacro } from "#main/connectors/zendesk/map-macro.ts";
import { toOrganisation } from "#main/connectors/zendesk/map-people.ts";
import { ticketGone } from "#main/connectors/zendesk/map-ticket.ts";
import { listOf, nextAfter, parseRecords } from "#main/connectors/zendesk/parse.ts";
import { noNotes, setAsideContext, type Remote } from "#main/connectors/zendesk/remote.ts";
import { minutes, type Stream } from "#main/connectors/zendesk/stream.ts";
import {
  WireArticle,
  WireDeleted,
  WireField,
  WireMacro,
  WireOrganization,
  WireView,
} from "#main/connectors/zendesk/wire.ts";

const page = (changes: Changes, setAside: readonly SetAside[]): Page => ({
  changes,
  setAside,
  cursor: "{}",
  end: true,
  total: null,
});

/** A short list that is read whole each time, so that what vanished there vanishes here. */
function wholeList<T>(
  remote: Remote,
  id: string,
  path: string,
  key: string,
  kind: RecordKind,
  query: Query,
  everyMs: number,
  schema: z.ZodType<T>,
  map: (records: readonly T[]) => Changes,
): Stream {
  return {
    spec: { id, phase: "lists", intervalMs: everyMs, completesThreads: false },
    pull: async (_cursor, signal): Promise<Result<Page, AppError>> => {
      const listed = await listAll(remote.client, path, key, query, "profiles", signal);
      if (!listed.ok) return listed;
      const { records, suspicious, whole } = listed.value;
      const setAside = noNotes();
      const good = parseRecords(
        records,
        schema,
        kind,
        suspicious,
        setAsideContext(remote),
        setAside,
      );
      const changes = map(good);
      // A record that was set aside still exists there: dropping "the rest" would lose the copy we had.
      const isComplete = whole && setAside.length === 0;
      return ok(page(isComplete ? { ...changes, wholeKinds: [kind] } : changes, setAside));
    },
  };
}

/** Colleagues, macros, fields, views and articles. */
export function createListStreams(remote: Remote): readonly Stream[] {
  const { accountId } = remote;
  const people: Stream = {
    spec: { id: "people", phase: "lists", intervalMs: minutes(10), completesThreads: false },
    pull: async (_cursor, signal) => {
      const loaded = await remote.directory.load("profiles", signal);
      if (!loaded.ok) return loaded;
      const { agents, groups, setAside, whole } = loaded.value;
      const wholeKinds: readonly RecordKind[] =
        whole && setAside.length === 0 ? ["agent", "group"] : [];
      return ok(page({ agents, groups, wholeKinds }, setAside));
    },
  };
  return [
    people,
    wholeList(
      remote,
      "macros",
      "/macros.json",
      "macros",
      "macro",
      {},
      minutes(5),
      WireMacro,
      (list) => ({
        macros: list.map((one) => toMacro(one, accountId)),
      }),
    ),
    wholeList(
      remote,
      "fields",
      "/ticket_fields.json",
      "ticket_fields",
      "field",
      {},
      minutes(30),
      WireField,
      (list) => ({
        fields: list.flatMap((one) => toField(one, accountId) ?? []),
      }),
    ),
    wholeList(
      remote,
      "views",
      "/views.json",
      "views",
      "view",
      {},
      minutes(30),
      WireView,
      (list) => ({
        views: list.filter((one) => one.active !== false).map((one) => toView(one, accountId)),
      }),
    ),
    wholeList(
      remote,
      "articles",
      "/help_center/articles.json",
      "articles",
      "article",
      {},
      minutes(60),
      WireArticle,
      (list) => ({
        articles: list.filter((one) => one.draft !== true).map((one) => toArticle(one, accountId)),
      }),
    ),
  ];
}

const Paged = z.object({ after: z.string().nullable() });

/** Organisations for agents, who may not use the export: page by page, then again after six hours. */
export function createOrganisationStream(remote: Remote): Stream {
  return {
    spec: {
      id: "organisation-list",
      phase: "history",
      intervalMs: minutes(360),
      completesThreads: false,
    },
    rewind: () => null,
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const at = readCursor(text, Paged)?.after ?? null;
      const answer = await remote.client.call(
        {
          method: "GET",
          path: "/organizations.json",
          query: { "page[size]": PAGE_SIZE, "page[after]": at ?? undefined },
          urgency: "prefetch",
        },
        signal,
      );
      if (!answer.ok) return answer;
      const list = listOf(answer.value, "organizations");
      if (!list.ok) return list;
      const setAside = noNotes();
      const good = parseRecords(
        list.value,
        WireOrganization,
        "organisation",
        answer.value.suspicious,
        setAsideContext(remote),
        setAside,
      );
      const after = nextAfter(answer.value);
      const goesOn = after !== null && after !== at;
      return ok({
        changes: { organisations: good.map((one) => toOrganisation(one, remote.accountId)) },
        setAside,
        cursor: writeCursor({ after: goesOn ? after : null }),
        end: !goesOn,
        total: null,
      });
    },
  };
}

/** Some answers write times without dashes, as `20140704T15:37:04Z`. */
function toDeletedAt(text: string | null | undefined): number | null {
  const dashed = (text ?? "").replace(/^(\d{4})(\d{2})(\d{2})T/, "$1-$2-$3T");
  const at = Date.parse(dashed);
  return Number.isNaN(at) ? null : at;
}

const MAX_DELETED_PAGES = 10;

/** Tickets deleted in the last 30 days, newest first, back to the last one known. Source: zendesk-api facts §6.12. */
export function createDeletedStream(remote: Remote): Stream {
  const Mark = z.object({ mark: z.number() });
  return {
    spec: { id: "deleted", phase: "sweep", intervalMs: minutes(10), completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const mark = readCursor(text, Mark)?.mark ?? 0;
      const setAside = noNotes();
      const tombstones: Tombstone[] = [];
      let newest = mark;
      for (let number = 1; number <= MAX_DELETED_PAGES; number += 1) {
        const answer = await remote.client.call(
          {
            method: "GET",
            path: "/deleted_tickets.json",
            query: { sort_by: "deleted_at", sort_order: "desc", page: number, per_page: 100 },
            urgency: "sweep",
          },
          signal,
        );
        if (!answer.ok) return answer;
        const list = listOf(answer.value, "deleted_tickets");
        if (!list.ok) return list;
        const good = parseRecords(
          list.value,
          WireDeleted,
          "deleted ticket",
          answer.value.suspicious,
          setAsideContext(remote),
          setAside,
        );
        let oldest = Number.POSITIVE_INFINITY;
        for (const one of good) {
          const at = toDeletedAt(one.deleted_at) ?? remote.client.serverNow();
          newest = Math.max(newest, at);
          oldest = Math.min(oldest, at);
          if (at >= mark) {
            tombstones.push(ticketGone(globalId(remote.accountId, one.id), "deleted", at));
          }
        }
        if (list.value.length < 100 || oldest < mark) break;
      }
      return ok({
        changes: { tombstones },
        setAside,
        cursor: writeCursor({ mark: newest }),
        end: true,
        total: null,
      });
    },
  };
}
