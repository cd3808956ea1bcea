import type { Agent, Group } from "#domain/directory/directory.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { SetAside } from "#domain/sync/page.ts";
import { URGENCIES, type Urgency } from "#main/net/limiter.ts";
import type { Clock } from "#main/net/ports.ts";
import type { Client } from "#main/connectors/zendesk/client.ts";
import { listAll, type Listed } from "#main/connectors/zendesk/list.ts";
import { toGroup } from "#main/connectors/zendesk/map-lists.ts";
import { toAgent } from "#main/connectors/zendesk/map-people.ts";
import { parseRecords } from "#main/connectors/zendesk/parse.ts";
import { WireGroup, WireMembership, WireStatus, WireUser } from "#main/connectors/zendesk/wire.ts";

export type People = {
  readonly agents: readonly Agent[];
  readonly groups: readonly Group[];
  readonly setAside: readonly SetAside[];
  readonly whole: boolean;
};

/**
 * Who works here. Kept in memory, because every thread needs to tell colleagues from customers; holds nothing of
 * customers.
 */
export interface Directory {
  agentIds(): ReadonlySet<number>;
  agentName(id: number): string | null;
  statusLabels(): ReadonlyMap<number, string>;
  /** Reads everything anew. */
  load(urgency: Urgency, signal: AbortSignal): Promise<Result<People, AppError>>;
  /** Reads once; later calls answer at once. */
  ensure(urgency: Urgency, signal: AbortSignal): Promise<Result<null, AppError>>;
}

const NOTHING: Listed = { records: [], suspicious: false, whole: true };
/** A list this role or plan may not read counts as empty. */
const orEmpty = (listed: Result<Listed, AppError>): Result<Listed, AppError> =>
  !listed.ok && (listed.error.kind === "no-access" || listed.error.kind === "not-found")
    ? ok(NOTHING)
    : listed;

export function createDirectory(accountId: string, client: Client, clock: Clock): Directory {
  let agentIds: ReadonlySet<number> = new Set();
  let names: ReadonlyMap<number, string> = new Map();
  let labels: ReadonlyMap<number, string> = new Map();
  let isLoaded = false;
  let loading: {
    readonly rank: number;
    readonly people: Promise<Result<People, AppError>>;
  } | null = null;

  async function load(urgency: Urgency, signal: AbortSignal): Promise<Result<People, AppError>> {
    const role = ["agent", "admin"];
    const [users, groups, memberships, statuses] = await Promise.all([
      listAll(client, "/users.json", "users", { "role[]": role }, urgency, signal),
      listAll(client, "/groups.json", "groups", {}, urgency, signal).then(orEmpty),
      listAll(client, "/group_memberships.json", "group_memberships", {}, urgency, signal).then(
        orEmpty,
      ),
      listAll(client, "/custom_statuses.json", "custom_statuses", {}, urgency, signal).then(
        orEmpty,
      ),
    ]);
    if (!users.ok) return users;
    if (!groups.ok) return groups;
    if (!memberships.ok) return memberships;
    if (!statuses.ok) return statuses;
    const setAside: SetAside[] = [];
    const context = { accountId, now: clock.now() };
    const staff = parseRecords(
      users.value.records,
      WireUser,
      "agent",
      users.value.suspicious,
      context,
      setAside,
    );
    const teams = parseRecords(
      groups.value.records,
      WireGroup,
      "group",
      groups.value.suspicious,
      context,
      setAside,
    );
    const links = parseRecords(
      memberships.value.records,
      WireMembership,
      "group membership",
      false,
      context,
      setAside,
    );
    const known = parseRecords(
      statuses.value.records,
      WireStatus,
      "status",
      false,
      context,
      setAside,
    );
    const groupsOf = new Map<number, number[]>();
    for (const { user_id: user, group_id: group } of links) {
      groupsOf.set(user, [...(groupsOf.get(user) ?? []), group]);
    }
    agentIds = new Set(staff.map((user) => user.id));
    names = new Map(staff.map((user) => [user.id, user.name]));
    labels = new Map(
      known.filter((one) => one.default !== true).map((one) => [one.id, one.agent_label]),
    );
    isLoaded = true;
    return ok({
      agents: staff.map((user) => toAgent(user, accountId, groupsOf.get(user.id) ?? [])),
      groups: teams.filter((team) => team.deleted !== true).map((team) => toGroup(team, accountId)),
      setAside,
      whole: users.value.whole && groups.value.whole,
    });
  }

  async function ensure(urgency: Urgency, signal: AbortSignal): Promise<Result<null, AppError>> {
    for (;;) {
      if (isLoaded) return ok(null);
      if (signal.aborted) return err({ kind: "cancelled" });
      const rank = URGENCIES.indexOf(urgency);
      // What an agent waits for must not wait behind a read that somebody began in the background.
      if (loading === null || loading.rank > rank) {
        const people = load(urgency, signal).finally(() => {
          if (loading?.people === people) loading = null;
        });
        loading = { rank, people };
      }
      const loaded = await loading.people;
      if (loaded.ok) return ok(null);
      if (loaded.error.kind !== "cancelled") return loaded; // a caller that gave up must not fail the others
    }
  }

  return {
    agentIds: () => agentIds,
    agentName: (id) => names.get(id) ?? null,
    statusLabels: () => labels,
    load,
    ensure,
  };
}
