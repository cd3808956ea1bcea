import { auditStride, idBase } from "#main/demo/ids.ts";
import { products, writtenDate, writtenPrice } from "#main/demo/seed/catalog.ts";
import { htmlMail } from "#main/demo/seed/html.ts";
import type { Head, World } from "#main/demo/seed/plan.ts";
import type { Step, StepKind } from "#main/demo/seed/steps.ts";
import { mix } from "#main/demo/seed/rng.ts";
import {
  fill,
  textsOf,
  topics,
  type Slots,
  type Template,
  type TextSet,
  type TopicTexts,
} from "#main/demo/seed/texts.ts";
import { plannedAttachments } from "#main/demo/seed/files.ts";
import type { Attachment, Comment, VoiceCall } from "#main/demo/store/model.ts";

const noFiles: readonly Attachment[] = [];
const pick = (list: readonly Template[], h: number): Template => list[h % list.length] as Template;

/** The words that a ticket's templates may use. @param agent name of the agent who is spoken to or speaks */
export function slotsOf(world: World, head: Head, agent: string): Slots {
  const person = world.people.customers[head.customer] as World["people"]["customers"][number];
  const [product] = products[head.order.product] as (typeof products)[number];
  const space = person.name.indexOf(" ");
  return [
    space < 0 || person.locale === "ja" ? person.name : person.name.slice(0, space),
    person.name,
    agent,
    head.order.number,
    product,
    writtenDate(head.language, head.order.placedAt),
    writtenPrice(head.language, head.order.cents),
    head.order.carrier,
    head.order.tracking,
    String(head.days),
    head.order.last4,
    person.city,
    head.mood,
  ];
}

const agentName = (world: World, n: number): string => world.people.agents[n]?.name ?? "Nordlicht";
const topicTexts = (texts: TextSet, head: Head): TopicTexts =>
  texts.topics[topics[head.topic]?.key ?? "late"] as TopicTexts;

/** Subject of a seeded ticket as it was created. */
export function subjectOf(world: World, head: Head): string {
  const texts = textsOf(head.language);
  const slots = slotsOf(world, head, agentName(world, head.assignee));
  if (head.channel === "voice")
    return `${head.language === "de" ? "Anruf von" : "Call with"} ${slots[1] ?? ""}: ${fill(pick(topicTexts(texts, head).subject, head.seed), slots)}`;
  if (head.channel === "chat")
    return `${head.language === "de" ? "Chat mit" : "Chat with"} ${slots[1] ?? ""}`;
  return fill(pick(topicTexts(texts, head).subject, head.seed), slots);
}

const brief = new Set(["twitter", "facebook", "native_messaging", "whatsapp", "chat"]);

function customerText(texts: TextSet, head: Head, kind: StepKind, h: number, slots: Slots): string {
  const own = topicTexts(texts, head);
  const core = fill(
    pick(
      kind === "open"
        ? own.open
        : kind === "details"
          ? texts.details
          : kind === "chase"
            ? texts.chase
            : kind === "thanks"
              ? texts.thanks
              : kind === "reopen"
                ? texts.reopen
                : texts.more,
      h,
    ),
    slots,
  );
  if (brief.has(head.channel)) {
    if (kind !== "open") return capital(core);
    const mark = head.channel === "twitter" ? "@nordlicht_help " : "";
    return (
      mark + capital(core) + (head.mood === "upset" ? " 😡" : head.mood === "cheerful" ? " 😊" : "")
    );
  }
  const h2 = mix(h, 3);
  const moodLine =
    kind === "open" || (kind === "chase" && head.mood === "upset")
      ? `\n\n${fill(pick(texts.mood[head.mood], h2), slots)}`
      : "";
  return `${fill(pick(texts.hello, h2), slots)}\n\n${core}${moodLine}\n\n${fill(pick(texts.bye, mix(head.seed, 4)), slots)}`;
}

