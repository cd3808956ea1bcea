import { useState } from "react";
import { z } from "zod";
import type { Directory, TicketView } from "#contract/asks.ts";
import { accountOf, remoteOf } from "#domain/kernel/ids.ts";
import type { TicketEdits } from "#domain/sync/intent.ts";
import { isAddress, type PersonRef } from "#domain/ticket/links.ts";
import { failureText } from "#renderer/actions/failure.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { closeMenu, openMenu } from "#renderer/actions/menu-store.ts";
import { type Choice, Picker } from "#renderer/actions/Picker.tsx";
import { sendUpdate } from "#renderer/actions/ticket-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { notify } from "#renderer/workspace/notices-store.ts";

const Email = z.email();
/** What a person is on a ticket. */
const ROLES = ["requester", "ccs", "followers"] as const;
type Role = (typeof ROLES)[number];
const isRole = (step: string): step is Role => (ROLES as readonly string[]).includes(step);
/** Most people offered at once. */
const MOST = 30;

async function change(view: TicketView, edits: TicketEdits): Promise<void> {
  const sent = await sendUpdate(view.ticket, { comment: null, edits, macroIds: [], seen: null });
  if (!sent.ok) notify("critical", "actions.failed", { reason: failureText(sent.error) });
}

/**
 * Who asked, who gets copies and who follows a ticket: shown, put in, taken out.
 *
 * @param step "": what to do; else the role for which a person is being chosen.
 */
export function PeopleMenu({
  ticket,
  step,
}: {
  readonly ticket: TicketFacts;
  readonly step: string;
}) {
  const view = useCacheQuery("ticket.get", { ticketId: ticket.id });
  const directory = useCacheQuery("directory.get", {});
  if (view === undefined || view === null || directory === undefined) return null;
  return isRole(step) ? (
    <Find view={view} directory={directory} role={step} />
  ) : (
    <Overview view={view} directory={directory} facts={ticket} />
  );
}

/** A person by name, address or number, whatever is known here. */
export function usePersonName(directory: Directory | undefined): (person: PersonRef) => string {
  return (person) =>
    directory?.agents.find((agent) => agent.id === person)?.name ??
    (isAddress(person) ? person : `#${remoteOf(person)}`);
}

function Overview({
  view,
  directory,
  facts,
}: {
  readonly view: TicketView;
  readonly directory: Directory;
  readonly facts: TicketFacts;
}) {
  const { t } = useText();
  const { ticket } = view;
  const names = useCacheQuery("customer.names", { ids: [...ticket.ccIds, ...ticket.followerIds] });
  const agentName = usePersonName(directory);
  const name = (person: PersonRef) => names?.[person] ?? agentName(person);
  const isClosed = ticket.status === "closed";
  const adds: readonly Choice[] = ROLES.map((role) => ({
    id: role,
    label: t(`actions.people.${role}`),
    detail: role === "requester" ? (view.requester?.name ?? name(ticket.requesterId)) : undefined,
  }));
  const out = (role: "ccs" | "followers", people: readonly PersonRef[]): readonly Choice[] =>
    people.map((person) => ({
      id: `${role}/${person}`,
      label: t(`actions.people.remove.${role}`, { name: name(person) }),
    }));
  return (
    <Picker
      title={t("actions.people.title", { ticket: `#${remoteOf(ticket.id)}` })}
      placeholder={t("actions.menu.hint")}
      empty={t("actions.people.closed")}
      choices={
        isClosed
          ? []
          : [...adds, ...out("ccs", ticket.ccIds), ...out("followers", ticket.followerIds)]
      }
      onPick={(id) => {
        if (isRole(id)) return openMenu({ kind: "people", tickets: [facts], step: id });
        const cut = id.indexOf("/");
        const role = id.slice(0, cut);
        const remove = [id.slice(cut + 1)];
        return void change(
          view,
          role === "ccs" ? { ccs: { add: [], remove } } : { followers: { add: [], remove } },
        );
      }}
      onClose={closeMenu}
    />
  );
}

function Find({
  view,
  directory,
  role,
}: {
  readonly view: TicketView;
  readonly directory: Directory;
  readonly role: Role;
}) {
  const { t } = useText();
  const { ticket } = view;
  const [typed, setTyped] = useState("");
  const text = typed.trim();
  const found = useCacheQuery("customer.list", { text, from: 0, to: MOST });
  const there: readonly string[] =
    role === "requester"
      ? [ticket.requesterId]
      : role === "ccs"
        ? ticket.ccIds
        : ticket.followerIds;
  const agents = directory.agents
    .filter((agent) => agent.accountId === ticket.accountId && agent.active)
    .filter((agent) =>
      `${agent.name} ${agent.email ?? ""}`.toLowerCase().includes(text.toLowerCase()),
    )
    .map((agent): Choice => ({
      id: agent.id,
      label: agent.name,
      detail: agent.email ?? undefined,
    }));
  const customers = (found?.rows ?? [])
    .filter((row) => accountOf(row.id) === ticket.accountId)
    .map((row): Choice => ({ id: row.id, label: row.name, detail: row.identity ?? undefined }));
  const known = role === "followers" ? [...agents, ...customers] : [...customers, ...agents];
  const isNew =
    Email.safeParse(text).success &&
    !known.some((one) => one.detail?.toLowerCase() === text.toLowerCase());
  const address: readonly Choice[] = isNew
    ? [{ id: text, label: text, detail: t("actions.people.newAddress") }]
    : [];
  const seen = new Set<string>(there);
  const choices = [...address, ...known].filter((one) => {
    if (seen.has(one.id)) return false;
    seen.add(one.id);
    return true;
  });
  return (
    <Picker
      title={t(`actions.people.${role}`)}
      placeholder={t("actions.people.hint")}
      empty={t("common.none")}
      isFiltered
      onText={setTyped}
      choices={choices.slice(0, MOST)}
      onPick={(id) => {
        const set = { add: [id], remove: [] };
        const edits: TicketEdits =
          role === "requester"
            ? { requesterId: { base: view.ticket.requesterId, value: id } }
            : role === "ccs"
              ? { ccs: set }
              : { followers: set };
        void change(view, edits);
      }}
      onClose={closeMenu}
    />
  );
}
