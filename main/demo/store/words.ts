import type { Json } from "#main/demo/store/model.ts";

/** A JSON value as one string: texts as they are, nothing for null, lists joined by spaces, objects as JSON. */
export function words(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.map((v: Json) => words(v)).join(" ") : JSON.stringify(value);
}
