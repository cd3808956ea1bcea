/** One measured value; printed as `figure: NAME = VALUE UNIT (goal <= X)`. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly relation: "<=" | ">="; readonly value: number };
};

export function printFigure({ name, value, unit, goal }: Figure): void {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 3 : 1);
  const aim = goal === undefined ? "" : ` (goal ${goal.relation} ${goal.value})`;
  process.stdout.write(`figure: ${name} = ${shown} ${unit}${aim}\n`);
}

export function note(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Nearest-rank percentile.
 *
 * @param samples  Not empty; any order.
 * @param share    0..1.
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0
  );
}
