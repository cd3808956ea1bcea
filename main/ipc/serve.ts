import type { z } from "zod";
import { type CallName, type CallOutput, calls } from "#contract/calls.ts";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { type Result, err } from "#domain/kernel/result.ts";

type ParsedInput<K extends CallName> = z.output<(typeof calls)[K]["input"]>;
export type Answer<K extends CallName> = Promise<Result<CallOutput<K>, AppError>>;
/** One function per call; the compiler asks for every one of them. */
export type Handlers = {
  readonly [K in CallName]: (input: ParsedInput<K>) => Answer<K>;
};

const isCallName = (name: unknown): name is CallName =>
  typeof name === "string" && Object.hasOwn(calls, name);

/**
 * Answers one call: parses the input, runs its handler. Never throws: a bug becomes a `defect`.
 *
 * @param name      As the page sent it: anything.
 * @param raw       As the page sent it: anything.
 * @param onDefect  Told of every bug, for the log.
 */
export async function answerCall(
  handlers: Handlers,
  name: unknown,
  raw: unknown,
  onDefect: (name: string, cause: unknown) => void,
): Promise<Result<unknown, AppError>> {
  if (!isCallName(name)) return err({ kind: "defect", detail: "there is no such call" });
  const parsed = calls[name].input.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.map(String).join(".") ?? "";
    return err({
      kind: "invalid",
      field: field === "" ? name : field,
      detail: issue?.message ?? "malformed input",
      remedy: null,
    });
  }
  try {
    // Handler and input belong to the same name; the compiler cannot follow that through the table.
    const handler = handlers[name] as (input: unknown) => Promise<Result<unknown, AppError>>;
    return await handler(parsed.data);
  } catch (cause) {
    onDefect(name, cause);
    return err(defect(cause));
  }
}

/** As `answerCall`, from JSON to JSON. */
export async function answerText(
  handlers: Handlers,
  name: unknown,
  text: string,
  onDefect: (name: string, cause: unknown) => void,
): Promise<string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // It stays undefined, which no call takes.
  }
  return JSON.stringify(await answerCall(handlers, name, raw, onDefect));
}
