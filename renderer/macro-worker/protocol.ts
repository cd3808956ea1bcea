import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Rendered, TemplateScope } from "#domain/macro/render.ts";

/** Page → worker: fill these texts. */
export type RenderRequest = {
  readonly id: number;
  readonly templates: readonly string[];
  readonly scope: TemplateScope;
};
/** Worker → page. `ready` comes once, when it can take requests. */
export type RenderReply =
  | { readonly type: "ready" }
  | {
      readonly type: "rendered";
      readonly id: number;
      readonly results: readonly Result<Rendered, AppError>[];
    };
