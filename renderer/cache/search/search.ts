import type { TicketId } from "#domain/kernel/ids.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import { numberOf, type Shown } from "#renderer/cache/memory/shown.ts";
import type { Topic } from "#renderer/cache/memory/topics.ts";
import {
  createTextIndex,
  type SearchText,
  type TextIndex,
} from "#renderer/cache/search/text-index.ts";
import { keepIndex, readKept } from "#renderer/cache/search/kept-index.ts";
import { fingerprint, type Sealer } from "#renderer/cache/store/seal.ts";
import { mergeSegments, openSegments } from "#renderer/cache/store/segments.ts";
import type { ChangedThreads } from "#renderer/cache/write/index-store.ts";
import { type CacheDb, prefixRange } from "#renderer/cache/store/tables.ts";

/**
 * Full text of every stored conversation. Built in slices after the start, kept up to date ticket by ticket, and laid
 * down in sealed pieces, so that the next start only reads again what has changed since.
 */
export interface Search {
  /** Tickets whose conversation is searched, of all there are. */
  readonly coverage: () => { readonly indexed: number; readonly outOf: number };
  /** Holds tickets that are there, and none that is gone. */
  readonly index: () => TextIndex;
  /** Tickets that the index does not hold: their messages were not read yet, or they were not sent yet. */
  readonly unread: () => Iterable<TicketId>;
  /** What was said on a ticket, newest first. */
  readonly textsOf: (id: TicketId) => Promise<readonly string[]>;
  /** Called with what a commit changed. */
  readonly touched: (topics: ReadonlySet<Topic>) => void;
  /** A question is answered or a page is being committed, or a person uses the window: the index waits. */
  readonly yieldTo: (whom: keyof typeof PAUSES) => void;
  /** What was kept of the index was removed with an account. */
  readonly keptGone: () => void;
  readonly close: () => void;
}

export type SearchTools = {
  readonly db: CacheDb;
  readonly sealer: Sealer;
  readonly memory: Memory;
  /** Monotonic ms, for pauses only. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly publish: (topics: ReadonlySet<Topic>) => void;
  /** Runs a write among the others of the database. */
  readonly write: <T>(task: () => Promise<T>) => Promise<T>;
  /** The latest commit, and the one up to which the log was folded away; null: not known. */
  readonly commits: () => { readonly seq: number; readonly folded: number | null };
  /** Conversations that the commits of the log changed before this start. Asked once. */
  readonly takeChanges: () => ChangedThreads;
  /** Tickets from which on the index is kept; default 1,000: a smaller one is built as fast as it is read. */
  readonly keptFrom?: number | undefined;
};

/** Longest piece of work between two pauses, ms. */
const SLICE_MS = 8;
/** Neighbouring tickets read at once. */
const CHUNK = 40;
const FIRST_WAIT_MS = 800;
const SETTLE_MS = 150;
/**
 * For how long pauses are longer, and how long one is, ms. Other work needs the worker; a person needs the processor: with
 * the index, its garbage and the database every core is taken, and a frame took twice its time.
 */
const PAUSES = {
  work: { forMs: 250, pauseMs: 12 },
  person: { forMs: 400, pauseMs: 40 },
} as const;
const TOLD_EVERY_MS = 1000;
const MOST_TEXTS = 120;
const KEPT_FROM = 1_000;
/** Tickets that were put in since the index was kept, as a share of all, until it is kept again. */
const STALE_SHARE = 1 / 10;
/** Without a key, until the index is laid down again. */
const KEEP_REST_MS = 5_000;

