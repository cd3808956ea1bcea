import type { InteractionKind } from "#domain/ticket/interaction.ts";
import type { Channel } from "#domain/ticket/ticket.ts";
import type { Via } from "#main/connectors/zendesk/wire.ts";

/** The remote's open set of channels. Source: zendesk-api facts §6.3. */
const CHANNEL_OF: Readonly<Record<string, Channel>> = {
  email: "email",
  mail: "email",
  web: "form",
  "web form": "form",
  web_form: "form",
  web_widget: "form",
  help_center: "form",
  "web service (api)": "other",
  chat: "chat",
  "native messaging": "chat",
  native_messaging: "chat",
  voice: "phone",
  phone: "phone",
  voicemail: "phone",
  sms: "sms",
  text: "sms",
  whatsapp: "social",
  facebook: "social",
  twitter: "social",
  instagram_dm: "social",
  line: "social",
  any_channel: "social",
  mobile: "in-app",
  mobile_sdk: "in-app",
};

/** Internal ids that stand for a channel in some answers. Source: via-types page. */
const CHANNEL_OF_ID: Readonly<Record<number, Channel>> = {
  0: "form",
  4: "email",
  29: "chat",
  30: "social",
  44: "phone",
  45: "phone",
  46: "phone",
};

/** Display strings, as exports write them, vary: "Phone call (incoming)", "Facebook message". */
const HINTS: readonly (readonly [RegExp, Channel])[] = [
  [/\b(?:phone|voice|call|voicemail)\b/, "phone"],
  [/\b(?:facebook|twitter|instagram|whatsapp|line|x corp)\b/, "social"],
  [/\b(?:chat|messaging)\b/, "chat"],
  [/\b(?:e-?mail|mail)\b/, "email"],
  [/\b(?:sms|text message)\b/, "sms"],
  [/\bmobile\b/, "in-app"],
  [/\b(?:form|widget|help cent)/, "form"],
];

/** Channel of a `via.channel` word, display string or id; unknown ones are `other`. */
export function toChannel(channel: unknown): Channel {
  if (typeof channel === "number") return CHANNEL_OF_ID[channel] ?? "other";
  if (typeof channel !== "string") return "other";
  const word = channel.toLowerCase();
  if (Object.hasOwn(CHANNEL_OF, word)) return CHANNEL_OF[word] ?? "other";
  return HINTS.find(([pattern]) => pattern.test(word))?.[1] ?? "other";
}

/** Channel of a ticket: mobile and messaging variants hide in `rel`. */
export function channelOfVia(via: Via): Channel {
  const rel = via?.source?.rel;
  if (rel === "mobile" || rel === "mobile_sdk") return "in-app";
  return toChannel(via?.channel);
}

/** Whether a trigger, an automation or another part of the machine did it. */
export function isMachine(via: unknown): boolean {
  const channel = typeof via === "object" && via !== null && "channel" in via ? via.channel : via;
  if (typeof channel !== "string") return false;
  const word = channel.toLowerCase();
  return word === "rule" || word === "system" || word === "automation" || word === "trigger";
}

/** What a comment is on our timeline. */
export function kindOfComment(type: unknown, isPublic: boolean, channel: Channel): InteractionKind {
  if (type === "VoiceComment") return "call";
  if (!isPublic) return "note";
  return channel === "chat" ? "chat" : channel === "social" ? "social" : "message";
}
