import { mix } from "#main/demo/seed/rng.ts";

/** What the shop sells: name, tag, price in cents. */
export const products = [
  ["Aurora 55 TV", "aurora_55", 74900],
  ["Brisk V3 robot vacuum", "brisk_v3", 34900],
  ["Fjord headphones", "fjord", 17900],
  ["Halo mesh router", "halo", 22900],
  ["Polar soundbar", "polar", 29900],
  ["Lumen desk lamp", "lumen", 5900],
  ["Tundra heating thermostat", "tundra", 7900],
  ["Vista door camera", "vista", 14900],
  ["Kettle One", "kettle_one", 6900],
  ["Drift air purifier", "drift", 19900],
  ["Pulse smart watch", "pulse", 24900],
  ["Ember coffee machine", "ember", 49900],
] as const;
export const carriers = ["DHL", "DPD", "UPS", "GLS", "Evri"] as const;

export type Order = {
  readonly number: string;
  readonly product: number;
  readonly cents: number;
  /** Epoch seconds. */
  readonly placedAt: number;
  readonly carrier: string;
  readonly tracking: string;
  readonly last4: string;
};

/**
 * The k-th order of a customer; a customer's tickets share a handful of orders, so that they hang together.
 *
 * @param before epoch seconds; the order is placed 3 to 40 days earlier
 */
export function orderOf(seed: number, customer: number, k: number, before: number): Order {
  const h = mix(mix(seed, customer + 91), k + 17);
  const product = h % products.length;
  const [, , price] = products[product] as (typeof products)[number];
  const h2 = mix(h, 5);
  return {
    number: `NL-${100_000 + (h2 % 900_000)}`,
    product,
    cents: price - (h2 % 3) * 500,
    placedAt: before - (3 + (h % 38)) * 86_400,
    carrier: carriers[h2 % carriers.length] as string,
    tracking: `${String.fromCharCode(65 + (h2 % 26))}${String(mix(h, 9)).padStart(10, "0")}`,
    last4: String(1000 + (mix(h, 11) % 9000)),
  };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** A date the way people of a language write it. @param at epoch seconds */
export function writtenDate(language: string, at: number): string {
  const d = new Date(at * 1000);
  const [y, m, n] = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
  if (language === "en") return `${n} ${months[m] ?? ""}`;
  if (language === "ja" || language === "zh") return `${m + 1}月${n}日`;
  if (language === "de" || language === "pl") return `${n}.${m + 1}.${y}`;
  return `${n}/${m + 1}/${y}`;
}
/** A price the way people of a language write it. */
export function writtenPrice(language: string, cents: number): string {
  const text = (cents / 100).toFixed(2);
  return language === "en" ? `€${text}` : `${text.replace(".", ",")} €`;
}
