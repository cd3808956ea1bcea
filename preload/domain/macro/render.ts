import { Liquid, Output } from "liquidjs/dist/liquid.browser.mjs";
import type { Emitter, Template } from "liquidjs/dist/liquid.browser.mjs";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";

/** Plain data that a template may read; made by `toTemplateScope`. */
export type TemplateScope = Readonly<Record<string, unknown>>;
export type Rendered = {
  readonly text: string;
  /** Placeholders that were reached and had no value, as written in the template, each once. */
  readonly unresolved: readonly string[];
};

/** Longest template and longest outcome, characters. */
export const MAX_TEMPLATE = 200_000;
const ALLOWED_TAGS = [
  "if",
  "unless",
  "case",
  "for",
  "break",
  "continue",
  "assign",
  "capture",
  "comment",
  "raw",
  "#",
] as const;
const ALLOWED_FILTERS = [
  "append",
  "prepend",
  "capitalize",
  "upcase",
  "downcase",
  "strip",
  "lstrip",
  "rstrip",
  "strip_newlines",
  "replace",
  "replace_first",
  "remove",
  "remove_first",
  "truncate",
  "truncatewords",
  "split",
  "join",
  "first",
  "last",
  "size",
  "default",
  "date",
  "plus",
  "minus",
  "times",
  "divided_by",
  "modulo",
  "round",
  "floor",
  "ceil",
  "abs",
  "url_encode",
] as const;
const LIMITS = {
  parseLimit: MAX_TEMPLATE,
  // A guard against ordinary mistakes only: a busy machine must not fail an honest macro.
  renderLimit: 10_000,
  memoryLimit: 2_000_000,
} as const;
const TEMPLATE_LIMIT = 20_000;

/** An empty engine with nothing on it but what is listed above: no files, no partials, no prototypes. */
function makeEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    dynamicPartials: false,
    templates: {},
    locale: "en",
    timezoneOffset: "UTC",
    ...LIMITS,
  });
  keepOnly(engine.tags, ALLOWED_TAGS);
  keepOnly(engine.filters, ALLOWED_FILTERS);
  return engine;
}

function keepOnly(table: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(table)) {
    if (!names.includes(name)) delete table[name];
  }
}

/** Notes every `{{…}}` that is really reached and yields nothing; branches not taken are not reported. */
function watchOutputs(templates: readonly Template[], note: (placeholder: string) => void): void {
  for (const template of templates) {
    if (template instanceof Output) {
      const { input, contentRange } = template.token;
      const name = contentRange ? input.slice(contentRange[0], contentRange[1]).trim() : "";
      const render = template.render;
      template.render = function* (context: unknown, emitter: Emitter) {
        const watching: Emitter = {
          write(value) {
            if (value === undefined || value === null || value === "") note(name);
            emitter.write(value);
          },
        };
        return yield* render.call(template, context, watching);
      };
      continue;
    }
    const children = template.children?.(false, true).next();
    if (children?.done === true) watchOutputs(children.value, note);
  }
}

/**
 * Fills team-authored macro text. Call it where it can be stopped: the limits here end ordinary mistakes, a hostile
 * template needs a worker that is terminated at a deadline.
 *
 * @param template  Liquid, at most `MAX_TEMPLATE` characters.
 * @returns         Plain text. `invalid` names the unknown tag or filter, or the line of a syntax error.
 * Source: zendesk-api §6.8 (unknown placeholders render empty); sync-pitfalls §10.
 */
export function renderTemplate(template: string, scope: TemplateScope): Result<Rendered, AppError> {
  if (template.length > MAX_TEMPLATE) return refuse("the text is longer than 200,000 characters");
  if (!template.includes("{{") && !template.includes("{%"))
    return ok({ text: template, unresolved: [] });
  const unresolved = new Set<string>();
  try {
    const engine = makeEngine();
    const templates = engine.parse(template);
    watchOutputs(templates, (name) => unresolved.add(name));
    const text = String(engine.renderSync(templates, scope, { templateLimit: TEMPLATE_LIMIT }));
    if (text.length > MAX_TEMPLATE) return refuse("the result is longer than 200,000 characters");
    for (const left of leftPlaceholders(text)) unresolved.add(left);
    return ok({ text, unresolved: [...unresolved] });
  } catch (cause) {
    return refuse(cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause));
  }
}

function refuse(detail: string): Result<never, AppError> {
  return err({
    kind: "invalid",
    field: "macro",
    detail: detail.slice(0, 300),
    remedy: "macroText",
  });
}

/**
 * What a helpdesk might still expand in text that is about to be sent.
 *
 * @returns  The insides of `{{…}}` and `{%…%}`, at most 20, each at most 80 characters.
 */
export function leftPlaceholders(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = nextOpening(text, 0); at !== -1 && found.length < 20; at = nextOpening(text, at)) {
    const close = text.indexOf(text[at + 1] === "%" ? "%}" : "}}", at + 2);
    const end = close === -1 ? text.length : close;
    found.push(text.slice(at + 2, Math.min(end, at + 82)).trim());
    at = end;
  }
  return found;
}

function nextOpening(text: string, from: number): number {
  const output = text.indexOf("{{", from);
  const tag = text.indexOf("{%", from);
  return output === -1 || tag === -1 ? Math.max(output, tag) : Math.min(output, tag);
}
