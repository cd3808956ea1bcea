import { randomBytes } from "node:crypto";
import {
  badRequest,
  fail,
  notFound,
  ok,
  refuse,
  type Outcome,
  type Reply,
} from "#main/demo/http/reply.ts";
import { idList, idParam, type Context, type Router } from "#main/demo/http/router.ts";
import { apiAct, ticketInput } from "#main/demo/routes/tickets.ts";
import { createTicket } from "#main/demo/store/ticket-create.ts";
import { updateTicket } from "#main/demo/store/ticket-writes.ts";
import type { Json, JsonObject } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

type Job = {
  readonly id: string;
  readonly type: string;
  readonly total: number;
  results: JsonObject[];
  status: "queued" | "working" | "completed" | "failed";
  readonly madeAt: number;
};
const jobs = new WeakMap<Workspace, Map<string, Job>>();
const jobsOf = (workspace: Workspace): Map<string, Job> => {
  const known = jobs.get(workspace) ?? new Map<string, Job>();
  jobs.set(workspace, known);
  return known;
};

const jobJson = (job: Job, base: string): JsonObject => ({
  id: job.id,
  job_type: job.type,
  url: `${base}/api/v2/job_statuses/${job.id}.json`,
  total: job.total,
  progress: job.status === "completed" ? job.total : null,
  status: job.status,
  message: job.status === "completed" ? "Completed" : null,
  results: job.status === "completed" ? job.results : null,
});

/** Starts a job; it is told as queued first and works on the next turn of the loop, like the real one does later. */
function start(ctx: Context, type: string, total: number, work: (n: number) => JsonObject): Reply {
  const list = jobsOf(ctx.workspace);
  const running = [...list.values()].filter((j) => j.status === "queued" || j.status === "working");
  if (running.length >= 30)
    return {
      status: 429,
      body: {
        error: "TooManyJobs",
        description: "Too many jobs are queued or running",
        current_job_ids: running.map((j) => j.id),
      },
      headers: { "Retry-After": "5" },
    };
  const job: Job = {
    id: randomBytes(16).toString("hex"),
    type,
    total,
    results: [],
    status: "queued",
    madeAt: ctx.now,
  };
  list.set(job.id, job);
  setImmediate(() => {
    job.status = "working";
    for (let n = 0; n < total; n++) job.results.push(work(n));
    job.status = "completed";
  });
  return ok({ job_status: jobJson(job, ctx.base) });
}

const said = (
  result: Outcome<{ readonly ticket: { readonly id: number } }>,
  id: number | null,
  action: string,
  index: number,
): JsonObject => {
  if (result.ok)
    return action === "create"
      ? { index, id: result.value.ticket.id }
      : { index, id: result.value.ticket.id, action, status: "Updated", success: true };
  const body = (result.reply.body ?? {}) as {
    readonly error?: Json;
    readonly description?: Json;
    readonly details?: Json;
  };
  return {
    index,
    ...(id === null ? {} : { id }),
    action,
    success: false,
    error: body.error ?? "Error",
    details: body.details ?? body.description ?? null,
  };
};

function updateMany(ctx: Context): Reply {
  const ids = idList(ctx);
  const batch = ctx.body["tickets"];
  const rows: readonly { readonly id: number; readonly patch: unknown }[] = Array.isArray(batch)
    ? batch.map((row: Json) => ({ id: Number((row as JsonObject | null)?.["id"]), patch: row }))
    : ids.map((id) => ({ id, patch: ctx.body["ticket"] }));
  if (rows.length === 0) return badRequest("ids or tickets is missing");
  if (rows.length > 100)
    return refuse(422, "TooManyValues", "At most 100 tickets can be updated at once");
  const act = apiAct(ctx);
  return start(ctx, "Bulk Ticket Update", rows.length, (n) => {
    const { id, patch } = rows[n] as (typeof rows)[number];
    const ticket = ctx.workspace.visible(ctx.user, id);
    const input = ticketInput(patch);
    if (ticket === undefined) return said(fail(notFound), id, "update", n);
    return said(
      input.ok
        ? updateTicket(ctx.workspace, ticket, input.value, { ...act, at: ctx.workspace.now() })
        : input,
      id,
      "update",
      n,
    );
  });
}

