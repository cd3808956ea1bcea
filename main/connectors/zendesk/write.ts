import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId, remoteOf, type GlobalId, type MacroId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { Macro } from "#domain/macro/macro.ts";
import type { Intent, StagedFile } from "#domain/sync/intent.ts";
import type { Changes } from "#domain/sync/page.ts";
import type { FrozenRequest, PushOutcome } from "#main/sync/ports.ts";
import type { Answer, Exchange } from "#main/connectors/zendesk/client.ts";
import { listAll } from "#main/connectors/zendesk/list.ts";
import type { Looked } from "#main/connectors/zendesk/looked.ts";
import { finishMerge, MERGE_PATH } from "#main/connectors/zendesk/merge-job.ts";
import { toMacro, toWireMacro } from "#main/connectors/zendesk/map-macro.ts";
import { auditEvents, fromAudit } from "#main/connectors/zendesk/map-thread.ts";
import { toTicket } from "#main/connectors/zendesk/map-ticket.ts";
import { listOf, memberOf, parseRecords, recordOf } from "#main/connectors/zendesk/parse.ts";
import {
  mapContext,
  noNotes,
  setAsideContext,
  type Remote,
} from "#main/connectors/zendesk/remote.ts";
import { WireAudit, WireMacro, WireTicket } from "#main/connectors/zendesk/wire.ts";

/** What an attempt that did not end in data means for the outbox. Source: sync-pitfalls §2 step 3. */
function toOutcome(error: AppError, left: boolean): PushOutcome {
  switch (error.kind) {
    case "throttled":
      return { kind: "throttled", retryAfterMs: error.retryAfterMs };
    case "signed-out":
      return { kind: "signed-out", detail: error.detail };
    case "conflict":
      return { kind: "stale-version" };
    case "unavailable":
      // 409 of another kind: the update lost a race for a lock and was rolled back
      if (error.status === 409) return { kind: "stale-version" };
      return { kind: "ambiguous", detail: `${error.status}: ${error.detail}` };
    case "offline":
    case "blocked":
      return { kind: left ? "ambiguous" : "not-sent", detail: error.detail };
    case "cancelled":
      return { kind: left ? "ambiguous" : "not-sent", detail: "stopped" };
    case "refused":
    case "not-found":
    case "no-access":
    case "invalid":
    case "storage":
    case "defect":
      return { kind: "refused", error };
  }
}

/** Rows that came with the answer of a ticket write. What can't be read is left to the next pull. */
function ticketChanges(
  answer: Answer,
  remote: Remote,
  looked: Looked,
): {
  readonly changes: Changes;
  readonly ticketId: GlobalId | null;
  readonly entryId: string | null;
} {
  const context = mapContext(remote);
  const ticket = recordOf(answer, "ticket", WireTicket);
  const audit = recordOf(answer, "audit", WireAudit);
  const thread = {
    ...context,
    setAsideContext: setAsideContext(remote),
    setAside: noNotes(),
    agentName: remote.directory.agentName,
  };
  const interactions = audit.ok
    ? fromAudit(audit.value, auditEvents(audit.value, thread), thread)
    : [];
  if (!ticket.ok) {
    return {
      changes: { interactions },
      ticketId: null,
      entryId: audit.ok ? String(audit.value.id) : null,
    };
  }
  const mapped = toTicket(ticket.value, context);
  const before = looked.latest(mapped.id);
  // Answers to writes bring no side loads: the clocks looked at a moment ago are better than none.
  const row =
    ticket.value.slas === null || ticket.value.slas === undefined
      ? { ...mapped, slaClocks: before?.slaClocks ?? [] }
      : mapped;
  looked.remember(row);
  return {
    changes: { tickets: [row], interactions },
    ticketId: mapped.id,
    entryId: audit.ok ? String(audit.value.id) : null,
  };
}

/** Sends one frozen attempt and says what came of it. */
export async function sendFrozen(
  remote: Remote,
  looked: Looked,
  request: FrozenRequest,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const { method, path, headers, body } = request;
  const exchange: Exchange = await remote.client.attempt(
    { method, path, headers, urgency: "outbox", ...(body === "" ? {} : { body }) },
    signal,
  );
  if (exchange.kind === "error") {
    const isGone = method === "DELETE" && exchange.error.kind === "not-found";
    if (!isGone) return toOutcome(exchange.error, exchange.left);
    return { kind: "accepted", entryId: null, createdId: null, changes: macroGone(remote, path) };
  }
  const { answer } = exchange;
  if (path.endsWith(MERGE_PATH)) return finishMerge(remote, answer, path, body, signal);
  if (method === "DELETE") {
    return { kind: "accepted", entryId: null, createdId: null, changes: macroGone(remote, path) };
  }
  if (path.startsWith("/macros")) {
    const macro = recordOf(answer, "macro", WireMacro);
    const rows = macro.ok ? [toMacro(macro.value, remote.accountId)] : [];
    const createdId = method === "POST" ? (rows[0]?.id ?? null) : null;
    return { kind: "accepted", entryId: rows[0]?.id ?? null, createdId, changes: { macros: rows } };
  }
  const { changes, ticketId, entryId } = ticketChanges(answer, remote, looked);
  return { kind: "accepted", entryId, createdId: method === "POST" ? ticketId : null, changes };
}

