import { invalidToken, unauthorized, type Reply } from "#main/demo/http/reply.ts";
import { blankUser } from "#main/demo/seed/people.ts";
import type { User } from "#main/demo/store/model.ts";
import type { Workspace } from "#main/demo/workspace.ts";

export type Caller =
  | {
      readonly kind: "user";
      readonly user: User;
      readonly scopes: readonly string[];
      readonly bearer: string | null;
    }
  /** No credentials, or a wrong password: `users/me` answers 200 with nobody. */
  | { readonly kind: "anonymous"; readonly user: User; readonly reply: Reply }
  | { readonly kind: "refused"; readonly reply: Reply };

const nobody: User = { ...blankUser(0, "Anonymous user", 0), active: true };

/** Tells who is calling from the `Authorization` header. */
export function identify(workspace: Workspace, header: string | undefined): Caller {
  if (header === undefined || header === "")
    return { kind: "anonymous", user: nobody, reply: unauthorized };
  const [scheme = "", value = ""] = header.split(" ");
  if (scheme.toLowerCase() === "bearer") {
    const token = workspace.store.tokens.get(value);
    const user = token === undefined ? undefined : workspace.store.users.get(token.userId);
    if (
      token === undefined ||
      user === undefined ||
      (token.expiresAt !== null && token.expiresAt <= workspace.now())
    )
      return { kind: "refused", reply: invalidToken };
    return { kind: "user", user, scopes: token.scopes, bearer: value };
  }
  if (scheme.toLowerCase() !== "basic") return { kind: "refused", reply: unauthorized };
  const text = Buffer.from(value, "base64").toString();
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(0, colon));
  const secret = text.slice(colon + 1);
  if (!name.endsWith("/token")) return { kind: "anonymous", user: nobody, reply: unauthorized };
  const email = name.slice(0, -"/token".length).toLowerCase();
  for (const credential of Object.values(workspace.credentials)) {
    const user = workspace.store.users.get(credential.userId);
    if (credential.email === email && credential.token === secret && user !== undefined)
      return { kind: "user", user, scopes: ["read", "write"], bearer: null };
  }
  return { kind: "refused", reply: unauthorized };
}
