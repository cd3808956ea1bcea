import { Copy, ListPlus, Pencil } from "lucide-react";
import { memo } from "react";
import type { ReactNode } from "react";
import type { Directory, TicketView } from "#contract/asks.ts";
import { isProvisional, remoteOf } from "#domain/kernel/ids.ts";
import { sameValue } from "#domain/sync/merge.ts";
import { nextBreachAt } from "#domain/ticket/ticket.ts";
import { editorOf } from "#renderer/actions/fields/field-input.ts";
import { fieldText } from "#renderer/actions/fields/field-text.ts";
import { openMenu } from "#renderer/actions/menu-store.ts";
import type { MenuKind } from "#renderer/actions/menu-store.ts";
import { OriginMark } from "#renderer/actions/OriginMark.tsx";
import { CommandIconButton, useCaps } from "#renderer/commands/CommandButton.tsx";
import { notePress } from "#renderer/commands/trainer.ts";
import styles from "#renderer/features/conversation/TicketHeader.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Badge } from "#renderer/ui/Badge.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { ChannelIcon } from "#renderer/ui/ChannelIcon.tsx";
import { PriorityMark } from "#renderer/ui/PriorityMark.tsx";
import { SlaClock } from "#renderer/ui/SlaClock.tsx";
import { StatusBadge } from "#renderer/ui/StatusBadge.tsx";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import { useAccountStatus } from "#renderer/workspace/status-store.ts";

/** Custom fields that stand in the header; the others are in the menu of fields. */
const MOST_FIELDS = 6;

