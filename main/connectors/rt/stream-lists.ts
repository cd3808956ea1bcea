import { queueName } from "#domain/mapping/rt-mapping.ts";
import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { ok, type Result } from "#domain/kernel/result.ts";
import type { Page } from "#domain/sync/page.ts";
import { readCursor } from "#main/connectors/rt/cursor.ts";
import { PAGE_SIZE, readAll, search } from "#main/connectors/rt/list.ts";
import { toArticle } from "#main/connectors/rt/map-lists.ts";
import { parseRecords } from "#main/connectors/rt/parse.ts";
import { notesFor, type Remote } from "#main/connectors/rt/remote.ts";
import { minutes, type Stream } from "#main/connectors/rt/stream.ts";
import { searchTickets } from "#main/connectors/rt/tickets.ts";
import { WireArticle } from "#main/connectors/rt/wire.ts";

const Done = z.object({ doneAt: z.number() });
const FIRST_EVERY_MS = minutes(30);

/** What the agent needs first: the newest unsolved tickets of their own or of nobody. */
export function createFirstStream(remote: Remote): Stream {
  return {
    spec: { id: "first", phase: "first", intervalMs: FIRST_EVERY_MS, completesThreads: false },
    pull: async (text, signal): Promise<Result<Page, AppError>> => {
      const now = remote.clock.now();
      const stored = readCursor(text, Done);
      const end = { setAside: [], end: true, total: null } as const;
      if (stored !== null && now - stored.doneAt < FIRST_EVERY_MS) {
        return ok({ changes: {}, cursor: JSON.stringify(stored), ...end });
      }
      const ready = await remote.directory.ensure("changed-list", signal);
      if (!ready.ok) return ready;
      const page = await searchTickets(
        remote,
        {
          query: "Status='__Active__' AND (Owner='__CurrentUser__' OR Owner='Nobody')",
          orderby: "LastUpdated",
          order: "DESC",
        },
        "changed-list",
        signal,
      );
      if (!page.ok) return page;
      const { tickets, customers, agents, setAside } = page.value;
      return ok({
        changes: { tickets, customers, agents },
        cursor: JSON.stringify({ doneAt: now }),
        ...end,
        setAside,
      });
    },
  };
}

/** Colleagues, queues and fields. Colleagues are never the complete set: no list tells them. */
export function createDeskStream(remote: Remote): Stream {
  return {
    spec: { id: "desk", phase: "lists", intervalMs: minutes(30), completesThreads: false },
    pull: async (_cursor, signal): Promise<Result<Page, AppError>> => {
      const desk = await remote.directory.take("profiles", signal);
      if (!desk.ok) return desk;
      const { agents, groups, fields, setAside } = desk.value;
      return ok({
        changes: {
          agents,
          groups: groups.map((one) => ({ ...one, name: queueName(remote.mapping, one.name) })),
          fields,
          wholeKinds: setAside.length === 0 ? ["group", "field"] : [],
        },
        setAside,
        cursor: "{}",
        end: true,
        total: null,
      });
    },
  };
}

/** Articles, read whole each time, so that what vanished there vanishes here. */
export function createArticleStream(remote: Remote): Stream {
  return {
    spec: { id: "articles", phase: "lists", intervalMs: minutes(60), completesThreads: false },
    pull: async (_cursor, signal): Promise<Result<Page, AppError>> => {
      const listed = await readAll(
        remote.client,
        {
          path: "/articles",
          query: {
            query: search({ field: "id", operator: ">", value: 0 }),
            fields: "Name,Summary,CustomFields,LastUpdated,Class,Disabled",
            "fields[Class]": "Name",
            per_page: PAGE_SIZE,
          },
          urgency: "profiles",
        },
        signal,
        false,
      );
      if (!listed.ok) return listed;
      const notes = notesFor(remote);
      const { items, suspicious } = listed.value;
      const good = parseRecords(items, WireArticle, "article", suspicious, notes);
      return ok({
        changes: {
          articles: good
            .filter((one) => one.Disabled !== "1")
            .map((one) => toArticle(one, remote.accountId, remote.client.base)),
          wholeKinds: notes.setAside.length === 0 ? ["article"] : [],
        },
        setAside: notes.setAside,
        cursor: "{}",
        end: true,
        total: null,
      });
    },
  };
}
