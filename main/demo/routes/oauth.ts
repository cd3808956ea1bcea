import { createHash, randomBytes } from "node:crypto";
import { escapeHtml } from "#main/demo/seed/html.ts";
import { refuse, type Reply } from "#main/demo/http/reply.ts";
import type { OAuthToken } from "#main/demo/store/effect.ts";
import type { Credential } from "#main/demo/options.ts";
import type { Workspace } from "#main/demo/workspace.ts";

type Code = {
  readonly userId: number;
  readonly challenge: string | null;
  readonly redirect: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
};
const codes = new WeakMap<Workspace, Map<string, Code>>();
const codesOf = (workspace: Workspace): Map<string, Code> => {
  const known = codes.get(workspace) ?? new Map<string, Code>();
  codes.set(workspace, known);
  return known;
};
const page = (status: number, body: string): Reply => ({
  status,
  body: Buffer.from(
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Nordlicht demo workspace</title></head><body>${body}</body></html>`,
  ),
  type: "text/html; charset=utf-8",
});
const loopback = (uri: string): boolean =>
  /^(http:\/\/(127\.0\.0\.1|localhost)(:\d+)?|https:\/\/)/.test(uri);

/** The sign-in page: one button for each of the three people, since this is a demo. */
function authorizePage(workspace: Workspace, url: URL): Reply {
  const get = (name: string): string => url.searchParams.get(name) ?? "";
  if (get("response_type") !== "code" || get("client_id") === "" || !loopback(get("redirect_uri")))
    return page(
      400,
      "<p>invalid_request: response_type, client_id and redirect_uri are needed</p>",
    );
  const role = get("as");
  const person = (workspace.credentials as Readonly<Record<string, Credential>>)[role];
  if (person === undefined) {
    const buttons = Object.entries(workspace.credentials).map(([key, c]) => {
      const next = new URLSearchParams(url.searchParams);
      next.set("as", key);
      return `<p><a href="/oauth/authorizations/new?${escapeHtml(next.toString())}">Sign in as ${escapeHtml(c.name)} (${key})</a></p>`;
    });
    return page(200, `<h1>Who are you?</h1>${buttons.join("")}`);
  }
  const code = randomBytes(16).toString("hex");
  codesOf(workspace).set(code, {
    userId: person.userId,
    challenge: url.searchParams.get("code_challenge"),
    redirect: get("redirect_uri"),
    scopes: get("scope")
      .split(" ")
      .filter((s) => s !== ""),
    expiresAt: workspace.now() + 120,
  });
  const target = new URL(get("redirect_uri"));
  target.searchParams.set("code", code);
  if (get("state") !== "") target.searchParams.set("state", get("state"));
  return { status: 302, body: null, headers: { Location: target.toString() } };
}

function tokenReply(
  workspace: Workspace,
  userId: number,
  scopes: readonly string[],
  replaces: string | null,
  seconds: number,
): Reply {
  const token: OAuthToken = {
    access: randomBytes(20).toString("hex"),
    refresh: randomBytes(20).toString("hex"),
    userId,
    scopes,
    expiresAt: workspace.now() + seconds,
    refreshExpiresAt: workspace.now() + 30 * 86_400,
  };
  workspace.commit({ k: "token", token, replaces });
  return {
    status: 200,
    body: {
      access_token: token.access,
      refresh_token: token.refresh,
      token_type: "bearer",
      scope: scopes.join(" "),
      expires_in: seconds,
      refresh_token_expires_in: 30 * 86_400,
    },
  };
}

function exchange(workspace: Workspace, input: Readonly<Record<string, unknown>>): Reply {
  const get = (name: string): string => (typeof input[name] === "string" ? input[name] : "");
  const seconds =
    typeof input["expires_in"] === "number"
      ? Math.min(172_800, Math.max(300, input["expires_in"]))
      : 1800;
  if (get("grant_type") === "authorization_code") {
    const code = codesOf(workspace).get(get("code"));
    codesOf(workspace).delete(get("code"));
    const challenge = createHash("sha256").update(get("code_verifier")).digest("base64url");
    if (
      code === undefined ||
      code.expiresAt < workspace.now() ||
      code.redirect !== get("redirect_uri") ||
      (code.challenge !== null && code.challenge !== challenge)
    )
      return {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description:
            "The provided authorization grant is invalid, expired or was issued to another client.",
        },
      };
    return tokenReply(
      workspace,
      code.userId,
      code.scopes.length === 0 ? ["read"] : code.scopes,
      null,
      seconds,
    );
  }
  if (get("grant_type") === "refresh_token") {
    const old = [...workspace.store.tokens.values()].find(
      (t) => t.refresh === get("refresh_token"),
    );
    if (old === undefined || old.refreshExpiresAt < workspace.now())
      return {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "The refresh token is invalid or has expired.",
        },
      };
    return tokenReply(workspace, old.userId, old.scopes, old.access, seconds);
  }
  return {
    status: 400,
    body: {
      error: "unsupported_grant_type",
      error_description: "The grant type is not supported.",
    },
  };
}

/** `/oauth/authorizations/new` and `/oauth/tokens`. */
export function answerOAuth(
  workspace: Workspace,
  method: string,
  url: URL,
  raw: Buffer,
  contentType: string,
): Reply {
  if (method === "GET" && url.pathname === "/oauth/authorizations/new")
    return authorizePage(workspace, url);
  if (method !== "POST" || url.pathname !== "/oauth/tokens")
    return refuse(404, "InvalidEndpoint", "Not found");
  try {
    const input = contentType.includes("x-www-form-urlencoded")
      ? Object.fromEntries(new URLSearchParams(raw.toString()))
      : (JSON.parse(raw.toString()) as Record<string, unknown>);
    return exchange(workspace, input);
  } catch {
    return {
      status: 400,
      body: { error: "invalid_request", error_description: "The body is not valid JSON." },
    };
  }
}
