const NOT_ASCII = /[^\s!-~]/;
const MARKS = /[\p{M}\u0640]+/gu;

/** Text as it is compared: lower case, without accents and Arabic stretching. The same for what is stored and typed. */
export function fold(text: string): string {
  return NOT_ASCII.test(text)
    ? text.normalize("NFKD").replace(MARKS, "").toLowerCase()
    : text.toLowerCase();
}
