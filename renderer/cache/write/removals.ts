import type { AccountId } from "#domain/kernel/ids.ts";
import type { Changes, RecordKind, Tombstone } from "#domain/sync/page.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";
import { listIncoming } from "#renderer/cache/write/records.ts";

/** What a page takes away: records with a tombstone that are not newer, and what a complete list lacks. */
export function listRemoved(
  accountId: AccountId,
  changes: Changes,
  memory: Memory,
  stones: ReadonlyMap<string, Tombstone>,
): readonly { readonly kind: RecordKind; readonly id: string }[] {
  const removed = new Map<string, { readonly kind: RecordKind; readonly id: string }>();
  for (const { kind, id, version } of stones.values()) {
    const stored = storedVersion(memory, kind, id);
    if (stored !== -Infinity && stored <= version) removed.set(`${kind}/${id}`, { kind, id });
  }
  const incoming = listIncoming(changes);
  for (const kind of new Set(changes.wholeKinds)) {
    const kept = new Set(
      kind === "ticket"
        ? changes.tickets?.map(({ id }) => id)
        : incoming.filter((one) => one.kind === kind).map(({ id }) => id),
    );
    const known =
      kind === "ticket" ? memory.ticketIds() : [...memory.recordsOf(kind)].map(({ id }) => id);
    for (const id of known) {
      if (id.startsWith(`${accountId}:`) && !kept.has(id))
        removed.set(`${kind}/${id}`, { kind, id });
    }
  }
  return [...removed.values()];
}

/** The highest version of each record that a page brings, by `<kind>/<id>`. */
export function newestVersions(changes: Changes): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  const all = [
    ...(changes.tickets ?? []).map(({ id, version }) => ({ kind: "ticket", id, version })),
    ...listIncoming(changes),
  ];
  for (const { kind, id, version } of all) {
    const key = `${kind}/${id}`;
    versions.set(key, Math.max(version, versions.get(key) ?? -Infinity));
  }
  return versions;
}

/** -Infinity when nothing is stored: older than everything. */
export function storedVersion(memory: Memory, kind: RecordKind, id: string): number {
  const version = kind === "ticket" ? memory.line(id)?.version : memory.record(kind, id)?.version;
  return version ?? (kind === "ticket" && memory.thread(id) !== undefined ? -1 : -Infinity);
}
