import { globalId } from "#domain/kernel/ids.ts";
import type { FieldChange } from "#domain/ticket/interaction.ts";
import { linkField } from "#domain/ticket/links.ts";
import { fromWireStatus } from "#main/connectors/zendesk/map-ticket.ts";
import type { WireAuditEvent, WireChildEvent } from "#main/connectors/zendesk/wire.ts";

type Convert = (value: unknown, accountId: string) => string | null;

function toText(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (Array.isArray(value)) return value.map((entry) => String(entry)).join(" ");
  return typeof value === "object"
    ? JSON.stringify(value)
    : String(value as string | number | boolean);
}
const toRef: Convert = (value, accountId) => {
  const id = toText(value);
  return id === null ? null : globalId(accountId, id);
};
const toStatus: Convert = (value) => {
  const word = toText(value);
  return word === null ? null : (fromWireStatus(word) ?? word);
};

/** Remote fields whose changes are worth showing, with our names (those of `Ticket`). */
const SHOWN: Readonly<Record<string, { readonly field: string; readonly convert: Convert }>> = {
  status: { field: "status", convert: toStatus },
  priority: { field: "priority", convert: toText },
  type: { field: "kind", convert: toText },
  assignee_id: { field: "assigneeId", convert: toRef },
  group_id: { field: "groupId", convert: toRef },
  requester_id: { field: "requesterId", convert: toRef },
  organization_id: { field: "organisationId", convert: toRef },
  subject: { field: "subject", convert: toText },
  due_at: { field: "dueAt", convert: toText },
  problem_id: { field: linkField("incident-of"), convert: toText },
  tags: { field: "tags", convert: toText },
};

function toChange(name: string, from: unknown, to: unknown, accountId: string): FieldChange | null {
  const known = Object.hasOwn(SHOWN, name) ? SHOWN[name] : undefined;
  const isCustom = /^\d{1,20}$/.test(name);
  if (known === undefined && !isCustom) return null;
  const field = known?.field ?? globalId(accountId, name);
  const convert = known?.convert ?? toText;
  const change = { field, from: convert(from, accountId), to: convert(to, accountId) };
  return change.from === change.to ? null : change;
}

/** Field change of an audit event of type Change; empty when it is not worth showing. */
export function toChanges(event: WireAuditEvent, accountId: string): readonly FieldChange[] {
  const { field_name: name, previous_value: from, value: to } = event;
  const change = typeof name === "string" ? toChange(name, from, to, accountId) : null;
  return change === null ? [] : [change];
}

/**
 * Field changes of a child of an export event: one member per changed field, all next to one `previous_value`;
 * custom fields lie in `custom_ticket_fields` by id.
 */
export function toChildChanges(child: WireChildEvent, accountId: string): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const add = (name: string, to: unknown): void => {
    const change = toChange(name, child.previous_value, to, accountId);
    if (change !== null) changes.push(change);
  };
  for (const name of Object.keys(SHOWN)) if (Object.hasOwn(child, name)) add(name, child[name]);
  const custom = child["custom_ticket_fields"];
  if (typeof custom === "object" && custom !== null) {
    for (const [id, value] of Object.entries(custom)) add(id, value);
  }
  return changes;
}
