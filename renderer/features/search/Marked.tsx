import type { ReactNode } from "react";
import type { TextMark } from "#contract/asks.ts";

/** A text with what was found in it. */
export function Marked({
  text,
  marks,
}: {
  readonly text: string;
  readonly marks: readonly TextMark[];
}) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of marks) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return (
    <>
      {parts}
      {text.slice(done)}
    </>
  );
}
