import type { Channel, JsonObject, User } from "#main/demo/store/model.ts";

const desk = { address: "support@nordlicht.example", name: "Nordlicht" };

/** The `via` object that the remote would show for a message on a channel. */
export function viaOf(channel: Channel, person: User | undefined, ticketId: number): JsonObject {
  const name = person?.name ?? null;
  switch (channel) {
    case "email":
      return {
        channel,
        source: {
          from: { address: person?.email ?? null, name, original_recipients: [desk.address] },
          to: { ...desk, email_ccs: [] },
          rel: null,
        },
      };
    case "voice":
      return {
        channel,
        source: {
          from: { phone: person?.phone ?? null, formatted_phone: person?.phone ?? null, name },
          to: {
            phone: "+494315550100",
            formatted_phone: "+49 431 5550 100",
            name: "Nordlicht hotline",
            brand_id: null,
          },
          rel: "inbound",
        },
      };
    case "twitter":
      return {
        channel,
        source: {
          from: {
            profile_url: `https://social.invalid/${person?.id ?? 0}`,
            username:
              person?.identities.find((i) => i.type === "twitter")?.value ??
              `user${person?.id ?? 0}`,
            name,
          },
          to: { username: "nordlicht_help", name: "Nordlicht" },
          rel: "mention",
        },
      };
    case "facebook":
      return {
        channel,
        source: {
          from: {
            facebook_id:
              person?.identities.find((i) => i.type === "facebook")?.value ??
              String(person?.id ?? 0),
            name,
          },
          to: { name: "Nordlicht", facebook_id: "210042" },
          rel: "message",
        },
      };
    case "web":
      return {
        channel,
        source: { from: {}, to: {}, rel: ticketId % 3 === 0 ? "web_widget" : null },
      };
    case "chat":
    case "native_messaging":
    case "whatsapp":
    case "api":
      return { channel, source: { from: {}, to: {}, rel: null } };
  }
}
