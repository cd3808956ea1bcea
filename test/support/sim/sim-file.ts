import type { JournalFile } from "#main/sync/ports.ts";
import type { Life, World } from "#test/support/sim/world.ts";

export type FileFaults = { readonly full: number; readonly torn: number };

class DiskFull extends Error {
  override readonly name = "DiskFull";
  constructor() {
    super("ENOSPC: no space left on device, write");
  }
}

/** A disk with one journal on it. What was synced stays; what is being written when a life ends may be torn. */
export class SimDisk {
  bytes: Uint8Array = new Uint8Array();
  tornTails = 0;
  fullWrites = 0;
  readonly #world: World;
  readonly #faults: FileFaults;
  #writing: Uint8Array | null = null;

  constructor(world: World, faults: FileFaults) {
    this.#world = world;
    this.#faults = faults;
  }

  /** To be called when a life ends: part of what was being written may be on the disk. */
  crash(): void {
    const { rng } = this.#world;
    const writing = this.#writing;
    this.#writing = null;
    if (writing === null || !rng.chance(this.#faults.torn)) return;
    const cut = rng.int(1, writing.length);
    if (cut < writing.length) this.tornTails += 1;
    this.#append(writing.subarray(0, cut));
  }

  #append(bytes: Uint8Array): void {
    const grown = new Uint8Array(this.bytes.length + bytes.length);
    grown.set(this.bytes);
    grown.set(bytes, this.bytes.length);
    this.bytes = grown;
  }

  /** The journal's file as one life sees it. */
  open(life: Life, mayCrash: () => boolean): JournalFile {
    const world = this.#world;
    const { rng } = world;
    const io = <T>(act: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        world.after(rng.next() * 3, () => {
          if (!life.alive || mayCrash()) return;
          try {
            const value = act();
            if (!mayCrash()) resolve(value);
          } catch (cause) {
            reject(cause instanceof Error ? cause : new Error("disk"));
          }
        });
      });
    const failing = (): boolean => world.faults && rng.chance(this.#faults.full);
    return {
      readAll: () => io(() => this.bytes.slice()),
      append: (bytes) => {
        if (!life.alive) return new Promise(() => {});
        this.#writing = bytes;
        return io(() => {
          this.#writing = null;
          if (bytes.length > 0 && failing()) {
            this.fullWrites += 1;
            this.#append(bytes.subarray(0, rng.int(0, bytes.length - 1)));
            throw new DiskFull();
          }
          this.#append(bytes);
        });
      },
      keepAside: () => io(() => undefined),
      truncate: (length) =>
        io(() => {
          if (failing()) throw new DiskFull();
          this.bytes = this.bytes.slice(0, length);
        }),
      replace: (bytes) =>
        io(() => {
          if (failing()) throw new DiskFull();
          this.bytes = bytes.slice();
        }),
      close: () => Promise.resolve(),
    };
  }
}
