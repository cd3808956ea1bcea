import { z } from "zod";

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && "code" in cause ? cause.code : undefined;

/** Whether somebody else has the port already. */
export const portTaken = (cause: unknown): boolean => codeOf(cause) === "EADDRINUSE";

/** Why a workspace did not start, naming the option and what to do. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError)
    return cause.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  if (portTaken(cause)) return "port: already in use; choose another or 0 for any free one";
  const code = codeOf(cause);
  if (code === "EACCES" || code === "EROFS" || code === "ENOSPC" || code === "ENOTDIR")
    return `data: the folder can't be written (${code}); choose another`;
  return cause instanceof Error ? cause.message : String(cause);
}
