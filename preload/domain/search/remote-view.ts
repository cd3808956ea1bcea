import type { RemoteCondition, RemoteView } from "#domain/directory/directory.ts";
import { globalId } from "#domain/kernel/ids.ts";
import {
  allOf,
  anyOf,
  type Compare,
  EVERYTHING,
  type Field,
  not,
  type Query,
} from "#domain/search/query.ts";
import { CHANNELS, PRIORITIES, TICKET_KINDS, TICKET_STATUSES } from "#domain/ticket/ticket.ts";

/** A view of the helpdesk as our query, with what of it we cannot answer here. */
export type ConvertedView = {
  readonly query: Query;
  /** Left out: an `all` of these would make the view smaller, an `any` of these larger. */
  readonly unsupported: readonly RemoteCondition[];
};

/**
 * A helpdesk's view conditions as a query.
 *
 * Source: zendesk-api facts §6.6 (fields, operators, `current_user`, `current_groups`, hours of age).
 */
export function fromRemoteView({ accountId, conditions }: RemoteView): ConvertedView {
  const unsupported: RemoteCondition[] = [];
  const convert = (condition: RemoteCondition): readonly Query[] => {
    const query = convertCondition(condition, accountId);
    if (query === null) unsupported.push(condition);
    return query === null ? [] : [query];
  };
  const all = conditions.all.flatMap(convert);
  const any = conditions.any.flatMap(convert);
  return {
    query: allOf([...all, ...(any.length === 0 ? [] : [anyOf(any)])]),
    unsupported,
  };
}

const term = (
  field: Field,
  values: readonly string[],
  compare: Compare = "is",
  key: string | null = null,
): Query => ({ kind: "term", field, key, compare, values });

const COMPARE_OF: Readonly<Record<string, Compare>> = {
  is: "is",
  less_than: "<",
  less_than_inclusive: "<=",
  greater_than: ">",
  greater_than_inclusive: ">=",
};

function convertCondition(
  { field, operator, value }: RemoteCondition,
  accountId: string,
): Query | null {
  if (operator === "is_not") {
    const positive = convertCondition({ field, operator: "is", value }, accountId);
    return positive === null ? null : not(positive);
  }
  const compare = Object.hasOwn(COMPARE_OF, operator) ? (COMPARE_OF[operator] ?? null) : null;
  const choice = (ours: Field, known: readonly string[], word: string): Query | null =>
    compare !== null && known.includes(word) ? term(ours, [word], compare) : null;
  const id = (): string => globalId(accountId, value);
  const equal = (ours: Field, special: Readonly<Record<string, string>>): Query | null => {
    if (compare !== "is") return null;
    if (Object.hasOwn(special, value)) return term(ours, [special[value] ?? ""]);
    return /^\d+$/.test(value) ? term(ours, [id()]) : null;
  };
  switch (field) {
    case "status":
      return choice("status", TICKET_STATUSES, value === "hold" ? "on-hold" : value);
    case "priority":
      return choice("priority", ["none", ...PRIORITIES], value === "" ? "none" : value);
    case "type":
    case "ticket_type":
      return compare === "is"
        ? choice("kind", ["none", ...TICKET_KINDS], value === "" ? "none" : value)
        : null;
    case "assignee_id":
      return equal("assignee", { current_user: "me", "": "none" });
    case "group_id":
      return equal("group", { current_groups: "mine", "": "none" });
    case "organization_id":
      return equal("org", { "": "none" });
    case "via":
      return compare === "is" ? choice("channel", CHANNELS, value) : null;
    case "satisfaction_score":
      return compare === "is" && (value === "good" || value === "bad")
        ? term("satisfaction", [value])
        : null;
    case "current_tags": {
      const tags = value.split(/[\s,]+/).filter(Boolean);
      if (tags.length === 0) return null;
      if (operator === "includes" || operator === "is") return term("tag", tags);
      return operator === "not_includes" ? not(term("tag", tags)) : null;
    }
    case "subject_includes_word":
    case "subject":
      return value.trim() === "" ? EVERYTHING : term("subject", [value.trim()]);
    case "created_at":
    case "updated_at":
    case "solved_at": {
      const ours =
        field === "created_at" ? "created" : field === "updated_at" ? "updated" : "solved";
      const hours = /^\d{1,5}$/.test(value) && compare !== null && compare !== "is";
      return hours ? term(ours, [`${value}h`], compare) : null;
    }
    default: {
      const key = /^(?:custom_fields_|ticket_fields_)(\d+)$/.exec(field)?.[1];
      if (key === undefined || compare === null || value === "") {
        return key !== undefined && compare === "is" ? term("cf", ["none"], "is", key) : null;
      }
      return term("cf", [value], compare, key);
    }
  }
}