export function createSearch(tools: SearchTools): Search {
  const { db, sealer, memory, clock, sleep, publish } = tools;
  let index = createTextIndex();
  let closed = false;
  let working = false;
  const busyUntil = { work: 0, person: 0 };
  let toldAt = 0;
  const dirty = new Set<TicketId>();
  const heads = new Map<TicketId, number>();
  const texts = new Map<TicketId, readonly string[]>();
  const unread = new Set<TicketId>(memory.ticketIds());
  /** Commit of the index that lies on the disk; -1: none that is of use. null: that was not looked at yet. */
  let keptSeq: number | null = null;
  let putSince = 0;
  let awaitsRest = false;
  const endRest = (): void => {
    awaitsRest = false;
  };
  /** Tickets that were removed while the kept index was being read. */
  const removed = new Set<TicketId>();
  /** Tickets that were there at the start, in the order of their keys; taken from the end, where the newest are. */
  let backlog: TicketId[] = [...memory.ticketIds()]
    .map((id) => `${id}/`)
    .sort()
    .map((key) => key.slice(0, -1));

  function factsOf(shown: Shown): string {
    const { line, requester, requesterName } = shown;
    const organisationId = line.organisationId ?? requester?.organisationId ?? null;
    return [
      numberOf(shown.id),
      requesterName,
      requester?.identity,
      ...(requester?.contacts ?? []),
      organisationId === null ? null : memory.nameOf("organisation", organisationId),
      ...line.tags,
    ]
      .filter((part) => typeof part === "string" && part !== "")
      .join("\n");
  }
  function put(id: TicketId, body: readonly string[]): void {
    const shown = memory.shown(id);
    // One that is stored; a new ticket that was not sent yet is found by its head alone.
    if (shown === undefined || memory.line(id) === undefined) {
      index.remove(id);
      heads.delete(id);
      if (shown === undefined) unread.delete(id);
      else unread.add(id);
      return;
    }
    const { subject } = shown.line;
    const text: SearchText = { subject, facts: factsOf(shown), body: body.join("\n") };
    heads.set(id, headPrint(subject, text.facts));
    index.put(id, text);
    unread.delete(id);
    putSince += 1;
  }
  /** Begins with the index that was kept, and with what has changed since as its only work. */
  async function restore(): Promise<void> {
    const isUsable = (seq: number): boolean => {
      const { folded, seq: latest } = tools.commits();
      return folded !== null && folded <= seq && seq <= latest;
    };
    const changes = tools.takeChanges();
    const kept = await readKept(isUsable, { db, sealer, pause: breathe });
    if (kept === null) {
      keptSeq = -1;
      return;
    }
    for (const [id, print] of kept.heads) {
      const shown = memory.line(id) === undefined ? undefined : memory.shown(id);
      if (shown === undefined) kept.index.remove(id);
      else {
        heads.set(id, print);
        if (print !== headPrint(shown.line.subject, factsOf(shown))) dirty.add(id);
      }
      await breathe();
    }
    for (const { seq, ids } of changes) {
      if (seq > kept.seq) for (const id of ids) dirty.add(id);
    }
    for (const id of removed) {
      kept.index.remove(id);
      dirty.delete(id);
    }
    index = kept.index;
    keptSeq = kept.seq;
    removed.clear();
    for (const id of kept.heads.keys()) if (index.has(id)) unread.delete(id);
    backlog = backlog.filter((id) => !index.has(id));
  }
  /**
   * So that the next start finds it, once it is complete and much of it is new. It is many megabytes: all but the first
   * one wait until nobody presses keys.
   *
   * @returns Whether it was written: meanwhile tickets may have changed.
   */
  async function keep(): Promise<boolean> {
    const { seq, folded } = tools.commits();
    const size = index.size();
    const isOutrun = (keptSeq ?? -1) < (folded ?? 0);
    if (size < (tools.keptFrom ?? KEPT_FROM)) return false;
    if (!isOutrun && putSince < Math.max(1, size * STALE_SHARE)) return false;
    const untilRest = busyUntil.person + KEEP_REST_MS - clock();
    if (keptSeq !== -1 && untilRest > 0) {
      if (!awaitsRest) void sleep(untilRest).then(endRest).then(work);
      awaitsRest = true;
      return false;
    }
    putSince = 0;
    keptSeq = seq;
    try {
      await keepIndex(index, heads, seq, { db, sealer, write: tools.write, pause: breathe });
    } catch {
      // The disk is full or the database is closed: the next start builds it anew.
      keptSeq = Number.MAX_SAFE_INTEGER;
      putSince = Number.NEGATIVE_INFINITY;
    }
    return true;
  }

  let sliceStart = clock();
  /** Lets others have the worker when this slice was long enough. */
  async function breathe(): Promise<void> {
    const now = clock();
    if (now - sliceStart < SLICE_MS) return;
    const whom = now < busyUntil.person ? "person" : now < busyUntil.work ? "work" : null;
    await sleep(whom === null ? 0 : PAUSES[whom].pauseMs);
    sliceStart = clock();
  }
  function tell(always: boolean): void {
    const now = clock();
    if (!always && now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    publish(new Set<Topic>(["search"]));
  }

  /** Reads neighbouring tickets in one go; in the order of keys their conversations lie beside each other. */
  async function readChunk(ids: readonly TicketId[]): Promise<void> {
    const first = ids[0];
    const last = ids.at(-1);
    if (first === undefined || last === undefined) return;
    const rows = await db.segments
      .where(":id")
      .between(prefixRange(`${first}/`)[0], prefixRange(`${last}/`)[1])
      .toArray();
    const byTicket = new Map<TicketId, typeof rows>();
    for (const row of rows) {
      const ticketId = row.id.slice(0, row.id.indexOf("/"));
      const list = byTicket.get(ticketId);
      if (list === undefined) byTicket.set(ticketId, [row]);
      else list.push(row);
    }
    await breathe();
    // Opened all at once: another thread does it, and going there and back takes longer than the opening.
    const opened = await Promise.all(ids.map((id) => openSegments(sealer, byTicket.get(id) ?? [])));
    for (const [i, id] of ids.entries()) {
      if (closed) return;
      // Changed since it was read: its turn comes again with the others that changed.
      if (dirty.has(id)) continue;
      put(id, mergeSegments(opened[i] ?? []).map(textOf));
      await breathe();
    }
  }
  async function readChanged(ids: readonly TicketId[]): Promise<void> {
    for (const id of ids) {
      dirty.delete(id);
      texts.delete(id);
    }
    const read = await Promise.all(ids.map(load));
    for (const [i, id] of ids.entries()) {
      if (!dirty.has(id)) put(id, (read[i] ?? []).map(textOf));
      await breathe();
    }
  }
  async function compactIfWasteful(): Promise<void> {
    if (!index.isWasteful()) return;
    const work = index.compact();
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        index = step.value;
        // What went meanwhile was taken out of the other one.
        for (const id of dirty) if (memory.shown(id) === undefined) index.remove(id);
        return;
      }
      if (closed) return;
      await breathe();
    }
  }
  async function work(): Promise<void> {
    if (working) return;
    working = true;
    try {
      sliceStart = clock();
      if (keptSeq === null) await restore();
      do {
        while (!closed && (dirty.size > 0 || backlog.length > 0)) {
          await readChanged([...dirty].slice(0, CHUNK));
          await readChunk(backlog.splice(-CHUNK));
          await compactIfWasteful();
          tell(false);
          await breathe();
        }
      } while (!closed && (await keep()));
      if (!closed) tell(true);
    } catch {
      // The database was closed or is damaged: whoever reads it next tells, and a new session builds a new index.
      closed = true;
    } finally {
      working = false;
    }
  }
  async function load(id: TicketId): Promise<readonly Interaction[]> {
    const [from, to] = prefixRange(`${id}/`);
    const rows = await db.segments.where(":id").between(from, to).toArray();
    return mergeSegments(await openSegments(sealer, rows));
  }

  void sleep(FIRST_WAIT_MS).then(work);
  return {
    index: () => index,
    coverage: () => {
      const { tickets } = memory.counts();
      return { indexed: Math.min(index.size(), tickets), outOf: tickets };
    },
    unread: () => unread,
    textsOf: async (id) => {
      const known = texts.get(id);
      const found = known ?? (await load(id)).map(textOf).reverse();
      texts.delete(id);
      texts.set(id, found);
      for (const oldest of texts.keys()) {
        if (texts.size <= MOST_TEXTS) break;
        texts.delete(oldest);
      }
      return found;
    },
    touched: (topics) => {
      let hasWork = false;
      for (const topic of topics) {
        const isThread = topic.startsWith("thread/");
        if (!isThread && !topic.startsWith("ticket/")) continue;
        const id = topic.slice(7);
        const shown = memory.shown(id);
        if (isThread) texts.delete(id);
        if (shown === undefined) {
          unread.delete(id);
          index.remove(id);
          heads.delete(id);
          if (keptSeq === null) removed.add(id);
        } else if (!index.has(id)) unread.add(id);
        // A change that nobody searches for (a status, an assignee) costs nothing.
        const isSame =
          !isThread &&
          shown !== undefined &&
          memory.line(id) !== undefined &&
          heads.get(id) === headPrint(shown.line.subject, factsOf(shown));
        if (isSame) continue;
        dirty.add(id);
        hasWork = true;
      }
      if (hasWork) void sleep(SETTLE_MS).then(work);
    },
    yieldTo: (whom) => {
      busyUntil[whom] = clock() + PAUSES[whom].forMs;
    },
    keptGone: () => {
      keptSeq = -1;
    },
    close: () => {
      closed = true;
    },
  };
}

const headPrint = (subject: string, facts: string): number => fingerprint(`${subject}\n${facts}`);

/** All that can be read in an entry. */
function textOf({ text, attachments, call, kind }: Interaction): string {
  if (kind === "change") return "";
  const parts = [text, ...attachments.map(({ fileName }) => fileName)];
  if (call !== null) parts.push(call.from ?? "", call.to ?? "", call.transcript ?? "");
  return parts.filter((part) => part !== "").join("\n");
}
