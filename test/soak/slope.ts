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
 * The lowest sample of each of `count` equal parts of the time: what a process really keeps, without what waits to be
 * collected.
 */
export function lowest(samples: readonly Sample[], count: number): readonly Sample[] {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return [];
  const part = (last.hours - first.hours) / count || 1;
  const best = new Map<number, Sample>();
  for (const sample of samples) {
    const index = Math.min(count - 1, Math.floor((sample.hours - first.hours) / part));
    const known = best.get(index);
    if (known === undefined || sample.value < known.value) best.set(index, sample);
  }
  return [...best.values()];
}
