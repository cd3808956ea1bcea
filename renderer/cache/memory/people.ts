import { fold } from "#domain/search/fold.ts";
import { filterWords, matches } from "#renderer/cache/memory/fold.ts";
import type { PersonLine } from "#renderer/cache/memory/index-delta.ts";
import type { Memory } from "#renderer/cache/memory/memory.ts";

/** Customers by name, made when asked for and kept until one changes. */
export interface People {
  /** @returns Those whose name, identity or organisation hold every word, by name. */
  readonly find: (text: string) => readonly PersonLine[];
  readonly reset: () => void;
}

export function createPeople(memory: () => Memory): People {
  let all: readonly { readonly person: PersonLine; readonly haystack: string }[] | null = null;

  function list(): NonNullable<typeof all> {
    if (all !== null) return all;
    const keyed = [];
    for (const { person } of memory().recordsOf("customer")) {
      if (person === undefined) continue;
      const { name, identity, organisationId } = person;
      const organisation =
        organisationId === null ? null : memory().nameOf("organisation", organisationId);
      keyed.push({ person, haystack: fold(`${name} ${identity ?? ""} ${organisation ?? ""}`) });
    }
    keyed.sort((a, b) =>
      a.haystack < b.haystack
        ? -1
        : a.haystack > b.haystack
          ? 1
          : a.person.id < b.person.id
            ? -1
            : 1,
    );
    all = keyed;
    return keyed;
  }

  return {
    find: (text) => {
      const words = filterWords(text);
      const found =
        words.length === 0 ? list() : list().filter((one) => matches(one.haystack, words));
      return found.map(({ person }) => person);
    },
    reset: () => {
      all = null;
    },
  };
}
