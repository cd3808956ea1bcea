import type {
  Attachment,
  Audit,
  CommentEdit,
  Group,
  JsonObject,
  Macro,
  Membership,
  Organization,
  Rating,
  Ticket,
  User,
  View,
} from "#main/demo/store/model.ts";

/** What a new ticket starts with; everything else begins at zero. */
export type NewTicket = Pick<
  Ticket,
  | "id"
  | "externalId"
  | "subject"
  | "description"
  | "status"
  | "customStatusId"
  | "priority"
  | "type"
  | "channel"
  | "via"
  | "requesterId"
  | "submitterId"
  | "assigneeId"
  | "groupId"
  | "organizationId"
  | "formId"
  | "problemId"
  | "tags"
  | "fields"
  | "followerIds"
  | "ccIds"
  | "dueAt"
  | "createdAt"
  | "isPublic"
>;
export type StoredFile = { readonly attachment: Attachment; readonly token: string };
export type OAuthToken = {
  readonly access: string;
  readonly refresh: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  /** Epoch seconds; null = never. */
  readonly expiresAt: number | null;
  readonly refreshExpiresAt: number;
};

/**
 * One accepted change of the workspace: what the state file holds, one a line. Applying the same effects in the
 * same order to the same seeded population gives the same workspace.
 */
export type Effect =
  | { readonly k: "create"; readonly ticket: NewTicket; readonly audit: Audit }
  | { readonly k: "audit"; readonly id: number; readonly audit: Audit }
  /** A change by the system that makes no audit and does not move `updated_at`. */
  | { readonly k: "touch"; readonly id: number; readonly at: number }
  | { readonly k: "rating"; readonly id: number; readonly rating: Rating; readonly audit: Audit }
  | {
      readonly k: "comment";
      readonly id: number;
      readonly commentId: number;
      readonly edit: CommentEdit;
      readonly audit: Audit;
    }
  | { readonly k: "delete"; readonly id: number; readonly by: number; readonly at: number }
  | { readonly k: "restore"; readonly id: number; readonly at: number }
  | { readonly k: "erase"; readonly id: number; readonly at: number }
  | { readonly k: "user"; readonly user: User; readonly at: number }
  | { readonly k: "organization"; readonly organization: Organization; readonly at: number }
  | { readonly k: "group"; readonly group: Group }
  | { readonly k: "membership"; readonly membership: Membership; readonly gone: boolean }
  | { readonly k: "macro"; readonly macro: Macro; readonly gone: boolean }
  | { readonly k: "view"; readonly view: View; readonly gone: boolean }
  | {
      readonly k: "idempotency";
      readonly key: string;
      readonly hash: string;
      readonly at: number;
      readonly ticketId: number;
      readonly auditId: number;
    }
  | {
      readonly k: "upload";
      readonly token: string;
      readonly userId: number;
      readonly expiresAt: number;
      readonly attachment: Attachment;
    }
  | { readonly k: "upload-gone"; readonly token: string }
  | { readonly k: "token"; readonly token: OAuthToken; readonly replaces: string | null }
  | { readonly k: "meta"; readonly name: string; readonly value: JsonObject };
