import { onTestFinished } from "vitest";
import type { Credential, DemoInput } from "#main/demo/options.ts";
import { createDemoServer, type DemoServer } from "#main/demo/server.ts";

/** A parsed answer of the demo workspace. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // The wire is what is under test: tests look into it freely.
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies are checked field by field
  readonly body: any;
  readonly text: string;
};
export type Caller = keyof DemoServer["credentials"] | "nobody";
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  as?: Caller,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** `Authorization` for a person, by API token. */
export const basic = ({ email, token }: Credential): string =>
  `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`;

/** A caller of a server; paths without a leading `/__demo` or `/attachments` are below `/api/v2/`. */
export const sender =
  (server: DemoServer): Send =>
  async (method, path, body, as = "admin", headers = {}) => {
    const url = path.startsWith("http")
      ? path
      : `${server.baseUrl()}${path.startsWith("/") ? path : `/api/v2/${path}`}`;
    const response = await fetch(url, {
      method,
      headers: {
        "Content-Type": "application/json",
        ...(as === "nobody" ? {} : { Authorization: basic(server.credentials[as]) }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual",
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Starts a small workspace for one test and ends it with the test. */
export async function start(
  input: DemoInput = {},
): Promise<{ readonly server: DemoServer; readonly send: Send }> {
  const server = createDemoServer({ tickets: 300, customers: 60, lag: 0, ...input });
  await server.listen();
  onTestFinished(() => server.close());
  return { server, send: sender(server) };
}
