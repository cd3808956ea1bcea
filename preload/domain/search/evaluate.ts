import type { CustomerValue } from "#domain/customer/value.ts";
import type { AgentId, FieldId, GroupId, OrganisationId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { fold } from "#domain/search/fold.ts";
import {
  type Field,
  fieldKind,
  type NameKind,
  type Query,
  type Term,
} from "#domain/search/query.ts";
import {
  customTest,
  instantTest,
  keyedTest,
  lengthTest,
  type NamedFields,
  ordered,
  pattern,
  readDay,
  type Test,
} from "#domain/search/value-tests.ts";
import { readInstant } from "#domain/search/values.ts";
import {
  type Channel,
  type FieldValue,
  isUnsolved,
  type Priority,
  type TicketKind,
  type TicketStatus,
} from "#domain/ticket/ticket.ts";

/** What a query looks at. Times: ms epoch, server time. */
export type SearchRow = {
  readonly id: string;
  readonly status: TicketStatus;
  readonly priority: Priority | null;
  readonly createdAt: number;
  readonly waitingSince: number | null;
  readonly breachAt: number | null;
  readonly pending: "none" | "unsent" | "attention";
  readonly requesterName: string;
  readonly requester: {
    readonly identity: string | null;
    /** Further addresses and numbers. */
    readonly contacts?: readonly string[];
    readonly organisationId: string | null;
    readonly locale?: string | null;
    readonly timeZone?: string | null;
    readonly tags?: readonly string[];
    /** Fields that the account added to customers, by their own names, without account. */
    readonly fields?: NamedFields;
  } | null;
  /** What the customer is worth; absent or null when nothing is known. */
  readonly value?: CustomerValue | null;
  readonly line: {
    readonly subject: string;
    readonly channel: Channel;
    readonly kind: TicketKind | null;
    readonly assigneeId: string | null;
    readonly groupId: string | null;
    readonly organisationId: string | null;
    readonly tags: readonly string[];
    readonly customFields: Readonly<Record<FieldId, FieldValue>>;
    readonly updatedAt: number;
    readonly solvedAt: number | null;
    readonly dueAt: number | null;
    readonly followUpAt?: number | null;
    readonly satisfaction: "good" | "bad" | null;
  };
};

export type OrganisationFacts = {
  readonly tags?: readonly string[];
  readonly fields?: NamedFields;
};

/** What a query needs to know besides the row. */
export type EvalContext<R extends SearchRow> = {
  /** ms epoch, server time. */
  readonly now: number;
  readonly me: ReadonlySet<AgentId>;
  readonly myGroups: ReadonlySet<GroupId>;
  /** Those with this id or name, else those whose name holds it; empty for nobody. */
  readonly idsNamed: (kind: NameKind, written: string) => ReadonlySet<string>;
  /** Custom fields with this id or title. */
  readonly fieldIds: (key: string) => readonly FieldId[];
  /** What a custom field's values are called, for those that are chosen from a list; absent or undefined: as they are. */
  readonly labelsOf?: (id: FieldId) => ReadonlyMap<string, string> | undefined;
  /** Whether a custom field holds days: ages and `today` mean those then. Absent: none does. */
  readonly isDate?: (id: FieldId) => boolean;
  /** What is known of an organisation. */
  readonly organisation?: (id: OrganisationId) => OrganisationFacts | undefined;
  /** Folded text in which words are looked for. */
  readonly textOf: (row: R) => string;
  /** How a word is looked for where more than the row can be searched; absent: in `textOf`. */
  readonly wordTest?: (text: string) => (row: R) => boolean;
};

export type CompiledQuery<R extends SearchRow> = {
  readonly holds: (row: R) => boolean;
  /** Whether the answer may change while nothing but time moves. */
  readonly timed: boolean;
  /** Names in the query that nothing is called. */
  readonly unknown: readonly { readonly field: Field; readonly name: string }[];
};

/** Makes a query ready to be asked of many rows at one instant. */
export function compileQuery<R extends SearchRow>(
  query: Query,
  context: EvalContext<R>,
): CompiledQuery<R> {
  const unknown: { readonly field: Field; readonly name: string }[] = [];
  let timed = false;

  function compile(part: Query): Test<R> {
    switch (part.kind) {
      case "all": {
        const tests = part.of.map(compile);
        return (row) => tests.every((test) => test(row));
      }
      case "any": {
        const tests = part.of.map(compile);
        return (row) => tests.some((test) => test(row));
      }
      case "not": {
        const test = compile(part.of);
        return (row) => !test(row);
      }
      case "word": {
        if (context.wordTest !== undefined) return context.wordTest(part.text);
        const words = fold(part.text);
        return (row) => context.textOf(row).includes(words);
      }
      case "term": {
        timed ||= isTimed(part);
        const tests = part.values.map((value) => termTest(part, value, context, unknown));
        const [only] = tests;
        return tests.length === 1 && only !== undefined
          ? only
          : (row) => tests.some((test) => test(row));
      }
    }
  }
  const holds = compile(query);
  return { holds, timed, unknown };
}

function isTimed({ field, key, values }: Term): boolean {
  const kind = fieldKind(field, key);
  if (kind.is === "instant" || field === "cf") {
    return values.some((value) => !["day", undefined].includes(readInstant(value)?.kind));
  }
  if (kind.is === "duration") return values.some((value) => value !== "none");
  return field === "is" && values.includes("breached");
}

function termTest<R extends SearchRow>(
  term: Term,
  value: string,
  context: EvalContext<R>,
  unknown: { readonly field: Field; readonly name: string }[],
): Test<R> {
  const { field, compare } = term;
  const { now } = context;
  const named = (kind: NameKind): ReadonlySet<string> => {
    const ids = context.idsNamed(kind, value);
    if (ids.size === 0) unknown.push({ field, name: value });
    return ids;
  };
  switch (field) {
    case "status":
      return ordered(field, compare, value, (row) => row.status);
    case "priority":
      return ordered(field, compare, value, (row) => row.priority ?? "none");
    case "is":
      return stateTest(value, context);
    case "channel":
      return ({ line }) => line.channel === value;
    case "kind":
      return ({ line }) => (line.kind ?? "none") === value;
    case "satisfaction":
      return ({ line }) => (line.satisfaction ?? "none") === value;
    case "assignee": {
      if (value === "none") return ({ line }) => line.assigneeId === null;
      const ids = value === "me" ? context.me : named("agent");
      return ({ line }) => line.assigneeId !== null && ids.has(line.assigneeId);
    }
    case "group": {
      if (value === "none") return ({ line }) => line.groupId === null;
      const ids = value === "mine" ? context.myGroups : named("group");
      return ({ line }) => line.groupId !== null && ids.has(line.groupId);
    }
    case "org": {
      if (term.key !== null) {
        const fieldsOf = (row: R) => context.organisation?.(organisationOf(row) ?? "")?.fields;
        return keyedTest(term.key, compare, value, fieldsOf);
      }
      if (value === "none") return (row) => organisationOf(row) === null;
      const ids = named("organisation");
      return (row) => ids.has(organisationOf(row) ?? "");
    }
    case "customer": {
      if (term.key !== null)
        return keyedTest(term.key, compare, value, ({ requester }) => requester?.fields);
      const words = fold(value);
      return ({ requesterName, requester }) =>
        fold(requesterName).includes(words) ||
        (requester !== null &&
          (fold(requester.identity ?? "").includes(words) ||
            (requester.contacts ?? []).some((contact) => fold(contact).includes(words))));
    }
    case "subject": {
      const words = fold(value);
      return ({ line }) => fold(line.subject).includes(words);
    }
    case "lang": {
      const tag = fold(value);
      return ({ requester }) => {
        const locale = fold(requester?.locale ?? "");
        return locale === tag || locale.startsWith(`${tag}-`);
      };
    }
    case "tag": {
      const fits = pattern(value);
      return ({ line }) => line.tags.some(fits);
    }
    case "customertag": {
      const fits = pattern(value);
      return ({ requester }) => (requester?.tags ?? []).some(fits);
    }
    case "orgtag": {
      const fits = pattern(value);
      return (row) => (context.organisation?.(organisationOf(row) ?? "")?.tags ?? []).some(fits);
    }
    case "zone": {
      const fits = pattern(value);
      return ({ requester }) => {
        const zone = requester?.timeZone ?? null;
        return zone !== null && fits(zone);
      };
    }
    case "value":
      return ordered(field, compare, value, (row) => VALUE_WORDS[row.value ?? -1] ?? "none");
    case "id": {
      const fits = pattern(value.replace(/^#/, ""));
      return ({ id }) => id === value || fits(remoteOf(id));
    }
    case "waiting":
      if (value === "none") return ({ waitingSince }) => waitingSince === null;
      return lengthTest(compare, value, ({ waitingSince }) =>
        waitingSince === null ? null : Math.max(0, now - waitingSince),
      );
    case "sla":
      if (value === "none") return ({ breachAt }) => breachAt === null;
      if (value === "breached") return ({ breachAt }) => breachAt !== null && breachAt <= now;
      return lengthTest(compare, value, ({ breachAt }) =>
        breachAt === null ? null : breachAt - now,
      );
    case "created":
      return instantTest(compare, value, now, ({ createdAt }) => createdAt);
    case "updated":
      return instantTest(compare, value, now, ({ line }) => line.updatedAt);
    case "solved":
      return instantTest(compare, value, now, ({ line }) => line.solvedAt);
    case "due":
      return instantTest(compare, value, now, ({ line }) => line.dueAt);
    case "cf": {
      const ids = context.fieldIds(term.key ?? "");
      if (ids.length === 0) unknown.push({ field, name: term.key ?? "" });
      const fits = customTest(compare, value);
      const labels = ids.map((id) => context.labelsOf?.(id));
      const days = ids.map((id) => context.isDate?.(id) === true && readInstant(value) !== null);
      const isDay = instantTest<FieldValue>(compare, value, now, readDay);
      const test = (line: R["line"], i: number) => {
        const held = line.customFields[ids[i] ?? ""] ?? null;
        return days[i] === true ? isDay(held) : fits(held, labels[i]);
      };
      // The same title in two accounts is two fields: none of them has a value, or one of them has this one.
      return value.toLowerCase() === "none" && compare === "is"
        ? ({ line }) => ids.every((_, i) => test(line, i))
        : ({ line }) => ids.some((_, i) => test(line, i));
    }
  }
}

/** Words of `value:` by level. */
const VALUE_WORDS: Readonly<Record<number, string>> = {
  0: "trial",
  1: "standard",
  2: "valued",
  3: "top",
};

const organisationOf = ({ line, requester }: SearchRow): string | null =>
  line.organisationId ?? requester?.organisationId ?? null;

function stateTest<R extends SearchRow>(value: string, { now, me }: EvalContext<R>): Test<R> {
  switch (value) {
    case "unsolved":
      return ({ status }) => isUnsolved(status);
    case "solved":
      return ({ status }) => !isUnsolved(status);
    case "mine":
      return ({ line }) => line.assigneeId !== null && me.has(line.assigneeId);
    case "unassigned":
      return ({ line }) => line.assigneeId === null;
    case "waiting":
      return ({ waitingSince }) => waitingSince !== null;
    case "breached":
      return ({ breachAt, status }) => breachAt !== null && breachAt <= now && isUnsolved(status);
    case "followup":
      // A reminder is one's own wherever the ticket lies; a due time is everybody's.
      return ({ line }) =>
        typeof line.followUpAt === "number" ||
        (line.dueAt !== null && line.assigneeId !== null && me.has(line.assigneeId));
    default:
      return ({ pending }) => pending !== "none";
  }
}
