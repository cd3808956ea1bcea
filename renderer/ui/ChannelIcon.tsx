import {
  AtSign,
  ClipboardList,
  CircleHelp,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquareText,
  Phone,
  Smartphone,
  UserRound,
} from "lucide-react";
import { memo } from "react";
import type { Channel } from "#domain/ticket/ticket.ts";
import { useText } from "#renderer/i18n/text.ts";
import styles from "#renderer/ui/Marks.module.css";

const ICONS: Readonly<Record<Channel, LucideIcon>> = {
  email: Mail,
  chat: MessageCircle,
  phone: Phone,
  social: AtSign,
  "in-app": Smartphone,
  sms: MessageSquareText,
  form: ClipboardList,
  "in-person": UserRound,
  other: CircleHelp,
};

/** The channel as a picture, named for screen readers. Not drawn anew with its row: lines change their tickets in place. */
export const ChannelIcon = memo(function ChannelIcon({
  channel,
  size = 14,
  withWord = false,
}: {
  readonly channel: Channel;
  readonly size?: number | undefined;
  readonly withWord?: boolean | undefined;
}) {
  const { t } = useText();
  const Icon = ICONS[channel];
  const word = t(`common.channel.${channel}`);
  return (
    <span className={styles["pair"]}>
      <Icon
        size={size}
        strokeWidth={1.75}
        className={styles["channel"]}
        {...(withWord ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
      />
      {withWord && <span>{word}</span>}
    </span>
  );
});
