import { appendFileSync } from "node:fs";

/** Notes a figure; `npm run test:rt` prints them at its end. */
export function noteFigure(
  name: string,
  value: number,
  unit: string,
  goal?: { readonly relation: "<=" | ">="; readonly value: number },
): void {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  const aim = goal === undefined ? "" : ` (goal ${goal.relation} ${goal.value})`;
  const file = process.env["RT_FIGURES"];
  if (file !== undefined) appendFileSync(file, `figure: ${name} = ${shown} ${unit}${aim}\n`);
}
