import type { TicketId } from "#domain/kernel/ids.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import { mergeSummaries, summarise } from "#domain/ticket/waiting.ts";
import type { ThreadLine } from "#renderer/cache/memory/index-delta.ts";
import type { Sealer } from "#renderer/cache/store/seal.ts";
import {
  byTime,
  mergeSegments,
  openSegments,
  readSegmentRows,
  type Segment,
  segmentId,
} from "#renderer/cache/store/segments.ts";
import type { CacheDb, SealedRow } from "#renderer/cache/store/tables.ts";

/** What a commit does to one conversation. */
export type ThreadPlan = {
  readonly puts: readonly SealedRow[];
  readonly deletes: readonly string[];
  /** Change of the number of stored parts. */
  readonly grows: number;
  /** Entries that were new or different. */
  readonly written: number;
  readonly skipped: number;
  readonly line: ThreadLine | null;
  /** `whole`: `line` replaces what was known; `part`: it is merged into it. */
  readonly mode: "part" | "whole";
};

export type ThreadTools = {
  readonly db: CacheDb;
  readonly sealer: Sealer;
  readonly seq: number;
  readonly known: (id: TicketId) => ThreadLine | undefined;
};

/**
 * Adds entries to a conversation. Usually all are newer than what is stored, then nothing is read. Otherwise only
 * entries that are new or different are written: a page that comes twice changes nothing.
 */
export async function planPart(
  ticketId: TicketId,
  incoming: readonly Interaction[],
  tools: ThreadTools,
): Promise<ThreadPlan> {
  const sorted = unique(incoming);
  const oldest = sorted[0];
  const known = tools.known(ticketId);
  const newestAt = known?.summary.newest?.at ?? -Infinity;
  if (oldest === undefined) return nothing("part", 0);
  if (known === undefined || known.count === 0 || oldest.at > newestAt) {
    return added(ticketId, sorted, tools);
  }
  const segments = await load(ticketId, tools);
  const stored = new Map(mergeSegments(segments).map((one) => [one.id, one]));
  const fresh = sorted.filter((one) => !same(stored.get(one.id), one));
  const first = fresh[0];
  if (first === undefined) return nothing("part", sorted.length);
  // A part with the same oldest entry exists: it is written again with what it held.
  const id = segmentId(ticketId, first);
  const sameKey = segments.find((segment) => segment.id === id);
  const before = (sameKey?.interactions ?? []).map((one) => stored.get(one.id) ?? one);
  const all = new Map([...stored, ...fresh.map((one) => [one.id, one] as const)]);
  return {
    puts: [await toRow(id, unique([...before, ...fresh]), tools)],
    deletes: [],
    grows: sameKey === undefined ? 1 : 0,
    written: fresh.length,
    skipped: sorted.length - fresh.length,
    // An entry may have changed: what is known of the conversation is told anew.
    line: {
      ticketId,
      summary: summarise([...all.values()]),
      count: all.size,
      wholeVersion: known.wholeVersion,
    },
    mode: "whole",
  };
}

/**
 * Replaces a conversation by a fresh and complete reading of it. Entries that are newer than the newest one read are
 * kept: another stream may have brought them while this reading was on its way.
 *
 * @param version Version of the ticket that the reading belongs to.
 */
export async function planWhole(
  ticketId: TicketId,
  incoming: readonly Interaction[],
  version: number,
  tools: ThreadTools,
): Promise<ThreadPlan> {
  const read = unique(incoming);
  const known = tools.known(ticketId);
  const segments = known === undefined || known.count === 0 ? [] : await load(ticketId, tools);
  const stored = mergeSegments(segments);
  const newest = read.at(-1);
  const later = stored.filter((one) => newest === undefined || one.at > newest.at);
  const content = unique([...read, ...later]);
  const line: ThreadLine = {
    ticketId,
    summary: summarise(content),
    count: content.length,
    wholeVersion: Math.max(version, known?.wholeVersion ?? version),
  };
  const [only] = segments;
  const first = content[0];
  const unchanged =
    stored.length === content.length && stored.every((one, i) => same(one, content[i]));
  // The same conversation in one part, or in a few: nothing to write but that it is whole.
  if (unchanged && (segments.length <= MANY_PARTS || only === undefined)) {
    return { ...nothing("whole", read.length), line };
  }
  const puts = first === undefined ? [] : [await toRow(segmentId(ticketId, first), content, tools)];
  const kept = puts[0]?.id;
  const deletes = segments.map(({ id }) => id).filter((id) => id !== kept);
  return {
    puts,
    deletes,
    grows: puts.length - segments.length,
    written: unchanged ? 0 : read.length,
    skipped: unchanged ? read.length : 0,
    line,
    mode: "whole",
  };
}

/** A whole reading joins more parts than this into one, so that long conversations open fast. */
const MANY_PARTS = 16;

async function added(
  ticketId: TicketId,
  content: readonly Interaction[],
  tools: ThreadTools,
): Promise<ThreadPlan> {
  const first = content[0];
  if (first === undefined) return nothing("part", 0);
  const known = tools.known(ticketId);
  const summary = summarise(content);
  return {
    puts: [await toRow(segmentId(ticketId, first), content, tools)],
    deletes: [],
    grows: 1,
    written: content.length,
    skipped: 0,
    line: {
      ticketId,
      summary: known === undefined ? summary : mergeSummaries(known.summary, summary),
      count: (known?.count ?? 0) + content.length,
      wholeVersion: known?.wholeVersion ?? null,
    },
    mode: "part",
  };
}

async function toRow(
  id: string,
  content: readonly Interaction[],
  { sealer, seq }: ThreadTools,
): Promise<SealedRow> {
  return { id, seq, sealed: await sealer.seal({ store: "segments", key: id }, content) };
}

async function load(ticketId: TicketId, { db, sealer }: ThreadTools): Promise<readonly Segment[]> {
  return openSegments(sealer, await readSegmentRows(db, ticketId));
}

function unique(interactions: readonly Interaction[]): readonly Interaction[] {
  if (interactions.length < 2) return interactions;
  return [...new Map(interactions.map((one) => [one.id, one])).values()].sort(byTime);
}

const same = (a: Interaction | undefined, b: Interaction | undefined): boolean =>
  a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b);

const nothing = (mode: ThreadPlan["mode"], skipped: number): ThreadPlan => ({
  puts: [],
  deletes: [],
  grows: 0,
  written: 0,
  skipped,
  line: null,
  mode,
});
