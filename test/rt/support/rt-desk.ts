import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { globalId, type TicketId } from "#domain/kernel/ids.ts";
import { createRtConnector } from "#main/connectors/rt/connector.ts";
import type { RtMapping } from "#domain/mapping/rt-mapping.ts";
import { createFetchHttp } from "#main/net/http.ts";
import { createLimiter } from "#main/net/limiter.ts";
import type { Http } from "#main/net/ports.ts";
import { createServerClock, type ServerClock } from "#main/net/server-clock.ts";
import { systemClock, systemRandom } from "#main/net/system-clock.ts";
import type { Connector } from "#main/sync/ports.ts";

const SCRIPT = fileURLToPath(new URL("../rt-server", import.meta.url));
const HOME = process.env["RT_HOME"] ?? "/tmp/switchboard-rt";

/** Runs a command of the server script; throws with its words when it fails. */
export function rtServer(...args: readonly string[]): string {
  const done = spawnSync(SCRIPT, args, {
    encoding: "utf8",
    env: { ...process.env, RT_HOME: HOME, RT_BCRYPT_COST: process.env["RT_BCRYPT_COST"] ?? "4" },
  });
  if (done.status !== 0) throw new Error(`rt-server ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** Address of the running server, e.g. `http://127.0.0.1:8893`. */
export function rtBase(): string {
  const [host = "127.0.0.1", port = "8893"] = readFileSync(path.join(HOME, "run/address"), "utf8")
    .trim()
    .split(" ");
  return `http://${host}:${port}`;
}

const Accounts = z.object({
  accounts: z.array(z.object({ user: z.string(), password: z.string(), token: z.string() })),
});
export type Who = "root" | "desk.agent" | "desk.lead" | "desk.trainee" | "desk.far";
export function credentialsOf(who: Who): { readonly password: string; readonly token: string } {
  const { accounts } = Accounts.parse(
    JSON.parse(readFileSync(path.join(HOME, "credentials.json"), "utf8")),
  );
  const found = accounts.find((one) => one.user === who);
  if (found === undefined) throw new Error(`the desk has no account ${who}`);
  return found;
}

export const ACCOUNT = "rt";
export const plainHttp = createFetchHttp({ clock: systemClock });

export type Connecting = {
  readonly base?: string;
  readonly by?: "token" | "password";
  readonly http?: Http;
  readonly mapping?: RtMapping;
  readonly settleMs?: number;
  readonly changesEveryMs?: number;
  readonly accountId?: string;
};

/** A connector signed in as one of the desk's accounts, with the server clock it feeds. */
export function connectAs(
  who: Who,
  options: Connecting = {},
): { readonly connector: Connector; readonly serverClock: ServerClock } {
  const { password, token } = credentialsOf(who);
  const serverClock = createServerClock();
  const connector = createRtConnector({
    accountId: options.accountId ?? ACCOUNT,
    base: options.base ?? rtBase(),
    credentials:
      options.by === "password"
        ? { kind: "password", user: who, password }
        : { kind: "token", token },
    userAgent: "Switchboard/test",
    http: options.http ?? plainHttp,
    limiter: createLimiter({
      clock: systemClock,
      random: systemRandom,
      accountPerMinute: 6_000,
      endpoints: {},
    }),
    clock: systemClock,
    serverClock,
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }),
    ...(options.changesEveryMs === undefined ? {} : { changesEveryMs: options.changesEveryMs }),
  });
  return { connector, serverClock };
}

type Json = Readonly<Record<string, unknown>>;

/** One plain call to the server, besides any connector: what a colleague or an examiner does. */
export async function askRt(
  who: Who,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const answer = await fetch(`${rtBase()}/REST/2.0${path}`, {
    method,
    headers: {
      authorization: `token ${credentialsOf(who).token}`,
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  const text = await answer.text();
  let json: unknown = text;
  try {
    json = JSON.parse(text);
  } catch {
    // Latin-1 words or nothing at all
  }
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { status: answer.status, json };
}

/** Makes an open ticket for one test to work on. @param fields More or other ones, in the server's words. */
export async function makeTicket(fields: Json = {}, by: Who = "root"): Promise<TicketId> {
  const { json } = await askRt(by, "POST", "/ticket", {
    Queue: "Support",
    Subject: `Made for a test ${randomUUID()}`,
    Requestor: "customer001@mail.example",
    Status: "open",
    Content: "Can you help?",
    ContentType: "text/plain",
    ...fields,
  });
  return globalId(ACCOUNT, z.object({ id: z.coerce.number() }).parse(json).id);
}

/** All rows of a list, along their ids. @param search The query's own condition, without one on `id`. */
export async function listRt(
  who: Who,
  path: string,
  search: string,
  fields: string,
  after = 0,
): Promise<readonly Json[]> {
  const rows: Json[] = [];
  for (let last = after; ;) {
    const query = new URLSearchParams({
      query: `id > ${last} AND ${search}`,
      fields,
      orderby: "id",
      per_page: "100",
    });
    const { json } = await askRt(who, "GET", `${path}?${query.toString()}`);
    const { items } = z.object({ items: z.array(z.record(z.string(), z.unknown())) }).parse(json);
    if (items.length === 0) return rows;
    rows.push(...items);
    last = Number(items.at(-1)?.["id"]);
  }
}

/** Text of one transaction's message as the server keeps it. */
export async function textOfTransaction(id: number): Promise<string> {
  const query = new URLSearchParams({
    query: JSON.stringify([
      { field: "TransactionId", operator: "=", value: id },
      { field: "Filename", operator: "IS", value: "NULL" },
      { field: "ContentType", operator: "LIKE", value: "text/" },
    ]),
    fields: "Content,ContentType",
    orderby: "id",
    per_page: "100",
  });
  const { json } = await askRt("root", "GET", `/attachments?${query.toString()}`);
  const { items } = z
    .object({ items: z.array(z.object({ Content: z.string().nullish() })) })
    .parse(json);
  return items.map((one) => one.Content ?? "").join("\n");
}

export type Written = {
  readonly id: number;
  readonly ticket: number;
  readonly text: string;
  readonly isPublic: boolean;
};

/** Messages that `who` wrote after transaction `after`, as the server's own books tell them. */
export async function writtenBy(who: Who, after: number): Promise<readonly Written[]> {
  const rows = await listRt(
    "root",
    "/transactions",
    "ObjectType='RT::Ticket' AND (Type='Correspond' OR Type='Comment' OR Type='Create')",
    "Type,ObjectId,Creator",
    after,
  );
  const Row = z.object({
    id: z.coerce.number(),
    Type: z.string(),
    ObjectId: z.coerce.number(),
    Creator: z.object({ id: z.string() }),
  });
  const own = rows.map((row) => Row.parse(row)).filter((row) => row.Creator.id === who);
  const written: Written[] = [];
  for (const row of own) {
    const text = (await textOfTransaction(row.id)).trim();
    if (row.Type === "Create" && text === "") continue;
    written.push({ id: row.id, ticket: row.ObjectId, text, isPublic: row.Type !== "Comment" });
  }
  return written;
}

/** Id of the newest transaction of any ticket. */
export async function newestTransaction(): Promise<number> {
  const query = new URLSearchParams({
    query: "ObjectType='RT::Ticket'",
    orderby: "id",
    order: "DESC",
    per_page: "1",
  });
  const { json } = await askRt("root", "GET", `/transactions?${query.toString()}`);
  const { items } = z.object({ items: z.array(z.object({ id: z.coerce.number() })) }).parse(json);
  return items[0]?.id ?? 0;
}
