import type { Directory } from "#contract/asks.ts";
import type { Priority, TicketStatus } from "#domain/ticket/ticket.ts";
import { PRIORITIES } from "#domain/ticket/ticket.ts";
import type { FieldWish, TicketFacts } from "#renderer/actions/intents.ts";
import { Picker } from "#renderer/actions/Picker.tsx";
import type { Choice } from "#renderer/actions/Picker.tsx";
import { editTickets } from "#renderer/actions/ticket-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import type { Text } from "#renderer/i18n/text.ts";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { StatusMark } from "#renderer/ui/StatusBadge.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";

export type FieldMenuKind = "status" | "priority" | "assignee" | "group";
/** Statuses that an agent can choose: `new` and `closed` are the helpdesk's own. */
const CHOOSABLE: readonly TicketStatus[] = ["open", "pending", "on-hold", "solved"];
const NONE = "";

type Line = Choice & { readonly wish: FieldWish };

function linesFor(
  kind: FieldMenuKind,
  tickets: readonly TicketFacts[],
  directory: Directory | undefined,
  mine: ReadonlySet<string>,
  { t }: Text,
): readonly Line[] {
  const accounts = new Set(tickets.map((ticket) => ticket.accountId));
  const groups = new Map(directory?.groups.map((group) => [group.id, group.name]));
  switch (kind) {
    case "status":
      return CHOOSABLE.map((value) => ({
        id: value,
        label: t(`common.status.${value}`),
        mark: <StatusMark status={value} />,
        words: value,
        wish: { field: "status", value },
      }));
    case "priority":
      return [...PRIORITIES.toReversed(), null].map((value: Priority | null) => ({
        id: value ?? NONE,
        label: t(`common.priority.${value ?? "none"}`),
        mark: <PriorityMark priority={value} />,
        words: value ?? "",
        wish: { field: "priority", value },
      }));
    case "assignee": {
      const agents = (directory?.agents ?? [])
        .filter((agent) => agent.active && accounts.has(agent.accountId))
        .toSorted(
          (a, b) => Number(mine.has(b.id)) - Number(mine.has(a.id)) || a.name.localeCompare(b.name),
        );
      const lines = agents.map((agent): Line => ({
        id: agent.id,
        label: agent.name,
        detail: mine.has(agent.id)
          ? t("common.person.you")
          : agent.groupIds.flatMap((id) => groups.get(id) ?? []).join(", "),
        words: agent.email ?? "",
        wish: { field: "assignee", value: agent.id },
      }));
      const nobody: Line = {
        id: NONE,
        label: t("common.person.nobody"),
        wish: { field: "assignee", value: null },
      };
      const own = agents.filter((agent) => mine.has(agent.id)).length;
      return [...lines.slice(0, own), nobody, ...lines.slice(own)];
    }
    case "group":
      return (directory?.groups ?? [])
        .filter((group) => accounts.has(group.accountId))
        .map((group) => ({
          id: group.id,
          label: group.name,
          wish: { field: "group", value: group.id },
        }));
  }
}

function currentOf(kind: FieldMenuKind, ticket: TicketFacts): string {
  switch (kind) {
    case "status":
      return ticket.status;
    case "priority":
      return ticket.priority ?? NONE;
    case "assignee":
      return ticket.assigneeId ?? NONE;
    case "group":
      return ticket.groupId ?? NONE;
  }
}

/** One field of one or many tickets, chosen by typing. */
export function FieldMenu({
  kind,
  tickets,
  onClose,
}: {
  readonly kind: FieldMenuKind;
  readonly tickets: readonly TicketFacts[];
  readonly onClose: () => void;
}) {
  const text = useText();
  const me = useMe();
  const directory = useCacheQuery("directory.get", {});
  const mine = new Set(me.map(({ agentId }) => agentId));
  const lines = linesFor(kind, tickets, directory, mine, text);
  const present = new Set(tickets.map((ticket) => currentOf(kind, ticket)));
  const [only] = present;
  const needsDirectory = kind === "assignee" || kind === "group";
  if (needsDirectory && directory === undefined) return null;
  return (
    <Picker
      title={text.t(`actions.menu.${kind}`, { count: tickets.length })}
      placeholder={text.t("actions.menu.hint")}
      empty={text.t("common.none")}
      choices={lines}
      chosenId={present.size === 1 ? (only ?? null) : null}
      onPick={(id) => {
        const line = lines.find((each) => each.id === id);
        if (line !== undefined) void editTickets(tickets, line.wish);
      }}
      onClose={onClose}
    />
  );
}
