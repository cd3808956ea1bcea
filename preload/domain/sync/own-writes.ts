import type { Edit, TicketEdits } from "#domain/sync/intent.ts";
import type { OwnChain } from "#domain/sync/merge.ts";
import type { FieldChange } from "#domain/ticket/interaction.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";

/** An earlier, delivered change of the same agent to the same ticket. */
export type OwnWrite<E> = {
  readonly edits: TicketEdits;
  /** Whether this entry of the remote's history is what it made of the field. */
  readonly made: (entry: E, change: FieldChange, value: FieldValue) => boolean;
};

/**
 * Field by field, the unbroken run of the agent's own changes that ends the remote's history. A change that the agent
 * made right after another one may still carry the base of that one: what stands in between is theirs and no conflict.
 * A change by anybody else, before or after, ends the run.
 *
 * @param entries The remote's history without gaps up to now, oldest first. Where it begins does not matter.
 * @returns Only fields whose newest change in `entries` is the agent's own.
 */
export function ownChains<E extends { readonly changes: readonly FieldChange[] }>(
  entries: readonly E[],
  writes: readonly OwnWrite<E>[],
): ReadonlyMap<string, OwnChain> {
  const fields = writes.map((write) => ({ ...write, fields: singleEdits(write.edits) }));
  const chains = new Map<string, { value: FieldValue; bases: FieldValue[] }>();
  const ended = new Set<string>();
  for (const entry of entries.toReversed()) {
    for (const change of entry.changes) {
      if (ended.has(change.field)) continue;
      const edit = fields
        .findLast((write) => {
          const own = write.fields.get(change.field);
          return own !== undefined && write.made(entry, change, own.value);
        })
        ?.fields.get(change.field);
      if (edit === undefined) {
        ended.add(change.field);
        continue;
      }
      const chain = chains.get(change.field);
      if (chain === undefined) {
        chains.set(change.field, { value: edit.value, bases: [edit.value, edit.base] });
      } else chain.bases.push(edit.value, edit.base);
    }
  }
  return chains;
}

/** Edits of fields with one value, by the name that a remote's history has for the field. */
export function singleEdits(edits: TicketEdits): ReadonlyMap<string, Edit<FieldValue>> {
  const { customFields, ...rest } = edits;
  const single = new Map<string, Edit<FieldValue>>(Object.entries(customFields ?? {}));
  for (const [name, edit] of Object.entries(rest)) {
    if (edit !== undefined && "base" in edit) single.set(name, edit);
  }
  return single;
}
