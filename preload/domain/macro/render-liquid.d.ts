/**
 * The part of LiquidJS that the domain uses. The package's own declarations pull Node's types into every project that
 * reads them, which would undo the check that domain code cannot see Node.
 */
declare module "liquidjs/dist/liquid.browser.mjs" {
  export type Emitter = { write(value: unknown): void };
  export type Render = (context: unknown, emitter: Emitter) => Generator<unknown, unknown, unknown>;
  export class Template {
    readonly token: { readonly input: string; readonly contentRange?: readonly [number, number] };
    render: Render;
    children?(partials: boolean, sync: boolean): Generator<unknown, readonly Template[], unknown>;
  }
  export class Output extends Template {}
  export class Liquid {
    constructor(options: {
      readonly strictFilters: boolean;
      readonly strictVariables: boolean;
      readonly ownPropertyOnly: boolean;
      readonly dynamicPartials: boolean;
      readonly templates: Readonly<Record<string, string>>;
      readonly locale: string;
      readonly timezoneOffset: string;
      readonly parseLimit: number;
      readonly renderLimit: number;
      readonly memoryLimit: number;
    });
    readonly tags: Record<string, unknown>;
    readonly filters: Record<string, unknown>;
    parse(template: string): Template[];
    renderSync(
      templates: readonly Template[],
      scope: object,
      options: { readonly templateLimit: number },
    ): unknown;
  }
}
