import type { Reply } from "#main/demo/http/reply.ts";
import type { JsonObject, User } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

/** One request as the routes see it. */
export type Context = {
  readonly workspace: Workspace;
  readonly method: string;
  /** Path below `/api/v2/` without `.json`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly raw: Buffer;
  /** Parsed body; an empty object when there is none. */
  readonly body: JsonObject;
  /** `http://host:port` as the caller spelled it. */
  readonly base: string;
  readonly user: User;
  /** Epoch seconds. */
  readonly now: number;
  /** Headers that limits and faults add to whatever is answered. */
  readonly extra: Record<string, string>;
  /** Fault: epoch seconds from which on this read sees nothing; null = sees everything. */
  readonly staleBefore: number | null;
  /** Fault: counts of views are still being worked out. */
  readonly countsLoading: boolean;
};
export type Handler = (ctx: Context) => Reply;
export type Access = "staff" | "admin" | "anyone";
export type Route = {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
  readonly access: Access;
};

/** Finds the route for a method and a path; literal segments win over parameters. */
export class Router {
  readonly #routes = new Map<string, Route[]>();

  /** @param pattern segments below `/api/v2/`; `:name` stands for one segment */
  add(method: string, pattern: string, handler: Handler, access: Access = "staff"): void {
    const segments = pattern.split("/");
    const key = `${method} ${segments.length}`;
    const list = this.#routes.get(key) ?? [];
    list.push({ method, segments, handler, access });
    list.sort((a, b) => score(a) - score(b));
    this.#routes.set(key, list);
  }

  find(
    method: string,
    path: string,
  ): { readonly route: Route; readonly params: Record<string, string> } | null {
    const segments = path.split("/");
    for (const route of this.#routes.get(`${method} ${segments.length}`) ?? []) {
      const params = match(route.segments, segments);
      if (params !== null) return { route, params };
    }
    return null;
  }
}

const score = (route: Route): number =>
  route.segments.reduce((sum, s, n) => sum + (s.startsWith(":") ? 1 << (12 - n) : 0), 0);

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (let n = 0; n < pattern.length; n++) {
    const want = pattern[n] as string;
    const have = path[n] as string;
    if (want.startsWith(":")) {
      if (want.endsWith("_id") || want === ":id") {
        if (!/^\d{1,16}$/.test(have)) return null;
      } else if (have === "") return null;
      params[want.slice(1)] = have;
    } else if (want !== have) return null;
  }
  return params;
}

/** A numeric path parameter. */
export const idParam = (ctx: Context, name = "id"): number => Number(ctx.params[name]);
/** Comma-separated ids of a query parameter. */
export const idList = (ctx: Context, name = "ids"): readonly number[] =>
  (ctx.query.get(name) ?? "")
    .split(",")
    .filter((s) => /^\d+$/.test(s))
    .map(Number);
/** A query parameter; absent, empty and the literal `undefined` are null. */
export function param(ctx: Context, name: string): string | null {
  const value = ctx.query.get(name);
  return value === null || value === "" || value === "undefined" ? null : value;
}
/** Values of `include=a,b`. */
export const includes = (ctx: Context): ReadonlySet<string> =>
  new Set(
    (param(ctx, "include") ?? "")
      .split(",")
      .map((s) => s.trim())
      .filter((s) => s !== ""),
  );
