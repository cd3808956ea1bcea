import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { AccountIdentity } from "#main/sync/ports.ts";
import { isStaff, toAgent } from "#main/connectors/zendesk/map-people.ts";
import { parseRecords, recordOf } from "#main/connectors/zendesk/parse.ts";
import { listAll } from "#main/connectors/zendesk/list.ts";
import type { Client } from "#main/connectors/zendesk/client.ts";
import { WireMe, WireMembership } from "#main/connectors/zendesk/wire.ts";

export type Probe = { readonly identity: AccountIdentity; readonly meId: number };

/** The helpdesk's own name, e.g. `acme` of `acme.zendesk.com`. */
const nameOf = (origin: string): string => {
  const { hostname, host } = new URL(origin);
  return hostname.endsWith(".zendesk.com") ? hostname.slice(0, -".zendesk.com".length) : host;
};

/**
 * Who we are. `users/me` answers 200 with an anonymous user when credentials are missing or wrong: that is a
 * sign-out, not an identity. An end user is refused: this is a console for agents.
 * Source: zendesk-api facts §1.
 *
 * @param withGroups Also read the agent's groups (first probe of a session); later ones need only the identity.
 */
export async function probeAccount(
  client: Client,
  accountId: string,
  exportsRefused: boolean,
  withGroups: boolean,
  signal: AbortSignal,
): Promise<Result<Probe, AppError>> {
  const answer = await client.call(
    { method: "GET", path: "/users/me.json", urgency: "open-ticket", timeoutMs: 20_000 },
    signal,
  );
  if (!answer.ok) {
    // nothing of a helpdesk lives at this address: say so instead of "no such record"
    return answer.error.kind === "not-found"
      ? err({ kind: "blocked", detail: "no helpdesk at this address" })
      : answer;
  }
  const me = recordOf(answer.value, "user", WireMe);
  if (!me.ok)
    return err({
      kind: "blocked",
      detail: `not a helpdesk: ${me.error.kind === "unavailable" ? me.error.detail : me.error.kind}`,
    });
  const { id } = me.value;
  if (id === null) return err({ kind: "signed-out", detail: "the credentials were not accepted" });
  if (!isStaff(me.value.role)) {
    return err({ kind: "no-access", detail: "this is a customer's account, not an agent's" });
  }
  const links = withGroups
    ? await listAll(
        client,
        `/users/${id}/group_memberships.json`,
        "group_memberships",
        {},
        "open-ticket",
        signal,
      )
    : null;
  if (
    links !== null &&
    !links.ok &&
    links.error.kind !== "not-found" &&
    links.error.kind !== "no-access"
  ) {
    return links;
  }
  const context = { accountId, now: client.serverNow() };
  const groupIds =
    links === null || !links.ok
      ? []
      : parseRecords(
          links.value.records,
          WireMembership,
          "group membership",
          false,
          context,
          [],
        ).flatMap((link) => (link.user_id === id ? [link.group_id] : []));
  const mode = me.value.role === "admin" && !exportsRefused ? "admin" : "agent";
  return ok({
    meId: id,
    identity: {
      agent: toAgent({ ...me.value, id }, accountId, groupIds),
      accountName: nameOf(client.origin),
      capabilities: {
        mode,
        macrosWrite: true,
        serverSearch: true,
        missing: mode === "agent" ? ["exports"] : [],
      },
    },
  });
}
