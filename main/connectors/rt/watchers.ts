import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import { isAddress, type PersonRef } from "#domain/ticket/links.ts";
import type { Answer } from "#main/connectors/rt/client.ts";
import { linkRef, linkWord } from "#main/connectors/rt/links.ts";
import { people } from "#main/connectors/rt/map-ticket.ts";
import { refused } from "#main/connectors/rt/outcome.ts";
import type { UpdatePlan } from "#main/connectors/rt/plan.ts";
import { WireId, type WirePerson, type WireTicket } from "#main/connectors/rt/wire.ts";

type Edits = UpdatePlan["edits"];
type Body = Readonly<Record<string, unknown>>;

/** One thing to write, and how to see that it was written. */
export type Wish = {
  /** Our name of the field, for words about it. */
  readonly field: string;
  readonly isDone: (ticket: WireTicket) => boolean;
};

/** Principal of a person: the number of a known one, else the address, for which the server makes a user. */
const principalOf = (person: PersonRef): number | string =>
  isAddress(person) ? person : Number(remoteOf(person));
const isThere = (list: readonly WirePerson[], person: PersonRef): boolean =>
  list.some((one) =>
    isAddress(person)
      ? one.EmailAddress?.toLowerCase() === person.toLowerCase()
      : one.id === Number(remoteOf(person)),
  );

/** Groups on a list have numbers too; without them a write of the whole list would take them off it. */
function groupsOf(list: WireTicket["Cc"]): Result<readonly number[], AppError> {
  const numbers: number[] = [];
  for (const one of list ?? []) {
    if (one.type !== "group") continue;
    const id = WireId.safeParse(one["id"]);
    if (!id.success) return err(refused("ccs", "a group on the list cannot be named"));
    numbers.push(id.data);
  }
  return ok(numbers);
}

/**
 * Who asked and who is told. The server takes whole lists only, so each is made from what the ticket shows now.
 * Source: RT::REST2::Util `update_role_members` of 5.0.3.
 */
export function watcherWishes(
  { requesterId, ccs, followers }: Edits,
  ticket: WireTicket,
): Result<{ readonly body: Body; readonly wishes: readonly Wish[] }, AppError> {
  const body: Record<string, unknown> = {};
  const wishes: Wish[] = [];
  if (requesterId !== undefined) {
    const { base, value } = requesterId;
    const others = ticket.Requestor.filter(
      (one) => !isThere([one], base) && !isThere([one], value),
    );
    body["Requestor"] = [principalOf(value), ...others.map((one) => one.id)];
    wishes.push({ field: "requesterId", isDone: (now) => isThere(now.Requestor, value) });
  }
  for (const [field, role, edit] of [
    ["ccs", "Cc", ccs],
    ["followers", "AdminCc", followers],
  ] as const) {
    if (edit === undefined) continue;
    const groups = groupsOf(ticket[role]);
    if (!groups.ok) return groups;
    const kept = people(ticket[role]).filter(
      (one) => ![...edit.remove, ...edit.add].some((person) => isThere([one], person)),
    );
    body[role] = [...groups.value, ...kept.map((one) => one.id), ...edit.add.map(principalOf)];
    wishes.push({
      field,
      isDone: (now) => {
        const list = people(now[role]);
        return (
          edit.add.every((person) => isThere(list, person)) &&
          !edit.remove.some((person) => !edit.add.includes(person) && isThere(list, person))
        );
      },
    });
  }
  return ok({ body, wishes });
}

/** Links to make and to take away, each by its own word, so that nothing else is touched. */
export function linkWishes({ links }: Edits): Result<Body, AppError> {
  const body: Record<string, number[]> = {};
  for (const action of ["add", "remove"] as const) {
    for (const { relation, to } of links?.[action] ?? []) {
      const word = linkWord(relation);
      if (word === null) {
        return err(refused("links", `Request Tracker has no links "${relation}" to write`));
      }
      (body[`${action === "add" ? "Add" : "Delete"}${word}`] ??= []).push(Number(remoteOf(to)));
    }
  }
  return ok(body);
}

const Shown = z.object({
  _hyperlinks: z
    .array(z.looseObject({ ref: z.string().nullish(), type: z.string().nullish() }))
    .nullish(),
});

/** Whether a ticket's own page shows these links as wanted. */
export function linksDone(links: NonNullable<Edits["links"]>, answer: Answer): boolean {
  const parsed = Shown.safeParse(answer.json);
  if (!parsed.success) return false;
  const shown = (parsed.data["_hyperlinks"] ?? []).map((one) => `${one.ref}/${String(one["id"])}`);
  const has = ({
    relation,
    to,
  }: {
    readonly relation: Parameters<typeof linkRef>[0];
    readonly to: string;
  }) => shown.includes(`${linkRef(relation)}/${remoteOf(to)}`);
  return links.add.every(has) && !links.remove.some(has);
}
