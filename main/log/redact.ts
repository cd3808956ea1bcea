const RULES: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, "$1 [secret]"],
  [/([?&](?:token|key|secret|password|access_token|code)=)[^&\s"']+/gi, "$1[secret]"],
  [/[\w.+%-]{1,64}(?:\/token)?@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, "[address]"],
  [/\+?\d[\d ()/.-]{7,18}\d/g, "[number]"],
  [/(\/(?:home|Users)\/)[^/\s"']+/g, "$1[user]"],
];
const LONGEST = 2_000;

/**
 * Takes out of a line of the log what may name a person or open a door: credentials, addresses, telephone numbers,
 * the account's name in paths. A net below the rule that bodies and addresses are never logged at all.
 */
export function redact(text: string): string {
  let clean = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}
