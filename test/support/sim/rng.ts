/** Deterministic randomness of one seed. */
export type Rng = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  readonly chance: (probability: number) => boolean;
  /** Whole number in [from, to]. */
  readonly int: (from: number, to: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  readonly bytes: (count: number) => Uint8Array;
  readonly uuid: () => string;
};

export function createRng(seed: number): Rng {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const bytes = (count: number): Uint8Array => {
    const made = new Uint8Array(count);
    for (let index = 0; index < count; index += 4) {
      const word = Math.floor(next() * 4_294_967_296);
      for (let at = 0; at < 4 && index + at < count; at += 1) {
        made[index + at] = (word >>> (at * 8)) & 0xff;
      }
    }
    return made;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    int,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    bytes,
    uuid() {
      const raw = bytes(16);
      raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
      raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
      const hex = Buffer.from(raw).toString("hex");
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20),
      ].join("-");
    },
  };
}
