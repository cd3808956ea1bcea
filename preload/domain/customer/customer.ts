import type { AccountId, CustomerId, FieldId, OrganisationId } from "#domain/kernel/ids.ts";
import type { FieldValue } from "#domain/ticket/ticket.ts";

export type Identity = {
  readonly kind: "email" | "phone" | "social" | "external" | "other";
  readonly value: string;
  readonly primary: boolean;
  readonly verified: boolean;
};

/** One person with all identities over all channels. Times are ms epoch. */
export type Customer = {
  readonly id: CustomerId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly identities: readonly Identity[];
  readonly organisationId: OrganisationId | null;
  /** BCP 47, e.g. `de` or `pt-BR`. */
  readonly locale: string | null;
  /** IANA, e.g. `Europe/Berlin`. */
  readonly timeZone: string | null;
  readonly notes: string;
  readonly details: string;
  readonly tags: readonly string[];
  readonly customFields: Readonly<Record<FieldId, FieldValue>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
};

export type Organisation = {
  readonly id: OrganisationId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly domains: readonly string[];
  readonly notes: string;
  readonly details: string;
  readonly tags: readonly string[];
  /** Fields that the account added to organisations; absent: none, or the helpdesk has none. */
  readonly customFields?: Readonly<Record<FieldId, FieldValue>>;
  readonly version: number;
};
