import type { Json, JsonObject } from "#main/demo/store/model.ts";

/** What a route answers. `body` is JSON unless it is a Buffer (then `type` says what) or null (no body). */
export type Reply = {
  readonly status: number;
  readonly body: Json | Buffer | null;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export const ok = (body: JsonObject, headers?: Readonly<Record<string, string>>): Reply =>
  headers === undefined ? { status: 200, body } : { status: 200, body, headers };
export const created = (body: JsonObject, headers?: Readonly<Record<string, string>>): Reply =>
  headers === undefined ? { status: 201, body } : { status: 201, body, headers };
export const noContent: Reply = { status: 204, body: null };

/** Envelope A: a word and a sentence. */
export const refuse = (status: number, error: string, description: string): Reply => ({
  status,
  body: { error, description },
});
export const notFound: Reply = refuse(404, "RecordNotFound", "Not found");
export const noEndpoint: Reply = refuse(404, "InvalidEndpoint", "Not found");
export const unauthorized: Reply = { status: 401, body: { error: "Couldn't authenticate you" } };
export const invalidToken: Reply = {
  status: 401,
  body: {
    error: "invalid_token",
    error_description:
      "The access token provided is expired, revoked, malformed or invalid for other reasons.",
  },
};
/** Envelope C: what people without the permission get. */
export const forbidden: Reply = {
  status: 403,
  body: {
    error: {
      title: "Forbidden",
      message:
        "You do not have access to this page. Please contact the account owner of this help desk for further help.",
    },
  },
};
/** Envelope F: a token without the scope. */
export const missingScope = (scope: string): Reply => ({
  status: 403,
  body: { error: "Forbidden", description: `Missing the following required scopes: ${scope}` },
});

export type Detail = { readonly description: string; readonly error?: string };
/** Envelope B: one list of reasons per field; `base` for the record as a whole. */
export const invalid = (details: Readonly<Record<string, readonly Detail[]>>): Reply => ({
  status: 422,
  body: { error: "RecordInvalid", description: "Record validation errors", details },
});
/** Envelope D. */
export const invalidParameter = (code: string, detail: string): Reply => ({
  status: 400,
  body: {
    errors: [
      {
        code,
        title:
          code === "InvalidPaginationDepth"
            ? "Invalid pagination depth"
            : "Invalid pagination parameter",
        detail,
      },
    ],
  },
});
export const badRequest = (description: string): Reply =>
  refuse(400, "InvalidParameter", description);
export const conflict: Reply = refuse(
  409,
  "UpdateConflict",
  "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.",
);

/** Either a value or the answer that says why there is none. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reply: Reply };
export const pass = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const fail = (reply: Reply): { readonly ok: false; readonly reply: Reply } => ({
  ok: false,
  reply,
});
