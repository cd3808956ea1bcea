import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { Macro, MacroAction } from "#domain/macro/macro.ts";
import { clip, htmlToText } from "#domain/ticket/html-text.ts";
import {
  fromWireStatus,
  toFieldValue,
  toKind,
  toPriority,
  toWireStatus,
} from "#main/connectors/zendesk/map-ticket.ts";
import type { WireMacro } from "#main/connectors/zendesk/wire.ts";

export type WireAction = { readonly field: string; readonly value?: unknown };

const words = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map((word) => String(word)) : String(value).split(/\s+/)).filter(
    (word) => word !== "",
  );
const isTrue = (value: unknown): boolean => value === true || value === "true";
const remoteNumber = (id: string): number | string => {
  const remote = remoteOf(id);
  return /^\d+$/.test(remote) ? Number(remote) : remote;
};

/** Text of a comment action: plain, or `[channel, text]`. null: not a form we can write back. */
function commentText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length === 2 && value[0] === "channel:all") {
    return typeof value[1] === "string" ? value[1] : null;
  }
  return null;
}

/**
 * Remote actions as ours. An action we do not understand, or could not write back as it was, is kept as it came.
 * Source: zendesk-api facts §6.7.
 */
export function toMacroActions(
  actions: readonly WireAction[],
  accountId: string,
): readonly MacroAction[] {
  const mode = actions.find((action) => action.field === "comment_mode_is_public");
  const hasComment = actions.some(
    ({ field, value }) =>
      field === "comment_value_html" || (field === "comment_value" && commentText(value) !== null),
  );
  return actions.flatMap((action): readonly MacroAction[] => {
    const { field, value } = action;
    const keep: MacroAction = { kind: "keep", field, value };
    const text = typeof value === "string" || typeof value === "number" ? String(value) : null;
    switch (field) {
      case "comment_mode_is_public":
        return hasComment ? [] : [keep];
      case "comment_value":
      case "comment_value_html": {
        const body = field === "comment_value" ? commentText(value) : text;
        if (body === null) return [keep];
        const audience = mode === undefined ? null : isTrue(mode.value) ? "public" : "internal";
        const plain = field === "comment_value_html" ? htmlToText(body) : body;
        return [{ kind: "comment", audience, text: clip(plain, 200_000) }];
      }
      case "status": {
        const status = text === null ? null : fromWireStatus(text);
        return [status === null ? keep : { kind: "status", value: status }];
      }
      case "priority": {
        const priority = toPriority(value);
        return [priority === null ? keep : { kind: "priority", value: priority }];
      }
      case "type": {
        const kind = toKind(value);
        return [kind === null ? keep : { kind: "ticket-kind", value: kind }];
      }
      case "assignee_id":
        if (value === "current_user") return [{ kind: "assign-me" }];
        if (text === "" || value === null) return [{ kind: "assignee", value: null }];
        return [text === null ? keep : { kind: "assignee", value: globalId(accountId, text) }];
      case "group_id":
        if (value === "current_groups") return [{ kind: "my-group" }];
        if (text === "" || value === null) return [{ kind: "group", value: null }];
        return [text === null ? keep : { kind: "group", value: globalId(accountId, text) }];
      case "subject":
        return [text === null ? keep : { kind: "subject", value: text }];
      case "set_tags":
        return [{ kind: "tags", mode: "set", tags: words(value) }];
      case "current_tags":
        return [{ kind: "tags", mode: "add", tags: words(value) }];
      case "remove_tags":
        return [{ kind: "tags", mode: "remove", tags: words(value) }];
      default: {
        const id = /^custom_fields_(\d{1,20})$/.exec(field)?.[1];
        if (id === undefined) return [keep];
        const fieldId = globalId(accountId, id);
        return [{ kind: "custom-field", fieldId, value: toFieldValue(value) }];
      }
    }
  });
}

const TAG_FIELD = { set: "set_tags", add: "current_tags", remove: "remove_tags" } as const;

/** Our actions in the remote's words; kept ones go back untouched. */
export function toWireActions(actions: readonly MacroAction[]): readonly WireAction[] {
  return actions.flatMap((action): readonly WireAction[] => {
    switch (action.kind) {
      case "comment": {
        const comment = { field: "comment_value", value: action.text };
        if (action.audience === null) return [comment];
        const value = action.audience === "public";
        return [comment, { field: "comment_mode_is_public", value }];
      }
      case "status":
        return [{ field: "status", value: toWireStatus(action.value) }];
      case "priority":
        return [{ field: "priority", value: action.value }];
      case "ticket-kind":
        return [{ field: "type", value: action.value }];
      case "assignee":
        return [
          { field: "assignee_id", value: action.value === null ? "" : remoteNumber(action.value) },
        ];
      case "assign-me":
        return [{ field: "assignee_id", value: "current_user" }];
      case "group":
        return [
          { field: "group_id", value: action.value === null ? "" : remoteNumber(action.value) },
        ];
      case "my-group":
        return [{ field: "group_id", value: "current_groups" }];
      case "subject":
        return [{ field: "subject", value: action.value }];
      case "tags":
        return [{ field: TAG_FIELD[action.mode], value: action.tags.join(" ") }];
      case "custom-field":
        return [{ field: `custom_fields_${remoteOf(action.fieldId)}`, value: action.value }];
      case "keep":
        return [{ field: action.field, value: action.value }];
    }
  });
}

export function toMacro(wire: WireMacro, accountId: string): Macro {
  const { restriction } = wire;
  const ids = restriction?.ids ?? (typeof restriction?.id === "number" ? [restriction.id] : []);
  const updatedAt = Date.parse(wire.updated_at);
  return {
    id: globalId(accountId, wire.id),
    accountId,
    title: clip(wire.title, 1000),
    description: clip(wire.description ?? "", 10_000),
    active: wire.active !== false,
    position: wire.position ?? 0,
    restriction:
      restriction?.type === "Group" && ids.length > 0
        ? { kind: "groups", ids: ids.map((id) => globalId(accountId, id)) }
        : restriction?.type === "User" && typeof restriction.id === "number"
          ? { kind: "agent", id: globalId(accountId, restriction.id) }
          : null,
    actions: toMacroActions(wire.actions, accountId),
    updatedAt,
    version: updatedAt,
  };
}

/** Body of a macro save. */
export function toWireMacro(macro: Macro): Readonly<Record<string, unknown>> {
  const { restriction } = macro;
  return {
    title: macro.title,
    description: macro.description === "" ? null : macro.description,
    active: macro.active,
    actions: toWireActions(macro.actions),
    restriction:
      restriction === null
        ? null
        : restriction.kind === "agent"
          ? { type: "User", id: remoteNumber(restriction.id) }
          : {
              type: "Group",
              id: restriction.ids[0] === undefined ? null : remoteNumber(restriction.ids[0]),
              ids: restriction.ids.map(remoteNumber),
            },
  };
}