/** What the ticket is about and how it stands. Each fact opens the menu that changes it. */
export const TicketHeader = memo(function TicketHeader({
  view,
  directory,
  me,
}: {
  readonly view: TicketView;
  readonly directory: Directory | undefined;
  readonly me: string | null;
}) {
  const text = useText();
  const { t } = text;
  const { ticket, server } = view;
  const offset = useAccountStatus(ticket.accountId)?.clockOffsetMs ?? 0;
  const breachAt = nextBreachAt(ticket.slaClocks);
  const agentName = (id: string | null) =>
    id === null
      ? t("conversation.header.nobody")
      : id === me
        ? t("common.person.you")
        : (directory?.agents.find((agent) => agent.id === id)?.name ?? t("common.person.unknown"));
  const groupName = (id: string | null) =>
    directory?.groups.find((group) => group.id === id)?.name ?? t("conversation.header.noGroup");
  const number = isProvisional(ticket.id)
    ? t("conversation.header.new")
    : `#${remoteOf(ticket.id)}`;
  const isClosed = ticket.status === "closed";
  const isRenamed = server.subject !== ticket.subject;
  const tags = (list: readonly string[]) => list.join(" ");
  const fields = (directory?.fields ?? []).filter(
    ({ accountId, active }) => active && accountId === ticket.accountId,
  );
  const shown = fields.filter(
    ({ id }) => (ticket.customFields[id] ?? server.customFields[id] ?? "") !== "",
  );
  const fact = (
    kind: MenuKind,
    command: string,
    name: string,
    children: ReactNode,
    before: string | null,
  ) => (
    <Fact
      key={kind}
      command={command}
      name={name}
      before={before}
      isDisabled={isClosed}
      onPress={({ pointerType }) => {
        notePress(command, pointerType);
        openMenu({ kind, tickets: [ticket] });
      }}
    >
      {children}
    </Fact>
  );
  return (
    <header className={styles["header"]}>
      <div className={styles["title"]}>
        <OriginMark accountId={ticket.accountId} />
        <span className={styles["number"]} dir="ltr" data-selectable="">
          {number}
        </span>
        <h2
          className={cx(styles["subject"], isRenamed && styles["changed"])}
          dir="auto"
          data-selectable=""
          title={
            isRenamed
              ? t("conversation.header.was", {
                  name: t("actions.field.subject"),
                  value: server.subject,
                })
              : ticket.subject
          }
        >
          {ticket.subject === "" ? t("conversation.header.noSubject") : ticket.subject}
        </h2>
        {!isClosed && <CommandIconButton id="ticket.subject" icon={Pencil} size={14} />}
        {breachAt !== null && (
          <SlaClock
            breachAt={breachAt}
            startedAt={view.waitingSince ?? ticket.createdAt}
            clockOffsetMs={offset}
          />
        )}
        <CommandIconButton id="ticket.copyLink" icon={Copy} size={14} />
      </div>
      <div className={styles["facts"]}>
        {fact(
          "status",
          "ticket.status",
          t("actions.field.status"),
          <StatusBadge status={ticket.status} label={ticket.statusLabel} />,
          server.status === ticket.status ? null : t(`common.status.${server.status}`),
        )}
        {fact(
          "priority",
          "ticket.priority",
          t("actions.field.priority"),
          <PriorityMark priority={ticket.priority} withWord />,
          server.priority === ticket.priority
            ? null
            : t(`common.priority.${server.priority ?? "none"}`),
        )}
        {fact(
          "group",
          "ticket.group",
          t("actions.field.group"),
          <bdi>{groupName(ticket.groupId)}</bdi>,
          server.groupId === ticket.groupId ? null : groupName(server.groupId),
        )}
        {fact(
          "assignee",
          "ticket.assign",
          t("actions.field.assignee"),
          <bdi>{agentName(ticket.assigneeId)}</bdi>,
          server.assigneeId === ticket.assigneeId ? null : agentName(server.assigneeId),
        )}
        {fact(
          "tags",
          "ticket.tags",
          t("actions.field.tags"),
          ticket.tags.length === 0 ? (
            <span className={styles["quiet"]}>{t("conversation.header.noTags")}</span>
          ) : (
            <bdi className={styles["tags"]}>{tags(ticket.tags)}</bdi>
          ),
          tags(server.tags) === tags(ticket.tags)
            ? null
            : tags(server.tags) || t("conversation.header.noTags"),
        )}
        {!isClosed && fields.length > 0 && (
          <CommandIconButton id="ticket.field" icon={ListPlus} size={14} />
        )}
        <span className={styles["channel"]}>
          <ChannelIcon channel={ticket.channel} withWord />
        </span>
        {view.pendingCount > 0 && (
          <Badge tone="offline">
            {t("conversation.header.unsent", { count: view.pendingCount })}
          </Badge>
        )}
        {isClosed && <Badge>{t("conversation.header.closed")}</Badge>}
        {!view.threadWhole && (
          <span className={styles["quiet"]}>{t("conversation.header.partial")}</span>
        )}
      </div>
      {shown.length > 0 && (
        <ul className={styles["fields"]} aria-label={t("conversation.header.fields")}>
          {shown.slice(0, MOST_FIELDS).map((field) => {
            const now = ticket.customFields[field.id] ?? null;
            const there = server.customFields[field.id] ?? null;
            return (
              <li key={field.id}>
                <Fact
                  command="ticket.field"
                  name={field.title}
                  before={
                    sameValue(now, there) ? null : fieldText(there, field, text) || t("common.none")
                  }
                  isDisabled={isClosed || editorOf(field) === "fixed"}
                  onPress={({ pointerType }) => {
                    notePress("ticket.field", pointerType);
                    openMenu({ kind: "field", tickets: [ticket], step: field.id });
                  }}
                >
                  <bdi className={styles["fieldName"]}>{field.title}</bdi>{" "}
                  <bdi className={styles["fieldValue"]}>
                    {fieldText(now, field, text) || t("common.none")}
                  </bdi>
                </Fact>
              </li>
            );
          })}
          {shown.length > MOST_FIELDS && (
            <li>
              <Button
                variant="quiet"
                onPress={() => openMenu({ kind: "field", tickets: [ticket] })}
              >
                {t("conversation.header.moreFields", { count: shown.length - MOST_FIELDS })}
              </Button>
            </li>
          )}
        </ul>
      )}
    </header>
  );
});

function Fact({
  command,
  name,
  before,
  isDisabled,
  onPress,
  children,
}: {
  readonly command: string;
  readonly name: string;
  /** What the helpdesk still says, while the change is on its way. */
  readonly before: string | null;
  readonly isDisabled: boolean;
  readonly onPress: (press: { readonly pointerType: string }) => void;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  const caps = useCaps(command);
  const text = before === null ? name : t("conversation.header.was", { name, value: before });
  return (
    <Tooltip text={text} caps={caps} placement="bottom">
      <Button
        variant="quiet"
        isDisabled={isDisabled}
        onPress={onPress}
        className={cx(styles["fact"], before !== null && styles["changed"])}
      >
        <span className={styles["hidden"]}>{name}: </span>
        {children}
        {before !== null && <span className={styles["hidden"]}>, {text}</span>}
      </Button>
    </Tooltip>
  );
}
