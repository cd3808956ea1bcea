import type { Customer, Organisation } from "#domain/customer/customer.ts";

/** What a customer is worth to the team: 0 trial or free, 1 ordinary, 2 valued, 3 of the first rank. */
export type CustomerValue = 0 | 1 | 2 | 3;

/** Words of tags and plan fields, folded. */
const WORDS: Readonly<Record<string, CustomerValue>> = {
  vip: 3,
  enterprise: 3,
  platinum: 3,
  diamond: 3,
  strategic: 3,
  gold: 2,
  premium: 2,
  business: 2,
  pro: 2,
  professional: 2,
  plus: 2,
  care_plus: 2,
  silver: 1,
  standard: 1,
  team: 1,
  starter: 1,
  basic: 1,
  bronze: 1,
  free: 0,
  trial: 0,
};
const PLAN_FIELDS = new Set(["plan", "tier", "segment", "customer_tier", "support_plan"]);
const LEVEL_FIELDS = new Set(["value", "customer_value"]);
const MONEY_FIELDS = new Set(["ltv", "lifetime_value", "mrr", "arr", "annual_revenue"]);
/** Money a customer brings, in the helpdesk's own currency, from which the next level begins. */
const VALUED_FROM = 1_000;
const FIRST_RANK_FROM = 10_000;

/** An id of a field may carry its account and capitals; its own name is its last part. */
const nameOf = (fieldId: string): string =>
  fieldId
    .slice(fieldId.lastIndexOf(":") + 1)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");

function wordValue(word: unknown): CustomerValue | null {
  if (typeof word !== "string") return null;
  const key = nameOf(word);
  return Object.hasOwn(WORDS, key) ? (WORDS[key] ?? null) : null;
}

function fieldValue(name: string, value: unknown): CustomerValue | null {
  if (PLAN_FIELDS.has(name)) return wordValue(value);
  const amount =
    typeof value === "number" ? value : Number.parseFloat(typeof value === "string" ? value : "");
  if (!Number.isFinite(amount) || amount < 0) return null;
  if (LEVEL_FIELDS.has(name)) return Math.min(3, Math.floor(amount)) as CustomerValue;
  if (!MONEY_FIELDS.has(name)) return null;
  return amount >= FIRST_RANK_FROM ? 3 : amount >= VALUED_FROM ? 2 : amount > 0 ? 1 : 0;
}

/** @returns The higher one; null only when neither is known. */
export const higherValue = (
  a: CustomerValue | null,
  b: CustomerValue | null,
): CustomerValue | null => (a === null ? b : b === null ? a : a > b ? a : b);

/**
 * What the helpdesk knows of a customer's or organisation's worth: tags (`vip`, `gold` …), a plan or tier field, a
 * level 0–3 (`customer_value`) or money (`ltv`, `mrr` …: valued from 1,000, first rank from 10,000).
 *
 * @returns The highest that is told; null when nothing is.
 */
export function valueOf(
  record: Pick<Organisation, "tags"> & Partial<Pick<Customer, "customFields">>,
): CustomerValue | null {
  let best: CustomerValue | null = null;
  for (const tag of record.tags) best = higherValue(best, wordValue(tag));
  for (const [id, value] of Object.entries(record.customFields ?? {}))
    best = higherValue(best, fieldValue(nameOf(id), value));
  return best;
}

/** Customers of whom nothing is known count as ordinary ones: before trials, after those who are valued. */
export const valueWeight = (value: CustomerValue | null): number => value ?? 1;
