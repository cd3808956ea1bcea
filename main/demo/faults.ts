import { z } from "zod";

/** Ways in which this server can be told to misbehave. */
export const faultKinds = [
  "drop-after-commit",
  "delay",
  "throttle",
  "error",
  "error-html",
  "captive",
  "truncate",
  "stale",
  "reject-cursor",
  "clock-skew",
  "counts-loading",
] as const;
export const FaultRule = z.object({
  kind: z.enum(faultKinds),
  /** How many requests it hits before it ends; null = until cleared. */
  count: z.number().int().min(1).nullable().default(1),
  probability: z.number().min(0).max(1).default(1),
  /** Methods it applies to; null = all. */
  method: z.string().nullable().default(null),
  /** Regular expression over the path with query; null = all. */
  path: z.string().nullable().default(null),
  /** For `delay` (up to 60 000), `stale` (how old) and `clock-skew` (may be negative). */
  delayMs: z.number().int().min(-86_400_000).max(86_400_000).default(0),
  status: z.number().int().min(400).max(599).default(503),
  /** Seconds; null = no `Retry-After` header. */
  retryAfter: z.number().int().min(0).nullable().default(2),
});
export type FaultRule = z.infer<typeof FaultRule>;
export type FaultInput = z.input<typeof FaultRule>;
export type OutageMode = "refuse" | "reset" | "hang";

/** The faults switched on at the moment. */
export class Faults {
  #rules: { readonly rule: FaultRule; readonly path: RegExp | null; left: number }[] = [];
  readonly #random: () => number;

  /** @param random number in [0, 1), decides rules with a probability */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Switches a fault on. @throws a `ZodError` or `SyntaxError` when the rule makes no sense */
  add(input: FaultInput): void {
    const rule = FaultRule.parse(input);
    this.#rules.push({
      rule,
      path: rule.path === null ? null : new RegExp(rule.path),
      left: rule.count ?? Number.POSITIVE_INFINITY,
    });
  }
  clear(): void {
    this.#rules = [];
  }
  /** Faults still to come. */
  get active(): readonly FaultRule[] {
    return this.#rules.map((r) => r.rule);
  }

  /** The faults that hit this request; each is used up by it. */
  hit(method: string, url: string): readonly FaultRule[] {
    if (this.#rules.length === 0) return [];
    const hits: FaultRule[] = [];
    for (const entry of this.#rules) {
      const { rule, path } = entry;
      if (rule.method !== null && rule.method.toUpperCase() !== method) continue;
      if (path !== null && !path.test(url)) continue;
      if (rule.probability < 1 && this.#random() >= rule.probability) continue;
      entry.left -= 1;
      hits.push(rule);
    }
    this.#rules = this.#rules.filter((r) => r.left > 0);
    return hits;
  }
}
