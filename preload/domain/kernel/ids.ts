/**
 * Every record is addressed by one string: `<accountId>:<remoteId>`. Several accounts live in one cache, and a
 * remote id alone would be ambiguous. Account ids are short, made by us, and hold no colon.
 */
export type AccountId = string;
export type GlobalId = string;
export type TicketId = GlobalId;
export type CustomerId = GlobalId;
export type OrganisationId = GlobalId;
export type AgentId = GlobalId;
export type GroupId = GlobalId;
export type InteractionId = GlobalId;
export type MacroId = GlobalId;
export type ArticleId = GlobalId;
export type FieldId = GlobalId;
/** UUID made once, when the agent acts; names one intended write for ever. */
export type OpId = string;

export const globalId = (accountId: AccountId, remoteId: string | number): GlobalId =>
  `${accountId}:${remoteId}`;
export const accountOf = (id: GlobalId): AccountId => id.slice(0, Math.max(0, id.indexOf(":")));
export const remoteOf = (id: GlobalId): string => id.slice(id.indexOf(":") + 1);

const PROVISIONAL = "new-";
/** Id of a ticket that exists only in the outbox; replaced by the remote's id once it was created. */
export const provisionalTicketId = (accountId: AccountId, opId: OpId): TicketId =>
  globalId(accountId, `${PROVISIONAL}${opId}`);
export const isProvisional = (id: TicketId): boolean => remoteOf(id).startsWith(PROVISIONAL);
