/**
 * Append-only list of "this record changed at that second", in order of time. A position in it is what a
 * cursor means; a record that changed again later leaves a stale entry behind, which readers skip.
 */
export class ChangeLog {
  readonly #times: number[] = [];
  readonly #refs: number[] = [];

  get length(): number {
    return this.#refs.length;
  }
  /**
   * @param at  epoch seconds; never before the last entry's
   * @param ref what changed
   * @returns   position of the entry
   */
  append(at: number, ref: number): number {
    this.#times.push(at);
    this.#refs.push(ref);
    return this.#refs.length - 1;
  }
  timeAt(position: number): number {
    return this.#times[position] as number;
  }
  refAt(position: number): number {
    return this.#refs[position] as number;
  }
  /** Time of the newest entry; 0 when empty. */
  get lastTime(): number {
    return this.#times.length === 0 ? 0 : (this.#times[this.#times.length - 1] as number);
  }
  /** First position whose time is at or after `at` (epoch seconds). */
  positionOf(at: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.#times[mid] as number) < at) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}
