import type { AccountSummary } from "#contract/account.ts";
import type { Macro } from "#domain/macro/macro.ts";

export const macro = (change: Partial<Macro> = {}): Macro => ({
  id: "a:7",
  accountId: "a",
  title: "Billing::Refund",
  description: "",
  active: true,
  position: 1,
  restriction: null,
  actions: [
    { kind: "comment", audience: "public", text: "Hello {{ticket.requester.first_name}}" },
    { kind: "keep", field: "notification_user", value: ["requester_id", "Hi"] },
    { kind: "status", value: "solved" },
  ],
  updatedAt: 1_000,
  version: 3,
  ...change,
});

export const account = (change: Partial<AccountSummary> = {}): AccountSummary => ({
  accountId: "a",
  kind: "demo",
  name: "Demo workspace",
  baseUrl: "http://127.0.0.1:1",
  agentId: "a:me",
  agentName: "Ingrid",
  agentEmail: null,
  mode: "admin",
  macrosWrite: true,
  serverSearch: false,
  missing: [],
  ...change,
});
