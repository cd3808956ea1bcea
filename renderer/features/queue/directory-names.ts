import { createContext, useContext } from "react";
import type { Directory, Me } from "#contract/asks.ts";
import type { TicketField } from "#domain/directory/directory.ts";
import type { AgentId, FieldId, GroupId } from "#domain/kernel/ids.ts";

/** Names behind ids, for cells. */
export type DirectoryNames = {
  readonly agents: ReadonlyMap<AgentId, string>;
  readonly groups: ReadonlyMap<GroupId, string>;
  readonly views: ReadonlyMap<string, string>;
  readonly me: ReadonlySet<AgentId>;
  /** Custom fields that are in use. */
  readonly fields: ReadonlyMap<FieldId, TicketField>;
};
const EMPTY: DirectoryNames = {
  agents: new Map(),
  groups: new Map(),
  views: new Map(),
  me: new Set(),
  fields: new Map(),
};
export const DirectoryContext = createContext<DirectoryNames>(EMPTY);
export const useDirectoryNames = (): DirectoryNames => useContext(DirectoryContext);

export function toDirectoryNames(directory: Directory | undefined, me: Me): DirectoryNames {
  if (directory === undefined) return EMPTY;
  const names = <T extends { readonly id: string }>(
    list: readonly T[],
    name: (record: T) => string,
  ) => new Map(list.map((record) => [record.id, name(record)]));
  return {
    agents: names(directory.agents, (agent) => agent.name),
    groups: names(directory.groups, (group) => group.name),
    views: names(directory.views, (view) => view.title),
    me: new Set(me.map(({ agentId }) => agentId)),
    fields: new Map(
      directory.fields.filter(({ active }) => active).map((field) => [field.id, field]),
    ),
  };
}
