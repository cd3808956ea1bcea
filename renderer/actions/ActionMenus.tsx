import { useEffect } from "react";
import { BulkMacro } from "#renderer/actions/bulk/BulkMacro.tsx";
import { BulkReply } from "#renderer/actions/bulk/BulkReply.tsx";
import { startDrafts } from "#renderer/actions/drafts-store.ts";
import { asMeant } from "#renderer/actions/bases.ts";
import { FieldsMenu } from "#renderer/actions/fields/FieldsMenu.tsx";
import { SubjectDialog } from "#renderer/actions/fields/SubjectDialog.tsx";
import { useWhole } from "#renderer/actions/fields/whole-tickets.ts";
import type { TicketFacts } from "#renderer/actions/intents.ts";
import { FieldMenu } from "#renderer/actions/FieldMenu.tsx";
import { MacroMenu } from "#renderer/actions/MacroMenu.tsx";
import { LinksMenu } from "#renderer/actions/LinksMenu.tsx";
import { MergeMenu } from "#renderer/actions/MergeMenu.tsx";
import { closeMenu, useActionMenu } from "#renderer/actions/menu-store.ts";
import { NewTicketDialog } from "#renderer/actions/NewTicketDialog.tsx";
import { PeopleMenu } from "#renderer/actions/PeopleMenu.tsx";
import { RemindMenu } from "#renderer/actions/RemindMenu.tsx";
import { TagsDialog } from "#renderer/actions/TagsDialog.tsx";
import { ticketCommands } from "#renderer/actions/ticket-commands.ts";
import { useCommands } from "#renderer/commands/registry.ts";

/** Of one ticket: the first that was meant. */
function Subject({ tickets }: { readonly tickets: readonly TicketFacts[] }) {
  const answer = useWhole(tickets.slice(0, 1).map(({ id }) => id));
  const ticket = answer?.ok === true ? asMeant(answer.value)[0] : undefined;
  return ticket === undefined ? null : <SubjectDialog ticket={ticket} onClose={closeMenu} />;
}

/** Commands on tickets and the menus they open. Stands once in the window, whatever the screen. */
export function ActionMenus() {
  const menu = useActionMenu((state) => state.menu);
  useCommands(ticketCommands, undefined);
  useEffect(startDrafts, []);
  if (menu === null) return null;
  switch (menu.kind) {
    case "macro": {
      const ticket = menu.tickets[0];
      return ticket === undefined ? null : <MacroMenu ticketId={ticket.id} onClose={closeMenu} />;
    }
    case "bulk-macro":
      return (
        <BulkMacro key={menu.step} tickets={menu.tickets} step={menu.step} onClose={closeMenu} />
      );
    case "bulk-reply":
      return <BulkReply tickets={menu.tickets} onClose={closeMenu} />;
    case "subject":
      return <Subject tickets={menu.tickets} />;
    case "field":
      return (
        <FieldsMenu key={menu.step} tickets={menu.tickets} step={menu.step} onClose={closeMenu} />
      );
    case "tags":
      return <TagsDialog tickets={menu.tickets} onClose={closeMenu} />;
    case "merge":
      return <MergeMenu key={menu.step} tickets={menu.tickets} step={menu.step} />;
    case "people": {
      const ticket = menu.tickets[0];
      return ticket === undefined ? null : (
        <PeopleMenu key={menu.step} ticket={ticket} step={menu.step} />
      );
    }
    case "links": {
      const ticket = menu.tickets[0];
      return ticket === undefined ? null : (
        <LinksMenu key={menu.step} ticket={ticket} step={menu.step} />
      );
    }
    case "remind": {
      const ticket = menu.tickets[0];
      return ticket === undefined ? null : <RemindMenu ticketId={ticket.id} />;
    }
    case "new-ticket":
      return <NewTicketDialog onClose={closeMenu} />;
    case "status":
    case "priority":
    case "assignee":
    case "group":
      return <FieldMenu kind={menu.kind} tickets={menu.tickets} onClose={closeMenu} />;
  }
}
