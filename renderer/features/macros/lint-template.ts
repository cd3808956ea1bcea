/** Something in a macro's text that will not turn out as meant. Offsets are characters from its start. */
export type TemplateFault = {
  readonly from: number;
  readonly to: number;
  readonly kind: "unknown" | "open" | "server-only";
  readonly name: string;
};

const OUTPUT = /\{\{-?\s*([^}|]*?)\s*(\||-?\}\})/y;
const NAME = /^[a-z_][\w-]*(?:\.[\w-]+|\[[^\]]*\])*$/i;
const BINDS = /\{%-?\s*(?:assign\s+([\w-]+)|capture\s+([\w-]+)|for\s+([\w-]+))/g;
const RAW = /\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}/g;

/**
 * Finds placeholders that nobody knows, that only the helpdesk can fill, or that are not closed. Text inside `raw` is
 * left alone; names that the text itself defines (`assign`, `capture`, `for`) are known.
 *
 * @param known Paths that can be filled here (`listPlaceholders`).
 */
export function lintTemplate(text: string, known: ReadonlySet<string>): readonly TemplateFault[] {
  const faults: TemplateFault[] = [];
  const bound = new Set(["forloop"]);
  for (const match of text.matchAll(BINDS)) bound.add(match[1] ?? match[2] ?? match[3] ?? "");
  const raws = [...text.matchAll(RAW)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  for (let at = text.indexOf("{{"); at !== -1 && faults.length < 200; at = text.indexOf("{{", at)) {
    const raw = raws.find(([from, to]) => from <= at && at < to);
    if (raw !== undefined) {
      at = raw[1];
      continue;
    }
    OUTPUT.lastIndex = at;
    const match = OUTPUT.exec(text);
    const close = text.indexOf("}}", at);
    if (match === null || close === -1) {
      const end = close === -1 ? Math.min(text.length, at + 40) : close + 2;
      if (close === -1)
        faults.push({ from: at, to: end, kind: "open", name: text.slice(at + 2, end).trim() });
      at = end;
      continue;
    }
    const name = match[1] ?? "";
    const fault = judge(name, known, bound);
    if (fault !== null) {
      const from = at + match[0].indexOf(name);
      faults.push({ from, to: from + name.length, kind: fault, name });
    }
    at = close + 2;
  }
  return faults;
}

function judge(
  name: string,
  known: ReadonlySet<string>,
  bound: ReadonlySet<string>,
): "unknown" | "server-only" | null {
  if (name === "" || !NAME.test(name)) return null;
  const root = name.split(/[.[]/)[0] ?? "";
  if (known.has(name) || bound.has(root)) return null;
  if (/\.custom_fields\./.test(name)) return null;
  return root === "dc" ? "server-only" : "unknown";
}
