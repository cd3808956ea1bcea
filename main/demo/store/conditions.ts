import { words } from "#main/demo/store/words.ts";
import {
  statusOrder,
  type Condition,
  type Json,
  type Ticket,
  type User,
  type View,
} from "#main/demo/store/model.ts";
import { fieldValues } from "#main/demo/present/ticket.ts";
import type { Workspace } from "#main/demo/workspace.ts";

const priorityOrder = ["low", "normal", "high", "urgent"];
const list = (value: Json): readonly string[] =>
  words(value)
    .split(/[\s,]+/)
    .filter((s) => s !== "");

function ranked(
  order: readonly string[],
  have: string | null,
  operator: string,
  want: string,
): boolean {
  const a = have === null ? -1 : order.indexOf(have);
  const b = order.indexOf(want);
  switch (operator) {
    case "is":
      return have === want || (have === null && want === "");
    case "is_not":
      return have !== want;
    case "less_than":
      return a < b;
    case "less_than_inclusive":
      return a <= b;
    case "greater_than":
      return a > b;
    case "greater_than_inclusive":
      return a >= b;
    default:
      return false;
  }
}

/** Whether one condition of a view holds for a ticket. Unknown fields and operators never hold. */
export function holds(
  workspace: Workspace,
  user: User,
  ticket: Ticket,
  { field, operator, value }: Condition,
  now: number,
): boolean {
  const want = words(value);
  const equal = (have: string | number | null): boolean => {
    const same = want === "" ? have === null : String(have) === want;
    return operator === "is_not" ? !same : operator === "is" && same;
  };
  const hours = (since: number): boolean => {
    const passed = since === 0 ? -1 : (now - since) / 3600;
    const limit = Number(want);
    return (
      passed >= 0 &&
      (operator === "less_than"
        ? passed < limit
        : operator === "greater_than"
          ? passed > limit
          : Math.floor(passed) === limit)
    );
  };
  switch (field) {
    case "status":
      return ranked(statusOrder, ticket.status, operator, want);
    case "priority":
      return ranked(priorityOrder, ticket.priority, operator, want);
    case "type":
    case "ticket_type":
      return equal(ticket.type);
    case "assignee_id":
      if (want === "current_user") return (ticket.assigneeId === user.id) === (operator === "is");
      if (want === "requester_id")
        return (ticket.assigneeId === ticket.requesterId) === (operator === "is");
      return equal(ticket.assigneeId);
    case "group_id":
      if (want === "current_groups")
        return (
          (ticket.groupId !== null &&
            workspace.store.groupsOf(user.id).includes(ticket.groupId)) ===
          (operator === "is")
        );
      return equal(ticket.groupId);
    case "requester_id":
      return want === "current_user"
        ? (ticket.requesterId === user.id) === (operator === "is")
        : equal(ticket.requesterId);
    case "organization_id":
      return equal(ticket.organizationId);
    case "ticket_form_id":
      return equal(ticket.formId);
    case "brand_id":
      return operator === "is";
    case "via_id":
    case "via":
      return equal(ticket.channel);
    case "current_tags": {
      const has = list(value).some((tag) => ticket.tags.includes(tag));
      return operator === "not_includes" ? !has : has;
    }
    case "updated_at":
      return hours(ticket.updatedAt);
    case "satisfaction_score":
      return equal(ticket.rating?.score ?? "unoffered");
    case "NEW":
    case "OPEN":
    case "PENDING":
    case "HOLD":
    case "SOLVED":
    case "CLOSED":
      return ticket.status === field.toLowerCase() && hours(ticket.statusSince);
    default: {
      const id = /(\d+)$/.exec(field)?.[1];
      const have =
        id === undefined
          ? undefined
          : fieldValues(workspace.store, ticket).find((f) => String(f.id) === id);
      return have !== undefined && equal(have.value === null ? null : words(have.value));
    }
  }
}

/** Whether a ticket belongs to a view for a user. @param now epoch seconds */
export function inView(
  workspace: Workspace,
  user: User,
  view: View,
  ticket: Ticket,
  now: number,
): boolean {
  return (
    view.all.every((c) => holds(workspace, user, ticket, c, now)) &&
    (view.any.length === 0 || view.any.some((c) => holds(workspace, user, ticket, c, now)))
  );
}
