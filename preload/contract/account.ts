import { z } from "zod";

export const accountKinds = ["demo", "zendesk", "rt"] as const;
export type AccountKind = (typeof accountKinds)[number];

/** What an agent types to add an account. */
export const Credentials = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("api-token"), email: z.string().min(3), token: z.string().min(1) }),
  z.object({ kind: z.literal("bearer"), token: z.string().min(1) }),
  z.object({ kind: z.literal("password"), user: z.string().min(1), password: z.string().min(1) }),
]);
export type Credentials = z.infer<typeof Credentials>;

/** An account as the page may see it: never a secret. */
export const AccountSummary = z.object({
  accountId: z.string(),
  kind: z.enum(accountKinds),
  name: z.string(),
  baseUrl: z.string(),
  agentId: z.string(),
  agentName: z.string(),
  agentEmail: z.string().nullable(),
  mode: z.enum(["admin", "agent"]),
  macrosWrite: z.boolean(),
  serverSearch: z.boolean(),
  missing: z.array(z.string()),
});
export type AccountSummary = z.infer<typeof AccountSummary>;