function macroGone(remote: Remote, path: string): Changes {
  const id = globalId(remote.accountId, /\d+/.exec(path)?.[0] ?? "");
  const version = remote.client.serverNow();
  return { tombstones: [{ kind: "macro", id, why: "deleted", mergedInto: null, version }] };
}

/** Bytes a second that even a poor line moves: lengthens the timeout of large files. */
const SLOW_BYTES_PER_S = 20_000;

/** Uploads one file. The token lives for an hour: upload right before the comment is sent. */
export async function uploadFile(
  remote: Remote,
  file: StagedFile,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Result<string, AppError>> {
  const exchange = await remote.client.attempt(
    {
      method: "POST",
      path: "/uploads.json",
      query: { filename: file.fileName },
      headers: {
        "content-type": file.contentType === "" ? "application/binary" : file.contentType,
      },
      body: bytes,
      urgency: "outbox",
      timeoutMs: 45_000 + Math.ceil((bytes.byteLength / SLOW_BYTES_PER_S) * 1000),
    },
    signal,
  );
  if (exchange.kind === "error") return err(exchange.error);
  const upload = memberOf(exchange.answer, "upload");
  const token =
    typeof upload === "object" && upload !== null && "token" in upload ? upload.token : null;
  if (typeof token === "string" && token !== "") return ok(token);
  return err({
    kind: "unavailable",
    status: exchange.answer.status,
    detail: "upload.token is missing",
  });
}

export async function readMacro(
  remote: Remote,
  macroId: MacroId,
  signal: AbortSignal,
): Promise<Result<Macro, AppError>> {
  const answer = await remote.client.call(
    { method: "GET", path: `/macros/${remoteOf(macroId)}.json`, urgency: "outbox" },
    signal,
  );
  if (!answer.ok) return answer;
  const macro = recordOf(answer.value, "macro", WireMacro);
  return macro.ok ? ok(toMacro(macro.value, remote.accountId)) : macro;
}

const isSameMacro = (a: Macro, b: Macro): boolean =>
  a.title === b.title && JSON.stringify(toWireMacro(a)) === JSON.stringify(toWireMacro(b));
/** Local clocks may be wrong by minutes. */
const CLOCK_SLACK_MS = 600_000;

/**
 * What an earlier attempt of a create, a macro save or a macro deletion left behind; null = nothing.
 *
 * A created ticket carries the operation as its `external_id`. A new macro has no such mark: one with the same title
 * and actions, made since the agent acted, is taken for ours.
 */
export async function findCreated(
  remote: Remote,
  intent: Intent,
  signal: AbortSignal,
): Promise<Result<GlobalId | null, AppError>> {
  const { action, opId } = intent;
  const { accountId, client } = remote;
  if (action.kind === "update-ticket" || action.kind === "merge-ticket") return ok(null);
  if (action.kind === "create-ticket") {
    const answer = await client.call(
      {
        method: "GET",
        path: "/tickets.json",
        query: { external_id: opId, "page[size]": 10 },
        urgency: "outbox",
      },
      signal,
    );
    if (!answer.ok) return answer;
    const list = listOf(answer.value, "tickets");
    if (!list.ok) return list;
    for (const record of list.value) {
      if (typeof record !== "object" || record === null || !("external_id" in record)) continue;
      // a server that ignores the filter must not make us claim a stranger's ticket
      if (record.external_id === opId && "id" in record && typeof record.id === "number") {
        return ok(globalId(accountId, record.id));
      }
    }
    return ok(null);
  }
  if (action.kind === "delete-macro" || action.base !== null) {
    const id = action.kind === "delete-macro" ? action.base.id : action.macro.id;
    const read = await readMacro(remote, id, signal);
    if (action.kind === "delete-macro") {
      if (read.ok) return ok(null);
      return read.error.kind === "not-found" ? ok(id) : read;
    }
    if (!read.ok) return read;
    return ok(isSameMacro(read.value, action.macro) ? id : null);
  }
  const listed = await listAll(client, "/macros.json", "macros", {}, "outbox", signal);
  if (!listed.ok) return listed;
  const found = parseRecords(
    listed.value.records,
    WireMacro,
    "macro",
    listed.value.suspicious,
    setAsideContext(remote),
    noNotes(),
  ).find(
    (wire) =>
      Date.parse(wire.created_at ?? "") >= intent.createdAt - CLOCK_SLACK_MS &&
      isSameMacro(toMacro(wire, accountId), action.macro),
  );
  return ok(found === undefined ? null : globalId(accountId, found.id));
}
