import type { AgentId, CustomerId, InteractionId, TicketId } from "#domain/kernel/ids.ts";
import type { Channel } from "#domain/ticket/ticket.ts";

/**
 * One entry of a timeline. `message` was seen by the customer, `note` only by the team: a type, never a flag.
 * `change` is a field change worth showing; `call` a phone call with its summary.
 */
export const INTERACTION_KINDS = [
  "message",
  "note",
  "call",
  "chat",
  "social",
  "survey",
  "change",
  "follow-up",
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

export type Author =
  | { readonly kind: "customer"; readonly id: CustomerId; readonly name: string | null }
  | { readonly kind: "agent"; readonly id: AgentId; readonly name: string | null }
  /** Triggers, automations, bots: never clears a customer's waiting time. */
  | { readonly kind: "system"; readonly name: string | null };

export type Attachment = {
  /** Remote id, used to fetch the content on demand. */
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly contentUrl: string;
  readonly inline: boolean;
};

export type CallDetails = {
  readonly direction: "inbound" | "outbound" | "voicemail";
  readonly from: string | null;
  readonly to: string | null;
  readonly durationSeconds: number | null;
  readonly answeredBy: string | null;
  readonly recordingUrl: string | null;
  readonly transcript: string | null;
};

export type FieldChange = {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
};

export type Interaction = {
  readonly id: InteractionId;
  readonly ticketId: TicketId;
  readonly kind: InteractionKind;
  readonly channel: Channel;
  readonly author: Author;
  /** ms epoch, server time. */
  readonly at: number;
  /** Plain text, always present (may be empty). */
  readonly text: string;
  /** Untrusted HTML of the remote, when it had some; sanitised where it is shown. */
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  readonly call: CallDetails | null;
  readonly changes: readonly FieldChange[];
  /** Our operation marker, when this entry was written by Switchboard and the remote keeps markers. */
  readonly marker: string | null;
};

/** Whether the customer can read it. */
export const isPublic = (kind: InteractionKind): boolean =>
  kind === "message" || kind === "call" || kind === "chat" || kind === "social";
