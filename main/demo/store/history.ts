import { auditStride, idBase } from "#main/demo/ids.ts";
import { headOf, type Head, type World } from "#main/demo/seed/plan.ts";
import { speaks, stepsOf, type Step } from "#main/demo/seed/steps.ts";
import { commentOf, openingOf, subjectOf } from "#main/demo/seed/render.ts";
import type { Audit, Change, Comment, JsonObject, Ticket } from "#main/demo/store/model.ts";
import { viaOf } from "#main/demo/present/via.ts";

export type Recalled = {
  readonly head: Head;
  readonly steps: readonly Step[];
  readonly subject: string;
};

/** Regenerates the seeded past of tickets, remembering the few asked for lately. */
export class History {
  readonly #world: World;
  readonly #recent = new Map<number, Recalled>();
  #last: Head | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** Head, steps and first subject of a seeded ticket. @param index 0 … count-1 */
  recall(index: number): Recalled {
    let known = this.#recent.get(index);
    if (known !== undefined) return known;
    if (this.#recent.size > 4000) this.#recent.clear();
    const head = headOf(this.#world, index);
    known = { head, steps: stepsOf(this.#world, head), subject: subjectOf(this.#world, head) };
    this.#recent.set(index, known);
    return known;
  }

  /** First message of a seeded ticket. */
  opening(ticket: Ticket): string {
    return openingOf(this.#world, this.head(ticket.seedIndex));
  }

  /** The fixed facts of a seeded ticket; asking for the same one twice in a row costs nothing. */
  head(index: number): Head {
    if (this.#last?.index === index) return this.#last;
    this.#last = this.#recent.get(index)?.head ?? headOf(this.#world, index);
    return this.#last;
  }

  /** Comment of the n-th seeded audit with later edits applied; null when that audit has none. */
  comment(ticket: Ticket, n: number): Comment | null {
    const { head, steps, subject } = this.recall(ticket.seedIndex);
    const step = steps[n] as Step;
    if (!speaks(step)) return null;
    const comment = commentOf(this.#world, head, step, n, ticket.auditBase + n, subject);
    const edit = ticket.edits?.get(comment.id);
    return edit === undefined ? comment : edited(comment, edit);
  }

  /** The n-th seeded audit of a ticket. */
  audit(ticket: Ticket, n: number): Audit {
    const { head, steps, subject } = this.recall(ticket.seedIndex);
    const step = steps[n] as Step;
    const comment = this.comment(ticket, n);
    const person = this.#world.people.customers[head.customer];
    const agent = this.#world.people.agents[step.author];
    const authorId =
      step.author === -2 ? -1 : step.author === -1 ? (person?.id ?? -1) : (agent?.id ?? -1);
    const changes: Change[] =
      n === 0
        ? [
            { field: "subject", to: subject },
            { field: "status", to: "new" },
            { field: "priority", to: head.priority },
            { field: "type", to: head.type },
            { field: "requester_id", to: person?.id ?? 0 },
            { field: "group_id", to: this.#world.people.groups[head.group]?.id ?? null },
          ]
        : [...step.changes];
    const others: JsonObject[] =
      step.kind === "rating" && ticket.rating !== null
        ? [
            {
              type: "SatisfactionRating",
              score: head.rating,
              assignee_id: ticket.assigneeId,
              body: ticket.rating.comment,
            },
          ]
        : [];
    const via: JsonObject =
      step.author === -2
        ? {
            channel: "rule",
            source: {
              from: {
                id: 360_000_000_101,
                title:
                  step.kind === "close"
                    ? "Close ticket 10 days after status is set to solved"
                    : "Triage new tickets",
              },
              to: {},
              rel: step.kind === "close" ? "automation" : "trigger",
            },
          }
        : viaOf(comment?.channel ?? "web", person, ticket.id);
    return {
      id: idBase.audit + (ticket.auditBase + n) * auditStride,
      authorId,
      at: step.at,
      via,
      metadata: { system: systemOf(step, head), custom: {} },
      changes,
      comment,
      others,
      creates: n === 0,
    };
  }
}

/** A comment as it reads after a redaction or a change of audience. */
export function edited(
  comment: Comment,
  edit: { readonly public?: boolean; readonly body?: string },
): Comment {
  return {
    ...comment,
    public: edit.public ?? comment.public,
    body: edit.body ?? comment.body,
    html: edit.body === undefined ? comment.html : null,
  };
}

function systemOf(step: Step, head: Head): JsonObject {
  if (step.author === -2) return {};
  return step.author === -1
    ? { client: "Mozilla/5.0", ip_address: `198.51.100.${head.seed % 250}`, location: "—" }
    : {
        client: "Mozilla/5.0 (Windows NT 10.0)",
        ip_address: "203.0.113.7",
        location: "Kiel, Germany",
      };
}
