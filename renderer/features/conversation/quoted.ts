/** A message's own words, and the older mail quoted below them. */
export type Quoted = { readonly own: string; readonly quoted: string };

/** Longest line that can introduce a quotation; longer ones are prose. */
const LONGEST_INTRODUCTION = 300;
const RULER = /^(?:-{2,}|_{5,})/;
const ORIGINAL =
  /original message|forwarded message|ursprüngliche nachricht|الرسالة الأصلية|message d'origine|mensaje original|mensagem original/i;
const HEADER = /^(?:from|von|de|da|od|van|من|מאת|差出人|发件人)\s?[:：]/i;
const WROTE =
  /(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napisała?|написала?|כתב|كتب|写道|のメール).{0,80}[:：]$/i;

function introduces(line: string, next: string): boolean {
  if (line === "" || line.length > LONGEST_INTRODUCTION) return false;
  if (WROTE.test(line)) return true;
  return RULER.test(line) && (ORIGINAL.test(line) || HEADER.test(next));
}

/**
 * Parts a plain-text mail. Reads each line once, whatever its length.
 *
 * @returns  `quoted` is empty when there is none, or when nothing but quotation would be left.
 */
export function splitQuoted(text: string): Quoted {
  const lines = text.split("\n");
  const at = (index: number) => (lines[index] ?? "").trim();
  let tail = lines.length;
  while (tail > 0 && (at(tail - 1) === "" || at(tail - 1).startsWith(">"))) tail -= 1;
  for (let index = 1; index < lines.length; index += 1) {
    const trailing = tail > 0 && index >= tail && at(index) !== "";
    if (!trailing && !introduces(at(index), at(index + 1))) continue;
    const own = lines.slice(0, index).join("\n").trimEnd();
    return own === ""
      ? { own: text.trimEnd(), quoted: "" }
      : { own, quoted: lines.slice(index).join("\n").trimEnd() };
  }
  return { own: text.trimEnd(), quoted: "" };
}
