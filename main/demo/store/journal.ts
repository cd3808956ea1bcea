import {
  appendFileSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Effect } from "#main/demo/store/effect.ts";

const Header = z.object({
  format: z.literal(1),
  seed: z.number(),
  tickets: z.number(),
  customers: z.number(),
  now: z.number(),
  secret: z.string().min(16),
  epoch: z.number(),
});
/** First line of the state file: which population the effects belong to. */
export type Header = z.infer<typeof Header>;
export type Opened = {
  readonly header: Header;
  readonly effects: readonly Effect[];
  readonly cut: boolean;
};

/** The state file: one JSON line per accepted change, appended and flushed before the change is answered for. */
export class Journal {
  readonly #fd: number;
  readonly #folder: string;
  #dirty = false;

  constructor(fd: number, folder: string) {
    this.#fd = fd;
    this.#folder = folder;
  }
  append(effect: Effect): void {
    writeSync(this.#fd, `${JSON.stringify(effect)}\n`);
    this.#dirty = true;
  }
  /** Makes what was appended survive a loss of power. */
  flush(): void {
    if (!this.#dirty) return;
    fdatasyncSync(this.#fd);
    this.#dirty = false;
  }
  saveFile(id: number, bytes: Uint8Array): void {
    appendFileSync(join(this.#folder, String(id)), bytes, { flag: "w" });
  }
  loadFile(id: number): Buffer | null {
    const path = join(this.#folder, String(id));
    return existsSync(path) ? readFileSync(path) : null;
  }
  close(): void {
    this.flush();
    closeSync(this.#fd);
  }
}

/**
 * Opens or begins the state file of a population in `folder`. A line that cannot be read ends the file: it and
 * whatever follows are cut off, and `epoch` grows so that cursors given out before are refused.
 *
 * @param fresh header to begin with when there is no file (or its first line is unreadable)
 */
export function openJournal(
  folder: string,
  fresh: Header,
): { readonly journal: Journal; readonly opened: Opened } {
  const name = `workspace-${fresh.seed}-${fresh.tickets}-${fresh.customers}`;
  const files = join(folder, `${name}.files`);
  mkdirSync(files, { recursive: true });
  const path = join(folder, `${name}.jsonl`);
  const old = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const effects: Effect[] = [];
  let header: Header | null = null;
  let good = 0;
  for (let from = 0; from < old.length;) {
    const end = old.indexOf(10, from);
    if (end < 0) break;
    const value = parseLine(old.toString("utf8", from, end));
    if (value === undefined) break;
    if (header === null) {
      const parsed = Header.safeParse(value);
      if (!parsed.success) break;
      header = parsed.data;
    } else if (isEpoch(value)) header = withEpoch(header, value.epoch);
    else if (isEffect(value)) effects.push(value);
    else break;
    from = end + 1;
    good = from;
  }
  const cut = good < old.length;
  const fd = openSync(path, existsSync(path) ? "r+" : "w+");
  ftruncateSync(fd, good);
  closeSync(fd);
  const append = openSync(path, "a");
  if (header === null) {
    header = fresh;
    writeSync(append, `${JSON.stringify(header)}\n`);
  } else if (cut) {
    header = withEpoch(header, header.epoch + 1);
    writeSync(append, `${JSON.stringify({ epoch: header.epoch })}\n`);
  }
  return { journal: new Journal(append, files), opened: { header, effects, cut } };
}

const withEpoch = (header: Header, epoch: number): Header => ({ ...header, epoch });
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
const isEpoch = (value: unknown): value is { readonly epoch: number } =>
  typeof value === "object" &&
  value !== null &&
  "epoch" in value &&
  typeof value.epoch === "number" &&
  !("k" in value);
/** Lines are written by this program only; the kind is checked, the rest trusted. */
const isEffect = (value: unknown): value is Effect =>
  typeof value === "object" && value !== null && "k" in value && typeof value.k === "string";
