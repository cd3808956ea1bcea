import type { AccountKind } from "#contract/account.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import type { SetEdit } from "#domain/sync/intent.ts";
import { LINK_RELATIONS, type LinkRelation, type TicketLink } from "#domain/ticket/links.ts";
import { failureText } from "#renderer/actions/failure.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { openOutside } from "#renderer/actions/open-outside.ts";
import { closeMenu, openMenu } from "#renderer/actions/menu-store.ts";
import { type Choice, Picker } from "#renderer/actions/Picker.tsx";
import { sendUpdate } from "#renderer/actions/ticket-actions.ts";
import { TicketPicker } from "#renderer/actions/TicketPicker.tsx";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { useAccount } from "#renderer/workspace/accounts-store.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Relations that an agent may write, by what the helpdesk knows. */
export const writableRelations = (kind: AccountKind): readonly LinkRelation[] =>
  kind === "rt"
    ? ["refers-to", "referred-by", "depends-on", "depended-by", "parent", "child"]
    : ["incident-of"];
const isRelation = (word: string): word is LinkRelation =>
  (LINK_RELATIONS as readonly string[]).includes(word);

async function write(ticket: TicketFacts, links: SetEdit<TicketLink>): Promise<void> {
  const sent = await sendUpdate(ticket, {
    comment: null,
    edits: { links },
    macroIds: [],
    seen: null,
  });
  if (!sent.ok) notify("critical", "actions.failed", { reason: failureText(sent.error) });
}

/**
 * Links of a ticket: gone to, made and taken away.
 *
 * @param step "": all links; else the relation for which a ticket is being chosen.
 */
export function LinksMenu({
  ticket,
  step,
}: {
  readonly ticket: TicketFacts;
  readonly step: string;
}) {
  const { t } = useText();
  const links = useCacheQuery("ticket.links", { ticketId: ticket.id });
  const outside = useCacheQuery("ticket.outsideLinks", { ticketId: ticket.id }) ?? [];
  const kind = useAccount(ticket.accountId)?.kind;
  if (links === undefined || kind === undefined) return null;
  if (isRelation(step))
    return (
      <TicketPicker
        title={t("actions.links.to", { relation: t(`common.link.${step}`) })}
        besides={[ticket.id]}
        withClosed
        onPick={(row) => void write(ticket, { add: [{ relation: step, to: row.id }], remove: [] })}
        onClose={closeMenu}
      />
    );
  const relations = ticket.status === "closed" ? [] : writableRelations(kind);
  const words = ({ relation, to }: TicketLink) =>
    `${t(`common.link.${relation}`)} #${remoteOf(to)}`;
  const open = links.map(({ link, row, unsent }, at): Choice => ({
    id: `open/${at}`,
    label: words(link),
    detail: [row?.subject ?? "", unsent ? t("actions.links.unsent") : ""]
      .filter(Boolean)
      .join(" · "),
  }));
  const pages = outside.map(({ relation, url, title }, at): Choice => ({
    id: `page/${at}`,
    label: `${t(`common.link.${relation}`)} ${title ?? url}`,
    detail: t("actions.links.outside"),
  }));
  const add = relations.map((relation): Choice => ({
    id: `add/${relation}`,
    label: t("actions.links.add", { relation: t(`common.link.${relation}`) }),
  }));
  const remove = links.flatMap(({ link }, at): readonly Choice[] =>
    relations.includes(link.relation)
      ? [{ id: `remove/${at}`, label: t("actions.links.remove", { link: words(link) }) }]
      : [],
  );
  return (
    <Picker
      title={t("actions.links.title", { ticket: `#${remoteOf(ticket.id)}` })}
      placeholder={t("actions.menu.hint")}
      empty={t("common.none")}
      choices={[...open, ...pages, ...add, ...remove]}
      onPick={(id) => {
        const [what = "", which = ""] = id.split("/");
        const page = what === "page" ? outside[Number(which)] : undefined;
        if (page !== undefined) {
          closeMenu();
          return void openOutside(page.url);
        }
        const chosen = links[Number(which)]?.link;
        if (what === "add") openMenu({ kind: "links", tickets: [ticket], step: which });
        else if (chosen === undefined) return;
        else if (what === "open") workspace.openTicket(chosen.to);
        else void write(ticket, { add: [], remove: [chosen] });
      }}
      onClose={closeMenu}
    />
  );
}
