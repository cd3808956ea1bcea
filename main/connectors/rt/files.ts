import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { StagedFile } from "#domain/sync/intent.ts";
import { parseOne } from "#main/connectors/rt/parse.ts";
import type { Remote } from "#main/connectors/rt/remote.ts";
import { WireAttachment } from "#main/connectors/rt/wire.ts";

/** The answer holds the file as base64 in JSON, a third longer; larger ones are not fetched. */
export const MAX_FILE_BYTES = 40 * 1024 * 1024;

/** Files go inside the message, there is nowhere to put them before: their "token" is their content. */
export function stageFile(file: StagedFile, bytes: Uint8Array): Result<string, AppError> {
  if (bytes.byteLength > MAX_FILE_BYTES) {
    return err({
      kind: "refused",
      status: 413,
      field: "files",
      detail: `${file.fileName} is larger than ${MAX_FILE_BYTES / 1048576} MB`,
    });
  }
  return ok(Buffer.from(bytes).toString("base64"));
}

/**
 * Content of an attachment. Only addresses of our own making are fetched: `<base>/REST/2.0/attachment/<number>`.
 */
export async function fetchFile(
  remote: Remote,
  contentUrl: string,
  signal: AbortSignal,
): Promise<Result<Uint8Array, AppError>> {
  const { client } = remote;
  const prefix = `${client.base}/REST/2.0/attachment/`;
  const id = contentUrl.startsWith(prefix) ? contentUrl.slice(prefix.length) : "";
  if (!/^\d{1,15}$/.test(id)) return err({ kind: "not-found", detail: "not a file of this desk" });
  const answer = await client.call(
    { method: "GET", path: `/attachment/${id}`, urgency: "open-ticket", timeoutMs: 120_000 },
    signal,
  );
  if (!answer.ok) return answer;
  const file = parseOne(answer.value, WireAttachment, "attachment");
  if (!file.ok) return file;
  // base64 with line breaks, whatever the type; an empty file has none. Source: rt-rest2 facts §6.
  return ok(new Uint8Array(Buffer.from(file.value.Content ?? "", "base64")));
}