function agentText(texts: TextSet, head: Head, kind: StepKind, h: number, slots: Slots): string {
  const own = topicTexts(texts, head);
  const core = fill(
    pick(
      kind === "answer"
        ? own.answer
        : kind === "fix"
          ? own.fix
          : kind === "hold"
            ? texts.hold
            : kind === "update"
              ? texts.update
              : texts.ask,
      h,
    ),
    slots,
  );
  if (brief.has(head.channel)) return capital(core);
  return `${fill(pick(texts.agentHello, h), slots)}\n\n${core}\n\n${fill(pick(texts.agentBye, mix(h, 8)), slots)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const clock = (at: number): string => new Date(at * 1000).toISOString().slice(11, 19);

function transcript(texts: TextSet, head: Head, h: number, at: number, slots: Slots): string {
  const own = topicTexts(texts, head);
  const [first = "", , agent = ""] = slots;
  const mate = agent.split(" ")[0] ?? agent;
  const lines: [string, string][] = [
    [first, fill(pick(texts.hello, h), slots).replace(/[,:،,。]$/u, "")],
  ];
  for (const sentence of fill(pick(own.open, h), slots).split(/(?<=[.?!。?؟])\s*/u))
    if (sentence !== "") lines.push([first, capital(sentence)]);
  lines.push(
    [mate, fill(pick(texts.agentHello, h), slots).replace(/[,:،]$/u, "")],
    [mate, capital(fill(pick(texts.ask, h), slots))],
    [first, capital(fill(pick(texts.details, mix(h, 2)), slots))],
  );
  for (const sentence of fill(pick(own.answer, h), slots).split(/(?<=[.?!。?؟])\s*/u))
    if (sentence !== "") lines.push([mate, capital(sentence)]);
  lines.push([first, capital(fill(pick(texts.more, mix(h, 6)), slots))]);
  let time = at;
  return lines
    .map(([who, what], n) => `(${clock((time += 12 + (mix(h, n) % 50)))}) ${who}: ${what}`)
    .join("\n");
}

function voiceCall(
  world: World,
  head: Head,
  step: Step,
  h: number,
  slots: Slots,
  texts: TextSet,
): VoiceCall {
  const person = world.people.customers[head.customer] as World["people"]["customers"][number];
  return {
    from: person.phone ?? "+44 20 7946 0000",
    to: "+49 431 5550 100",
    seconds: 60 + (h % 900),
    answeredBy: world.people.agents[step.author]?.id ?? 0,
    startedAt: step.at - 60 - (h % 900),
    transcript: h % 3 === 0 ? fill(pick(topicTexts(texts, head).open, h), slots) : "",
  };
}

/** What a step says; for calls also the call itself. */
function bodyOf(
  world: World,
  head: Head,
  step: Step,
  h: number,
  slots: Slots,
): { readonly body: string; readonly voice: VoiceCall | null } {
  const texts = textsOf(head.language);
  const said = (body: string): { readonly body: string; readonly voice: null } => ({
    body,
    voice: null,
  });
  switch (step.kind) {
    case "voice": {
      const voice = voiceCall(world, head, step, h, slots, texts);
      const lines = [
        `Call from: ${voice.from}`,
        `Call to: ${voice.to}`,
        `Time of call: ${new Date(voice.startedAt * 1000).toUTCString()}`,
        `Answered by: ${slots[2] ?? ""}`,
        `Length of phone call: ${Math.floor(voice.seconds / 60)} minutes, ${voice.seconds % 60} seconds`,
      ];
      return {
        body: `${lines.join("\n")}${voice.transcript === "" ? "" : `\n\nTranscript: ${voice.transcript}`}`,
        voice,
      };
    }
    case "transcript":
      return said(transcript(texts, head, h, step.at, slots));
    case "summary":
      return said(
        fill(pick(texts.summary ?? (textsOf("en").summary as readonly Template[]), h), slots),
      );
    case "note":
      return said(
        fill(pick(texts.notes ?? (textsOf("en").notes as readonly Template[]), h), slots),
      );
    case "open":
    case "details":
    case "more":
    case "chase":
    case "thanks":
    case "reopen":
    case "ask":
    case "answer":
    case "update":
    case "hold":
    case "fix":
    case "silent":
    case "close":
    case "rating":
      return said(
        step.author === -1
          ? customerText(texts, head, step.kind, h, slots)
          : agentText(texts, head, step.kind, h, slots),
      );
  }
}

/**
 * The comment that a step of a seeded ticket carries, rebuilt from nothing but the seed.
 *
 * @param n       number of the step within the ticket
 * @param ordinal number of the audit within the whole population; gives the ids
 * @param slots   as of `slotsOf` for the step's agent, when the caller has them already
 */
export function commentOf(
  world: World,
  head: Head,
  step: Step,
  n: number,
  ordinal: number,
  subject: string,
): Comment {
  const h = mix(head.seed, n + 1000);
  const slots = slotsOf(
    world,
    head,
    agentName(world, step.author >= 0 ? step.author : head.assignee),
  );
  const auditId = idBase.audit + ordinal * auditStride;
  const byCustomer = step.author === -1;
  const authorId = byCustomer
    ? (world.people.customers[head.customer]?.id ?? 0)
    : (world.people.agents[step.author]?.id ?? -1);
  const { body, voice } = bodyOf(world, head, step, h, slots);
  const attachments =
    step.kind === "open" || step.kind === "details" || step.kind === "answer"
      ? plannedAttachments(head, step, h, ordinal)
      : noFiles;
  const html =
    step.kind === "open" && head.channel === "email"
      ? htmlMail(head, h, body, subject, attachments)
      : null;
  return {
    id: auditId + 1,
    auditId,
    authorId,
    body,
    html,
    public: step.public,
    createdAt: step.at,
    channel: byCustomer || step.kind === "voice" ? head.channel : "web",
    attachments,
    voice,
  };
}

/** Text of the first message of a seeded ticket, for `description`, without building its history. */
export function openingOf(world: World, head: Head): string {
  const members = world.people.members[head.group] as readonly number[];
  const kind: StepKind =
    head.channel === "voice" ? "voice" : head.channel === "chat" ? "transcript" : "open";
  const author =
    kind === "voice" ? (head.assignee >= 0 ? head.assignee : (members[0] as number)) : -1;
  const slots = slotsOf(world, head, agentName(world, author >= 0 ? author : head.assignee));
  return bodyOf(
    world,
    head,
    { at: head.createdAt, author, kind, public: true, changes: [] },
    mix(head.seed, 1000),
    slots,
  ).body;
}
