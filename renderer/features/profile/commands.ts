import type { QueueRow } from "#contract/asks.ts";
import type { Customer } from "#domain/customer/customer.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import { nextTicket, orderIdentities } from "#renderer/features/profile/profile-facts.ts";
import { notify } from "#renderer/workspace/notices-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of a profile need: of the open ticket's customer, or of the one chosen in the list. */
export type ProfileContext = {
  readonly customer: Customer | null;
  readonly tickets: readonly QueueRow[];
  readonly openTicketId: TicketId | null;
};

/** Copies an address; tells so in a line. */
export async function copyIdentity(value: string): Promise<void> {
  await navigator.clipboard.writeText(value);
  notify("info", "profile.notice.copied", { value });
}

const onScreen = () => ["queue", "customers"].includes(useWorkspace.getState().screen);
const mailOf = (customer: Customer | null) =>
  orderIdentities(customer?.identities ?? []).find(({ kind }) => kind === "email")?.value ??
  customer?.identities[0]?.value;
const group = "commands.group.customer";

export const profileCommands = defineCommands<ProfileContext>()({
  "profile.copyAddress": {
    group,
    title: "profile.command.copyAddress",
    keys: ["Shift+y"],
    when: ({ customer }) => onScreen() && mailOf(customer) !== undefined,
    run: async ({ customer }) => {
      const mail = mailOf(customer);
      if (mail !== undefined) await copyIdentity(mail);
    },
  },
  "profile.nextTicket": {
    group,
    title: "profile.command.nextTicket",
    keys: ["Shift+o"],
    when: ({ tickets, openTicketId }) => onScreen() && nextTicket(tickets, openTicketId) !== null,
    run: ({ tickets, openTicketId }) => {
      const next = nextTicket(tickets, openTicketId);
      if (next !== null) workspace.openTicket(next);
    },
  },
  "profile.openFull": {
    group,
    title: "profile.command.openFull",
    keys: ["Shift+p"],
    when: ({ customer }) => useWorkspace.getState().screen === "queue" && customer !== null,
    run: ({ customer }) => workspace.openCustomer(customer?.id ?? null),
  },
});

/** What the commands of the customer list need from its screen. */
export type CustomersContext = {
  readonly moveBy: (rows: number) => void;
  readonly focusSearch: () => void;
};
const onCustomers = () => useWorkspace.getState().screen === "customers";

export const customersCommands = defineCommands<CustomersContext>()({
  "customers.down": {
    group,
    title: "customers.command.down",
    keys: ["j"],
    repeats: true,
    when: onCustomers,
    run: ({ moveBy }) => moveBy(1),
  },
  "customers.up": {
    group,
    title: "customers.command.up",
    keys: ["k"],
    repeats: true,
    when: onCustomers,
    run: ({ moveBy }) => moveBy(-1),
  },
  "customers.search": {
    group,
    title: "customers.command.search",
    keys: ["/"],
    when: onCustomers,
    run: ({ focusSearch }) => focusSearch(),
  },
});
