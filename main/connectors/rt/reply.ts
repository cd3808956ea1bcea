import type { GlobalId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { Exchange } from "#main/connectors/rt/client.ts";
import type { PlannedComment } from "#main/connectors/rt/plan.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";

const WORD_BYTES = 45;

/**
 * A file name as it survives: beyond ASCII as RFC 2047 words, because the server fails on or garbles anything else in
 * JSON. Source: rt-rest2 facts §8.
 */
export function toWireFileName(name: string): string {
  if (/^[\u0020-\u007e]*$/.test(name)) return name;
  const words: string[] = [];
  let part = "";
  for (const character of name) {
    if (Buffer.byteLength(part + character, "utf8") > WORD_BYTES) {
      words.push(part);
      part = "";
    }
    part += character;
  }
  words.push(part);
  return words
    .map((word) => `=?UTF-8?B?${Buffer.from(word, "utf8").toString("base64")}?=`)
    .join(" ");
}

const toWireFiles = (comment: PlannedComment): readonly Readonly<Record<string, string>>[] =>
  comment.files.map((file) => ({
    FileName: toWireFileName(file.fileName),
    FileType: file.contentType === "" ? "application/octet-stream" : file.contentType,
    FileContent: file.base64,
  }));

/** Text and files as every message takes them. */
export const toWireMessage = (comment: PlannedComment): Readonly<Record<string, unknown>> => ({
  Content: comment.text,
  ContentType: "text/plain",
  ...(comment.files.length === 0 ? {} : { Attachments: toWireFiles(comment) }),
});

/** How much of an upload a poor line moves a second: lengthens the timeout of large files. */
const SLOW_BYTES_PER_S = 20_000;

/**
 * Posts one reply or note with its marker.
 *
 * The server writes its answer as Latin-1: in a language beyond that the worker dies after saving and the connection
 * closes without an answer. The call for many tickets at once answers properly in every language, so it is used unless
 * the account speaks English. No custom fields of the ticket ever go with it, for the same reason.
 * Source: rt-rest2 facts §8, trap 2.
 */
export async function postReply(
  remote: Remote,
  ticketId: GlobalId,
  opId: string,
  comment: PlannedComment,
  queueFields: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly exchange: Exchange; readonly entryId: string | null }> {
  const number = remoteOf(ticketId);
  const word = comment.isPublic ? "correspond" : "comment";
  const marker = remote.mapping.fields.marker;
  const message = {
    ...toWireMessage(comment),
    ...(queueFields.has(marker) ? { TxnCustomFields: { [marker]: opId } } : {}),
  };
  const size = comment.files.reduce((sum, file) => sum + file.base64.length, 0);
  const isPlain = remote.me()?.speaksEnglish !== false;
  const exchange = await remote.client.attempt(
    {
      method: "POST",
      path: isPlain ? `/ticket/${number}/${word}` : `/tickets/bulk/${word}`,
      json: isPlain ? message : [{ id: Number(number), ...message }],
      urgency: "outbox",
      timeoutMs: 60_000 + Math.ceil((size / SLOW_BYTES_PER_S) * 1000),
    },
    signal,
  );
  if (exchange.kind === "error") return { exchange, entryId: null };
  const location = exchange.answer.headers["location"] ?? "";
  return { exchange, entryId: /\/transaction\/(\d{1,15})$/.exec(location)?.[1] ?? null };
}
