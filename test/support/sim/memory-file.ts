import type { JournalFile } from "#main/sync/ports.ts";

/** A journal's file in memory, whose next writes can be made to fail. */
export class MemoryFile implements JournalFile {
  bytes: Uint8Array;
  aside: Uint8Array[] = [];
  /** Appends so far: how often the disk was asked to sync. */
  syncs = 0;
  /** How many of the next appends fail, each leaving half of its bytes behind. */
  failAppends = 0;
  failReplaces = 0;

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.bytes = bytes;
  }

  readAll(): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.slice());
  }

  append(bytes: Uint8Array): Promise<void> {
    this.syncs += 1;
    const fails = this.failAppends > 0;
    const kept = fails ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
    this.bytes = new Uint8Array(Buffer.concat([this.bytes, kept]));
    if (!fails) return Promise.resolve();
    this.failAppends -= 1;
    return Promise.reject(new Error("ENOSPC"));
  }

  keepAside(bytes: Uint8Array): Promise<void> {
    this.aside.push(bytes.slice());
    return Promise.resolve();
  }

  truncate(length: number, cut: Uint8Array): Promise<void> {
    if (cut.length > 0) this.aside.push(cut.slice());
    this.bytes = this.bytes.slice(0, length);
    return Promise.resolve();
  }

  replace(bytes: Uint8Array): Promise<void> {
    if (this.failReplaces > 0) {
      this.failReplaces -= 1;
      return Promise.reject(new Error("ENOSPC"));
    }
    this.bytes = bytes.slice();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
