import { Lock, Phone, PhoneMissed, Star } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { CallDetails, Interaction } from "#domain/ticket/interaction.ts";
import { isPublic } from "#domain/ticket/interaction.ts";
import type { Channel } from "#domain/ticket/ticket.ts";
import { call as callMain } from "#renderer/bridge.ts";
import { Attachments } from "#renderer/features/conversation/Attachments.tsx";
import styles from "#renderer/features/conversation/Message.module.css";
import { MessageText } from "#renderer/features/conversation/MessageText.tsx";
import { OriginalFrame } from "#renderer/features/conversation/OriginalFrame.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { Avatar } from "#renderer/ui/Avatar.tsx";
import { Badge } from "#renderer/ui/Badge.tsx";
import { Button } from "#renderer/ui/Button.tsx";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { cx } from "#renderer/ui/cx.ts";
import type { Names } from "#renderer/ui/field-words.ts";
import { EntryTime } from "#renderer/features/conversation/EntryTime.tsx";

/** Names behind the ids of authors and of what changed. */
export type AuthorNames = {
  readonly requester: string;
  readonly known: Names;
  readonly me: string | null;
};

export function authorName(
  interaction: Interaction,
  names: AuthorNames,
  t: ReturnType<typeof useText>["t"],
): string {
  const { author } = interaction;
  switch (author.kind) {
    case "customer":
      return author.name ?? names.requester;
    case "agent":
      return author.id === names.me
        ? t("common.person.you")
        : (author.name ?? names.known.get(author.id) ?? t("common.person.unknown"));
    case "system":
      return author.name ?? t("conversation.message.system");
  }
}

const UNTOLD: ReadonlySet<Channel> = new Set<Channel>(["form", "other"]);

/** One entry of the thread. Who can read it is told by ground, by word and by sign, never by one of them alone. */
export function Message({
  interaction,
  accountId,
  names,
  footer,
  isPending = false,
}: {
  readonly interaction: Interaction;
  readonly accountId: string;
  readonly names: AuthorNames;
  /** What stands under the words: the state of something not sent yet. */
  readonly footer?: ReactNode;
  readonly isPending?: boolean;
}) {
  const { t } = useText();
  const [isOriginal, setOriginal] = useState(false);
  const { author, kind, html } = interaction;
  const isNote = kind === "note";
  const isOurs = author.kind === "agent" && isPublic(kind);
  const name = authorName(interaction, names, t);
  return (
    <article
      aria-label={t(isNote ? "conversation.message.noteBy" : "conversation.message.by", { name })}
      className={cx(
        styles["message"],
        isNote && styles["note"],
        isOurs && styles["ours"],
        isPending && styles["pending"],
      )}
      data-kind={kind}
    >
      <header className={styles["head"]}>
        <Avatar name={name} kind={author.kind} size={24} />
        <bdi className={styles["author"]}>{name}</bdi>
        {isNote ? (
          <Badge tone="note">
            <Lock size={12} aria-hidden="true" /> {t("conversation.message.noteBadge")}
          </Badge>
        ) : (
          // Agents write in the helpdesk's own pages; by which way that reached the customer is not told there.
          !(isOurs && UNTOLD.has(interaction.channel)) && (
            <span className={styles["channel"]}>
              <ChannelIcon channel={interaction.channel} withWord />
            </span>
          )
        )}
        {kind === "survey" && (
          <Badge tone="accent">
            <Star size={12} aria-hidden="true" /> {t("conversation.message.survey")}
          </Badge>
        )}
        {kind === "follow-up" && <Badge>{t("conversation.message.followUp")}</Badge>}
        <span className={styles["time"]}>
          <EntryTime at={interaction.at} />
        </span>
      </header>
      {interaction.call !== null && <CallFacts call={interaction.call} />}
      {isOriginal && html !== null ? (
        <OriginalFrame html={html} />
      ) : (
        interaction.text.trim() !== "" && <MessageText text={interaction.text} />
      )}
      {html !== null && (
        <div className={styles["ways"]}>
          <Button
            variant="quiet"
            className={styles["small"]}
            onPress={() => setOriginal(!isOriginal)}
          >
            {t(isOriginal ? "conversation.message.showText" : "conversation.message.showOriginal")}
          </Button>
        </div>
      )}
      <Attachments accountId={accountId} attachments={interaction.attachments} />
      {footer}
    </article>
  );
}

function CallFacts({ call }: { readonly call: CallDetails }) {
  const { t, format } = useText();
  const wasMissed = call.durationSeconds === null || call.durationSeconds === 0;
  const Icon = wasMissed && call.direction === "inbound" ? PhoneMissed : Phone;
  const { recordingUrl } = call;
  const facts = [
    t(`conversation.call.${call.direction}`),
    call.from !== null && t("conversation.call.from", { who: call.from }),
    call.to !== null && t("conversation.call.to", { who: call.to }),
    wasMissed
      ? t("conversation.call.missed")
      : t("conversation.call.lasted", { time: format.span((call.durationSeconds ?? 0) * 1000) }),
    call.answeredBy !== null && t("conversation.call.answeredBy", { who: call.answeredBy }),
  ].filter((fact) => fact !== false);
  return (
    <div className={styles["call"]}>
      <p className={styles["callFacts"]}>
        <Icon size={14} aria-hidden="true" />
        {facts.map((fact) => (
          <bdi key={fact}>{fact}</bdi>
        ))}
      </p>
      {recordingUrl !== null && (
        <Button
          variant="quiet"
          className={styles["small"]}
          onPress={() => void callMain("links.open", { url: recordingUrl })}
        >
          {t("conversation.call.recording")}
        </Button>
      )}
      {call.transcript !== null && call.transcript !== "" && (
        <details className={styles["quoted"]}>
          <summary>{t("conversation.call.transcript")}</summary>
          <div dir="auto" className={styles["words"]} data-selectable="">
            {call.transcript}
          </div>
        </details>
      )}
    </div>
  );
}
