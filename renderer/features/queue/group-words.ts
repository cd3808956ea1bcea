import type { GroupHead } from "#contract/asks.ts";
import type { Translate } from "#renderer/i18n/text.ts";
import { accountById } from "#renderer/workspace/accounts-store.ts";

/** What a group is called. @param isMe Whether an agent is the one who reads. */
export function groupWords(
  head: GroupHead,
  t: Translate,
  isMe: (agentId: string) => boolean,
): string {
  const { field, value, label } = head;
  if (value === null) return t(`queue.group.none.${field}`);
  switch (field) {
    case "status":
      return t(`common.status.${value as "open"}`);
    case "priority":
      return t(`common.priority.${value as "high"}`);
    case "channel":
      return t(`common.channel.${value as "email"}`);
    case "value":
      return t(`queue.customerValue.${value as "1"}`);
    case "account":
      return accountById(value)?.name ?? value;
    case "assignee":
      return isMe(value) ? t("common.person.you") : (label ?? t("common.person.unknown"));
    case "group":
    case "organisation":
    case "requester":
      return label === null || label === "" ? t("common.person.unknown") : label;
  }
}
