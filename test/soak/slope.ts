export type Sample = { readonly hours: number; readonly value: number };

/** Least squares. @returns Change of the value per hour; 0 with fewer than two samples or without time between them. */
export function slopePerHour(samples: readonly Sample[]): number {
  const count = samples.length;
  if (count < 2) return 0;
  const meanX = samples.reduce((sum, { hours }) => sum + hours, 0) / count;
  const meanY = samples.reduce((sum, { value }) => sum + value, 0) / count;
  let [over, under] = [0, 0];
  for (const { hours, value } of samples) {
    over += (hours - meanX) * (value - meanY);
    under += (hours - meanX) ** 2;
  }
  return under === 0 ? 0 : over / under;
}

/**
 * The lowest value of each of `count` equal parts of the time, at the middle of its part: the course of a run in
 * few numbers.
 */
export function lowest(samples: readonly Sample[], count: number): readonly Sample[] {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return [];
  const part = (last.hours - first.hours) / count || 1;
  const best = new Map<number, number>();
  for (const { hours, value } of samples) {
    const index = Math.min(count - 1, Math.floor((hours - first.hours) / part));
    best.set(index, Math.min(value, best.get(index) ?? value));
  }
  return [...best].map(([index, value]) => ({ hours: first.hours + (index + 0.5) * part, value }));
}
