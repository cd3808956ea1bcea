import type { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import { globalId } from "#domain/kernel/ids.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { AccountIdentity } from "#main/sync/ports.ts";
import type { Client } from "#main/connectors/rt/client.ts";
import { nameOf, type Directory } from "#main/connectors/rt/directory.ts";
import type { RtMapping } from "#domain/mapping/rt-mapping.ts";
import { isPrivileged } from "#main/connectors/rt/map-people.ts";
import { readPage } from "#main/connectors/rt/list.ts";
import { parseOne } from "#main/connectors/rt/parse.ts";
import type { Me } from "#main/connectors/rt/remote.ts";
import type { RtCredentials } from "#main/connectors/rt/sign-in.ts";
import { isTimeZone } from "#main/connectors/rt/time.ts";
import {
  WireTicket,
  WireUser,
  WireVersion,
  WireWays,
  type WireUser as User,
} from "#main/connectors/rt/wire.ts";

export type Probe = { readonly identity: AccountIdentity; readonly me: Me };

/**
 * What will be missing here, as keys under `account.missing`. Each has words that say what an administrator can do about
 * it.
 */
export type Missing =
  /** No searchable field on replies: what became of one is told by its text. */
  | "rt-marker"
  /** No field on tickets for our operation: new tickets are found by their text. */
  | "rt-created"
  | "rt-tags"
  | "rt-channel"
  /** The account's language is not English: replies go another way, refusals come in that language. */
  | "rt-language"
  /** The account has no time zone: date fields can't be written. */
  | "rt-timezone"
  /** No queue is visible. */
  | "rt-queues"
  /** Rights that this account lacks in some queue: answering customers, writing notes, changing tickets. */
  | "rt-reply"
  | "rt-note"
  | "rt-change"
  /** Older than what this was made for. */
  | "rt-version";

/** No endpoint says who we are; a token names its owner by number, a password its user. Source: rt-rest2 facts §1. */
export function ownerOf(credentials: RtCredentials): string | null {
  if (credentials.kind === "password") return credentials.user;
  return /^\d+-(\d+)-[0-9a-f]{32}$/i.exec(credentials.token.trim())?.[1] ?? null;
}

/** e.g. `[5, 0, 3]` of `5.0.3+dfsg-3~deb12u6`. */
export function versionOf(text: string): readonly number[] {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return [major, minor, patch].map((part) => Number(part ?? 0));
}

/** What this desk and account will lack. */
export function listMissing(
  version: string,
  user: User,
  directory: Directory,
  { fields }: RtMapping,
): readonly Missing[] {
  const missing: Missing[] = [];
  const [major = 0] = versionOf(version);
  if (major < 5) missing.push("rt-version");
  if (directory.queues().length === 0) missing.push("rt-queues");
  else {
    if (!directory.everyQueueHas("reply", fields.marker)) missing.push("rt-marker");
    if (!directory.everyQueueHas("ticket", fields.created)) missing.push("rt-created");
    if (directory.fieldNamed(fields.tags) === null) missing.push("rt-tags");
    if (directory.fieldNamed(fields.channel) === null) missing.push("rt-channel");
  }
  if (!isEnglish(user.Lang)) missing.push("rt-language");
  if (zoneOf(user) === null) missing.push("rt-timezone");
  return missing;
}

/** Queues whose newest open ticket is looked at: each costs a call. */
const QUEUES_ASKED = 5;

/**
 * What may not be done, as the newest open ticket of each queue tells: its page names the ways to write that this account
 * has. Only the standard lifecycle names a change for every open status. Nothing is told where no ticket tells.
 * Source: RT::REST2::Resource::Ticket `hypermedia_links` of 5.0.3.
 */
async function listLackingRights(client: Client, signal: AbortSignal): Promise<readonly Missing[]> {
  const Row = WireTicket.pick({ id: true, Queue: true });
  const listed = await readPage(
    client,
    {
      path: "/tickets",
      query: {
        query: "Status='__Active__'",
        fields: "Queue",
        "fields[Queue]": "Name,Lifecycle",
        order: "DESC",
      },
      urgency: "open-ticket",
    },
    signal,
  );
  if (!listed.ok) return [];
  const newest = new Map<number, z.infer<typeof Row>>();
  for (const item of listed.value.items) {
    const row = Row.safeParse(item);
    if (row.success && !newest.has(row.data.Queue.id)) newest.set(row.data.Queue.id, row.data);
  }
  const found = await Promise.all(
    [...newest.values()].slice(0, QUEUES_ASKED).map(async ({ id, Queue: { Lifecycle: cycle } }) => {
      const path = `/ticket/${id}`;
      const answer = await client.call({ method: "GET", path, urgency: "open-ticket" }, signal);
      const shown = answer.ok ? WireWays.safeParse(answer.value.json) : null;
      if (shown?.success !== true) return [];
      const ways = new Set(shown.data["_hyperlinks"].map((one) => one.ref));
      const lacks: Missing[] = [];
      if (!ways.has("correspond")) lacks.push("rt-reply");
      if (!ways.has("comment")) lacks.push("rt-note");
      if (cycle === "default" && !ways.has("lifecycle")) lacks.push("rt-change");
      return lacks;
    }),
  );
  return [...new Set(found.flat())];
}

const isEnglish = (language: string | null | undefined): boolean =>
  language === null || language === undefined || language === "" || /^en\b/i.test(language);
const zoneOf = ({ Timezone: zone }: User): string | null =>
  zone !== null && zone !== undefined && zone !== "" && isTimeZone(zone) ? zone : null;

/**
 * Who we are, what we may do and what will be missing. Later probes of a session only ask who we are.
 *
 * @param before The first probe's result in this session; null: read everything.
 */
export async function probeAccount(
  client: Client,
  directory: Directory,
  mapping: RtMapping,
  accountId: string,
  credentials: RtCredentials,
  before: Probe | null,
  signal: AbortSignal,
): Promise<Result<Probe, AppError>> {
  const owner = ownerOf(credentials);
  if (owner === null) {
    return err({ kind: "signed-out", detail: "this is not a token of Request Tracker" });
  }
  if (owner.includes("/")) {
    return err({ kind: "signed-out", detail: "a user name with a slash cannot be looked up" });
  }
  const get = (path: string) =>
    client.call({ method: "GET", path, urgency: "open-ticket", timeoutMs: 20_000 }, signal);
  const answer = await get(`/user/${encodeURIComponent(owner)}`);
  if (!answer.ok) {
    return answer.error.kind === "not-found" && before === null
      ? notThere(get, answer.error)
      : answer;
  }
  const user = parseOne(answer.value, WireUser, "user");
  if (!user.ok) return err({ kind: "blocked", detail: "no Request Tracker at this address" });
  if (isPrivileged(user.value) === false) {
    return err({ kind: "no-access", detail: "this is a customer's account, not an agent's" });
  }
  const me: Me = {
    id: user.value.id,
    name: user.value.Name,
    timeZone: zoneOf(user.value),
    speaksEnglish: isEnglish(user.value.Lang),
  };
  if (before !== null) return ok({ ...before, me });
  const told = await get("/rt");
  if (!told.ok) return told;
  const version = parseOne(told.value, WireVersion, "rt");
  if (!version.ok) return err({ kind: "blocked", detail: "no Request Tracker at this address" });
  directory.noteAgent(user.value);
  const desk = await directory.ensure("open-ticket", signal);
  if (!desk.ok) return desk;
  const missing = [
    ...listMissing(version.value.Version, user.value, directory, mapping),
    ...(await listLackingRights(client, signal)),
  ];
  return ok({
    me,
    identity: {
      agent: {
        id: globalId(accountId, me.id),
        accountId,
        name: nameOf(user.value),
        email: user.value.EmailAddress ?? null,
        phone: null,
        role: "agent",
        active: true,
        groupIds: directory.queues().map((queue) => globalId(accountId, queue.id)),
        signature: user.value.Signature ?? "",
      },
      accountName: new URL(client.base).host,
      capabilities: { mode: "agent", macrosWrite: false, serverSearch: true, missing },
    },
  });
}

/** A 404 for our own user: either nothing of Request Tracker lives here, or the user is unknown. */
async function notThere(
  get: (path: string) => Promise<Result<unknown, AppError>>,
  error: AppError,
): Promise<Result<never, AppError>> {
  const rt = await get("/rt");
  return rt.ok || rt.error.kind !== "not-found"
    ? err(rt.ok ? { kind: "signed-out", detail: "this user is unknown there" } : rt.error)
    : err(
        error.kind === "not-found"
          ? { kind: "blocked", detail: "no helpdesk at this address" }
          : error,
      );
}
