import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Rendered, TemplateScope } from "#domain/macro/render.ts";
import type { RenderReply, RenderRequest } from "#renderer/macro-worker/protocol.ts";

/** What of a `Worker` is needed; tests bring their own. */
export interface WorkerLike {
  postMessage(message: RenderRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<RenderReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export type RenderTemplates = (
  templates: readonly string[],
  scope: TemplateScope,
) => Promise<Result<readonly Rendered[], AppError>>;

type Job = {
  readonly request: RenderRequest;
  readonly answer: (result: Result<readonly Rendered[], AppError>) => void;
};

/** Longest a template may work; then its worker is killed. Source: sync-pitfalls §10. */
export const RENDER_DEADLINE_MS = 1_000;
/** Longest the worker's code may take to load; longer means that it never will. */
const LOAD_DEADLINE_MS = 10_000;

const tooSlow: AppError = {
  kind: "invalid",
  field: "macro",
  detail: "the macro's text took too long",
  remedy: "macroText",
};

/**
 * Fills templates in a worker, one request after the other, and kills the worker when one does not end in time.
 * The next request gets a new one.
 */
export function createRenderer(makeWorker: () => WorkerLike): RenderTemplates {
  const waiting: Job[] = [];
  let worker: WorkerLike | null = null;
  let ready = false;
  let current: Job | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;

  function finish(result: Result<readonly Rendered[], AppError>): void {
    clearTimeout(timer);
    const job = current;
    current = null;
    job?.answer(result);
    next();
  }
  function kill(error: AppError): void {
    worker?.terminate();
    worker = null;
    ready = false;
    finish(err(error));
  }
  function start(): WorkerLike {
    const made = makeWorker();
    ready = false;
    made.onmessage = ({ data }) => {
      if (made !== worker) return;
      if (data.type === "ready") {
        ready = true;
        if (current) begin(current);
      } else if (data.id === current?.request.id) finish(collect(data.results));
    };
    made.onerror = (event) => {
      if (made === worker) kill({ kind: "defect", detail: event.message || "macro worker failed" });
    };
    return made;
  }
  function begin(job: Job): void {
    clearTimeout(timer);
    timer = setTimeout(() => kill(tooSlow), RENDER_DEADLINE_MS);
    worker?.postMessage(job.request);
  }
  function next(): void {
    if (current !== null) return;
    current = waiting.shift() ?? null;
    if (current === null) return;
    worker ??= start();
    if (ready) return begin(current);
    timer = setTimeout(
      () => kill({ kind: "defect", detail: "macro worker did not start" }),
      LOAD_DEADLINE_MS,
    );
  }

  return (templates, scope) =>
    new Promise((answer) => {
      lastId += 1;
      waiting.push({ request: { id: lastId, templates, scope }, answer });
      next();
    });
}

function collect(
  results: readonly Result<Rendered, AppError>[],
): Result<readonly Rendered[], AppError> {
  const rendered: Rendered[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    rendered.push(result.value);
  }
  return ok(rendered);
}

/** The renderer of this window; its worker starts with the first macro. */
export const renderTemplates: RenderTemplates = createRenderer(
  () => new Worker(new URL("./liquid-worker.ts", import.meta.url), { type: "module" }),
);