function createMany(ctx: Context): Reply {
  const rows = ctx.body["tickets"];
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > 100)
    return badRequest("tickets: 1 to 100 are needed");
  const act = apiAct(ctx);
  return start(ctx, "Bulk Create Ticket", rows.length, (n) => {
    const input = ticketInput(rows[n] as Json);
    return said(
      input.ok
        ? createTicket(ctx.workspace, input.value, { ...act, at: ctx.workspace.now() })
        : input,
      null,
      "create",
      n,
    );
  });
}

function destroyMany(ctx: Context): Reply {
  const ids = idList(ctx);
  if (ids.length === 0 || ids.length > 100) return badRequest("ids: 1 to 100 are needed");
  return start(ctx, "Bulk Delete Ticket", ids.length, (n) => {
    const id = ids[n] as number;
    const ticket = ctx.workspace.visible(ctx.user, id);
    if (ticket === undefined) return said(fail(notFound), id, "delete", n);
    ctx.workspace.commit({ k: "delete", id, by: ctx.user.id, at: ctx.workspace.now() });
    return { index: n, id, action: "delete", success: true, status: "Deleted" };
  });
}

function merge(ctx: Context): Reply {
  const { workspace } = ctx;
  const target = workspace.visible(ctx.user, idParam(ctx));
  const ids = ctx.body["ids"];
  if (target === undefined) return notFound;
  if (!Array.isArray(ids) || ids.length === 0) return badRequest("ids is missing");
  const sources = ids.map(Number);
  const act = apiAct(ctx);
  const text = (name: string, otherwise: string): string =>
    typeof ctx.body[name] === "string" ? ctx.body[name] : otherwise;
  return start(ctx, "Ticket Merge", sources.length, (n) => {
    const id = sources[n] as number;
    const source = workspace.visible(ctx.user, id);
    if (source === undefined || source.id === target.id)
      return said(fail(notFound), id, "merge", n);
    const at = workspace.now();
    const closing = updateTicket(
      workspace,
      source,
      {
        comment: {
          body: text(
            "source_comment",
            `This request was closed and merged into request #${target.id} "${target.subject}".`,
          ),
          public: ctx.body["source_comment_is_public"] === true,
        },
        status: "closed",
        additional_tags: ["closed_by_merge"],
      },
      { ...act, at },
    );
    if (!closing.ok) return said(closing, id, "merge", n);
    const taking = updateTicket(
      workspace,
      target,
      {
        comment: {
          body: text(
            "target_comment",
            `Request #${source.id} "${source.subject}" was closed and merged into this request. Last comment: ${workspace.store.comments(source).findLast((c) => c.public)?.body ?? ""}`,
          ),
          public: ctx.body["target_comment_is_public"] === true,
        },
      },
      { ...act, at },
    );
    return said(taking, target.id, "merge", n);
  });
}

/** What works on many tickets at once, and the jobs that tell how it went. */
export function addBulkRoutes(router: Router): void {
  router.add("PUT", "tickets/update_many", updateMany);
  router.add("POST", "tickets/update_many", updateMany);
  router.add("POST", "tickets/create_many", createMany);
  router.add("DELETE", "tickets/destroy_many", destroyMany);
  router.add("POST", "tickets/:id/merge", merge);
  const recent = (ctx: Context): readonly Job[] =>
    [...jobsOf(ctx.workspace).values()].filter((j) => ctx.now - j.madeAt < 3600);
  router.add("GET", "job_statuses", (ctx) =>
    ok({
      job_statuses: recent(ctx).map((j) => jobJson(j, ctx.base)),
      count: recent(ctx).length,
      next_page: null,
      previous_page: null,
    }),
  );
  router.add("GET", "job_statuses/show_many", (ctx) =>
    ok({
      job_statuses: (ctx.query.get("ids") ?? "")
        .split(",")
        .flatMap((id) => jobsOf(ctx.workspace).get(id) ?? [])
        .map((j) => jobJson(j, ctx.base)),
    }),
  );
  router.add("GET", "job_statuses/:job", (ctx) => {
    const job = jobsOf(ctx.workspace).get(ctx.params["job"] ?? "");
    return job === undefined ? notFound : ok({ job_status: jobJson(job, ctx.base) });
  });
}
