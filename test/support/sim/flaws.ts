import type { AppError } from "#domain/kernel/app-error.ts";
import type { Intent } from "#domain/sync/intent.ts";
import type { SignIn } from "#main/connectors/rt/sign-in.ts";
import type { Outbox } from "#main/sync/outbox/outbox.ts";
import { ok } from "#domain/kernel/result.ts";
import type { Result } from "#domain/kernel/result.ts";
import type { Limiter } from "#main/net/limiter.ts";
import type { CachePort, Connector, FrozenRequest, JournalFile } from "#main/sync/ports.ts";

/** Bugs planted around the real code, each of which the simulator must find. Source: sync-pitfalls §9. */
export const FLAWS = [
  "naive-retry",
  "no-settle",
  "mutable-body",
  "no-claims",
  "tail-not-cut",
  "conflict-mishandled",
  "cursor-outside",
  "cursor-unfenced",
  "bucket-off",
  "merge-unseen",
  "sign-in-unshared",
  "accounts-mixed",
] as const;
export type Flaw = (typeof FLAWS)[number];
export const isFlaw = (text: string): text is Flaw => FLAWS.some((flaw) => flaw === text);

export type PageCache = Pick<CachePort, "cursor" | "commitPage" | "commitChanges">;

/** A torn end is reported as cut and stays where it is. */
export const flawedFile = (file: JournalFile, flaw: Flaw | null): JournalFile =>
  flaw === "tail-not-cut" ? { ...file, truncate: () => Promise.resolve() } : file;

export function flawedConnector(connector: Connector, flaw: Flaw | null): Connector {
  switch (flaw) {
    case "naive-retry":
      // What may have been applied is taken for not sent.
      return {
        ...connector,
        async send(request, signal) {
          const outcome = await connector.send(request, signal);
          return outcome.kind === "ambiguous"
            ? { kind: "not-sent", detail: outcome.detail }
            : outcome;
        },
      };
    case "no-settle":
      return { ...connector, traits: { ...connector.traits, settleMs: 0 } };
    case "conflict-mishandled":
      return {
        ...connector,
        async send(request, signal) {
          const outcome = await connector.send(request, signal);
          return outcome.kind === "stale-version"
            ? { kind: "accepted", entryId: null, createdId: null, changes: {} }
            : outcome;
        },
      };
    case "mutable-body":
      return mutableBody(connector);
    case "merge-unseen":
      return mergeUnseen(connector);
    case "no-claims":
    case "tail-not-cut":
    case "cursor-outside":
    case "cursor-unfenced":
    case "bucket-off":
    case "sign-in-unshared":
    case "accounts-mixed":
    case null:
      return connector;
  }
}

/** A ticket that was merged away looks like any that is closed. */
const mergeUnseen = (connector: Connector): Connector => ({
  ...connector,
  async look(ticketId, since, signal, seenAt) {
    const look = await connector.look(ticketId, since, signal, seenAt);
    if (!look.ok) return look;
    return ok({ ...look.value, ticket: { ...look.value.ticket, mergedInto: null } });
  },
});

/** Whichever session is the newest is thrown away when a call was turned away with any. */
export function flawedSignIn(signIn: SignIn, flaw: Flaw | null): SignIn {
  if (flaw !== "sign-in-unshared") return signIn;
  let newest: Readonly<Record<string, string>> | null = null;
  return {
    async headers(signal) {
      const given = await signIn.headers(signal);
      if (given.ok) newest = given.value;
      return given;
    },
    rejected: (used) => signIn.rejected(newest ?? used),
  };
}

/** What is handed in together goes to the account of the first. */
export function flawedSubmit(
  submit: (intents: readonly Intent[]) => Promise<Result<unknown, AppError>>,
  flaw: Flaw | null,
): typeof submit {
  if (flaw !== "accounts-mixed") return submit;
  return (intents) => {
    const to = intents[0]?.accountId ?? "";
    const moved = intents.map((intent) => {
      const from = new RegExp(`"${intent.accountId}(?=[":])`, "gu");
      return JSON.parse(JSON.stringify(intent).replace(from, `"${to}`)) as Intent;
    });
    return submit(moved);
  };
}

/**
 * The request is read from a live entry when it lands, not built once: every look moves the version it is pinned to,
 * also of those still on their way.
 */
function mutableBody(connector: Connector): Connector {
  type Live = { -readonly [K in keyof FrozenRequest]: FrozenRequest[K] } & {
    readonly ticketId: string;
  };
  const live = new Map<string, Live>();
  return {
    ...connector,
    async look(ticketId, since, signal, seenAt) {
      const look = await connector.look(ticketId, since, signal, seenAt);
      for (const request of live.values()) {
        if (!look.ok || request.ticketId !== ticketId) continue;
        request.body = request.body.replace(/"stamp":"\d+"/u, `"stamp":"${look.value.stamp}"`);
      }
      return look;
    },
    freeze(intent, pin, uploads) {
      const request = connector.freeze(intent, pin, uploads);
      const { action } = intent;
      if (action.kind !== "update-ticket") return request;
      const known = live.get(intent.opId) ?? { ...request, ticketId: action.ticketId };
      known.body = request.body;
      live.set(intent.opId, known);
      return known;
    },
  };
}

/** Every call goes at once, whatever another one was told. */
export const flawedLimiter = (limiter: Limiter, flaw: Flaw | null): Limiter =>
  flaw === "bucket-off"
    ? { ...limiter, acquire: () => Promise.resolve(ok({ done: () => {} })), pausedMs: () => 0 }
    : limiter;

export function flawedPages(cache: PageCache, flaw: Flaw | null): PageCache {
  switch (flaw) {
    case "cursor-outside":
      // The position is committed first, its rows in a transaction of their own.
      return {
        ...cache,
        async commitPage(accountId, streamId, page, from) {
          const done = await cache.commitPage(accountId, streamId, { ...page, changes: {} }, from);
          return done === "moved" ? done : cache.commitChanges(accountId, page.changes, []);
        },
      };
    case "cursor-unfenced":
      // Whatever is stored, the page is taken to continue it.
      return {
        ...cache,
        commitPage: async (accountId, streamId, page) =>
          cache.commitPage(accountId, streamId, page, await cache.cursor(accountId, streamId)),
      };
    case "naive-retry":
    case "no-settle":
    case "mutable-body":
    case "no-claims":
    case "tail-not-cut":
    case "conflict-mishandled":
    case "bucket-off":
    case "merge-unseen":
    case "sign-in-unshared":
    case "accounts-mixed":
    case null:
      return cache;
  }
}

/** Forgets which remote entries belong to finished entries. */
export function flawedOutbox(outbox: Outbox, flaw: Flaw | null): Outbox {
  if (flaw !== "no-claims") return outbox;
  const { sending } = outbox;
  return {
    ...outbox,
    sending: {
      ...sending,
      // Not the entries as a whole: what was written by oneself is still known, or questions (I16) would give it away.
      records: () =>
        sending
          .records()
          .map((op) => (op.state === "done" ? { ...op, remoteId: null, pin: null } : op)),
    },
  };
}
