import {
  BookOpen,
  ChartNoAxesColumn,
  Inbox,
  type LucideIcon,
  MessageSquareQuote,
  Send,
  Settings,
  Users,
} from "lucide-react";
import { Button } from "react-aria-components/Button";
import styles from "#renderer/app/Rail.module.css";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { notePress } from "#renderer/commands/trainer.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import { countAttention, countUnsent, useOutbox } from "#renderer/workspace/outbox-store.ts";
import { type Screen, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

type Stop = { readonly screen: Screen; readonly icon: LucideIcon; readonly command: string };
const STOPS: readonly Stop[] = [
  { screen: "queue", icon: Inbox, command: "app.goQueue" },
  { screen: "customers", icon: Users, command: "app.goCustomers" },
  { screen: "macros", icon: MessageSquareQuote, command: "app.goMacros" },
  { screen: "supervisor", icon: ChartNoAxesColumn, command: "app.goSupervisor" },
  { screen: "knowledge", icon: BookOpen, command: "app.goKnowledge" },
  { screen: "outbox", icon: Send, command: "app.goOutbox" },
];
const SETTINGS: Stop = { screen: "settings", icon: Settings, command: "app.settings" };

/** The screens, one picture each; name and keys on hover and focus. */
export function Rail() {
  const { t } = useText();
  return (
    <nav className={styles["rail"]} aria-label={t("app.rail.label")}>
      <ul className={styles["stops"]}>
        {STOPS.map((stop) => (
          <RailStop key={stop.screen} stop={stop} />
        ))}
      </ul>
      <ul className={styles["stops"]}>
        <RailStop stop={SETTINGS} />
      </ul>
    </nav>
  );
}

function RailStop({ stop }: { readonly stop: Stop }) {
  const { t, format } = useText();
  const isHere = useWorkspace(
    ({ screen }) => screen === stop.screen || (screen === "keymap" && stop.screen === "settings"),
  );
  const unsent = useOutbox((state) => (stop.screen === "outbox" ? countUnsent(state.entries) : 0));
  const attention = useOutbox((state) =>
    stop.screen === "outbox" ? countAttention(state.entries) : 0,
  );
  const name = t(`app.screen.${stop.screen}`);
  const label =
    attention > 0
      ? t("app.rail.outboxAttention", { count: attention })
      : unsent > 0
        ? t("app.rail.outboxUnsent", { count: unsent })
        : name;
  const Icon = stop.icon;
  return (
    <li>
      <Tooltip text={label} caps={useCaps(stop.command)} placement="end">
        <Button
          aria-label={label}
          {...(isHere && { "aria-current": "page" })}
          className={cx(styles["stop"], isHere && styles["here"])}
          onPress={({ pointerType }) => {
            notePress(stop.command, pointerType);
            workspace.show(stop.screen);
          }}
        >
          <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
          {unsent > 0 && (
            <span
              className={cx(styles["count"], attention > 0 && styles["attention"])}
              data-count={unsent > 99 ? "99+" : format.number(unsent)}
            />
          )}
        </Button>
      </Tooltip>
    </li>
  );
}
