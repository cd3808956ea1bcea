import { z } from "zod";
import ar from "#resources/demo/ar.json" with { type: "json" };
import de from "#resources/demo/de.json" with { type: "json" };
import en from "#resources/demo/en.json" with { type: "json" };
import es from "#resources/demo/es.json" with { type: "json" };
import fr from "#resources/demo/fr.json" with { type: "json" };
import he from "#resources/demo/he.json" with { type: "json" };
import ja from "#resources/demo/ja.json" with { type: "json" };
import pl from "#resources/demo/pl.json" with { type: "json" };
import pt from "#resources/demo/pt.json" with { type: "json" };
import zh from "#resources/demo/zh.json" with { type: "json" };

/** Words that a template may ask for; the order is the order of `Slots`. */
export const slotNames = [
  "first",
  "name",
  "agent",
  "order",
  "product",
  "date",
  "price",
  "carrier",
  "tracking",
  "days",
  "last4",
  "city",
  "mood",
] as const;
/** Values for `slotNames`, in that order. */
export type Slots = readonly string[];
/** A text cut at its slots: literal, slot number, literal, slot number, … literal. */
export type Template = { readonly literals: readonly string[]; readonly slots: readonly number[] };

export const moods = ["calm", "worried", "upset", "cheerful"] as const;
export type Mood = (typeof moods)[number];
export const languages = ["en", "de", "fr", "es", "ar", "he", "ja", "zh", "pt", "pl"] as const;
export type Language = (typeof languages)[number];

function compile(text: string): Template {
  const literals: string[] = [];
  const slots: number[] = [];
  let last = 0;
  for (const match of text.matchAll(/\{(\w+)\}/g)) {
    const slot = slotNames.indexOf(match[1] as (typeof slotNames)[number]);
    if (slot < 0) throw new Error(`demo text has an unknown slot {${match[1]}}: ${text}`);
    literals.push(text.slice(last, match.index));
    slots.push(slot);
    last = match.index + match[0].length;
  }
  literals.push(text.slice(last));
  return { literals, slots };
}

const Lines = z
  .array(z.string().min(1))
  .min(1)
  .transform((lines): readonly Template[] => lines.map((line) => compile(line)));
const Topic = z.object({ subject: Lines, open: Lines, answer: Lines, fix: Lines });
const TextFile = z.object({
  language: z.enum(languages),
  hello: Lines,
  bye: Lines,
  agentHello: Lines,
  agentBye: Lines,
  mood: z.object({ calm: Lines, worried: Lines, upset: Lines, cheerful: Lines }),
  topics: z.record(z.string(), Topic),
  ask: Lines,
  details: Lines,
  more: Lines,
  chase: Lines,
  hold: Lines,
  update: Lines,
  thanks: Lines,
  reopen: Lines,
  notes: Lines.optional(),
  summary: Lines.optional(),
  csatGood: Lines,
  csatBad: Lines,
});
export type TextSet = z.infer<typeof TextFile>;
export type TopicTexts = z.infer<typeof Topic>;

/** Topics of conversation with how often they come up and which group looks after them. */
export const topics = [
  { key: "late", weight: 18, group: 0, type: "question" },
  { key: "damaged", weight: 9, group: 0, type: "problem" },
  { key: "wrong", weight: 5, group: 0, type: "problem" },
  { key: "refund", weight: 10, group: 1, type: "question" },
  { key: "invoice", weight: 6, group: 3, type: "task" },
  { key: "warranty", weight: 11, group: 2, type: "problem" },
  { key: "setup", weight: 11, group: 2, type: "question" },
  { key: "cancel", weight: 6, group: 3, type: "task" },
  { key: "charge", weight: 5, group: 3, type: "problem" },
  { key: "address", weight: 4, group: 0, type: "task" },
  { key: "account", weight: 4, group: 3, type: "question" },
  { key: "howto", weight: 5, group: 2, type: "question" },
  { key: "return", weight: 7, group: 1, type: "task" },
  { key: "outage", weight: 3, group: 2, type: "incident" },
  { key: "privacy", weight: 2, group: 5, type: "task" },
  { key: "praise", weight: 3, group: 4, type: "question" },
] as const;
export type TopicKey = (typeof topics)[number]["key"];

const load = (): ReadonlyMap<Language, TextSet> => {
  const all = new Map<Language, TextSet>();
  for (const file of [en, de, fr, es, ar, he, ja, zh, pt, pl]) {
    const set = TextFile.parse(file);
    all.set(set.language, set);
  }
  return all;
};
const sets = load();

/** All texts of one language. */
export const textsOf = (language: Language): TextSet => sets.get(language) as TextSet;

/** Fills a template's slots. */
export function fill(template: Template, slots: Slots): string {
  const { literals, slots: wanted } = template;
  let out = literals[0] as string;
  for (let i = 0; i < wanted.length; i++)
    out += (slots[wanted[i] as number] ?? "") + (literals[i + 1] as string);
  return out;
}

type Menu = {
  readonly numbers: readonly number[];
  readonly weights: readonly number[];
  readonly total: number;
};
/** Topics that a language has texts for, with their weights. */
export const topicsOf: ReadonlyMap<Language, Menu> = new Map(
  languages.map((language): [Language, Menu] => {
    const set = textsOf(language);
    const numbers = topics
      .map((_, n) => n)
      .filter((n) => set.topics[topics[n]?.key ?? ""] !== undefined);
    const weights = numbers.map((n): number => topics[n]?.weight ?? 0);
    return [language, { numbers, weights, total: weights.reduce((a, b) => a + b, 0) }];
  }),
);
