import { type ReactNode, useEffect, useRef } from "react";
import { focusInto, focusWhenShown } from "#renderer/app/panes.ts";
import { PaneFrame } from "#renderer/app/PaneFrame.tsx";
import styles from "#renderer/app/Shell.module.css";
import { ConversationSlot, ProfileSlot, QueueSlot } from "#renderer/app/slots.tsx";
import { type SwitchedPane, SwitchedPanes } from "#renderer/app/SwitchedPanes.tsx";
import { Welcome } from "#renderer/features/onboarding/Welcome.tsx";
import { useWelcome } from "#renderer/features/onboarding/onboarding-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { type SplitPane, SplitPanes } from "#renderer/ui/SplitPanes.tsx";
import { useWidth } from "#renderer/ui/use-width.ts";
import { type Pane, useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** Narrowest widths of the panes, px; below their sums panes share a place. */
const LEAST = { queue: 260, conversation: 380, profile: 240 } as const;
const THREE = LEAST.queue + LEAST.conversation + LEAST.profile + 2;
const TWO = LEAST.queue + LEAST.conversation + 1;

/** Queue, conversation and profile side by side, or as many of them as there is room for. */
export function QueueScreen() {
  const { t } = useText();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const names = {
    queue: t("app.pane.queue"),
    conversation: t("app.pane.conversation"),
    profile: t("app.pane.profile"),
  };
  const make = (pane: "queue" | "conversation" | "profile", content: ReactNode): SwitchedPane => ({
    pane,
    name: names[pane],
    content: (
      <PaneFrame pane={pane} name={names[pane]}>
        {content}
      </PaneFrame>
    ),
  });
  const queue = make("queue", <QueueSlot />);
  const conversation = make("conversation", <Conversation />);
  const profile = make("profile", <ProfileSlot />);
  return (
    <div ref={place} className={styles["place"]}>
      <h1 className={styles["unseen"]}>{t("app.screen.queue")}</h1>
      {width !== null && width < TWO && <SwitchedPanes panes={[queue, conversation, profile]} />}
      {width !== null && width >= TWO && (
        <SideBySide queue={queue} conversation={conversation} profile={profile} width={width} />
      )}
      <FocusRequests />
    </div>
  );
}

/** The conversation, or on the first run the welcome in its place. */
function Conversation() {
  const isWelcome = useWelcome((state) => state.isOpen);
  const isEmpty = useWorkspace((state) => state.openTicketId === null);
  return isWelcome && isEmpty ? <Welcome /> : <ConversationSlot />;
}

const isCollapsible = (id: string): id is "queue" | "profile" => id === "queue" || id === "profile";

function SideBySide({
  queue,
  conversation,
  profile,
  width,
}: {
  readonly queue: SwitchedPane;
  readonly conversation: SwitchedPane;
  readonly profile: SwitchedPane;
  readonly width: number;
}) {
  const { t, dir } = useText();
  const sizes = useWorkspace((state) => state.paneSizes);
  const collapsed = useWorkspace((state) => state.collapsedPanes);
  const isCollapsed = (pane: Pane) => collapsed.includes(pane);
  const hasThree = width >= THREE;
  const panes: readonly SplitPane[] = [
    {
      id: "queue",
      defaultSize: hasThree ? 30 : 40,
      minSize: LEAST.queue,
      collapsible: true,
      isCollapsed: isCollapsed("queue"),
      content: queue.content,
    },
    {
      id: "conversation",
      defaultSize: hasThree ? 48 : 60,
      minSize: LEAST.conversation,
      handleLabel: t("app.pane.resizeQueue"),
      content: hasThree ? conversation.content : <SwitchedPanes panes={[conversation, profile]} />,
    },
    ...(hasThree
      ? [
          {
            id: "profile",
            defaultSize: 22,
            minSize: LEAST.profile,
            collapsible: true,
            isCollapsed: isCollapsed("profile"),
            handleLabel: t("app.pane.resizeProfile"),
            content: profile.content,
          },
        ]
      : []),
  ];
  return (
    <SplitPanes
      key={`${dir}/${panes.length}`}
      className={styles["panes"]}
      panes={panes}
      sizes={hasThree ? sizes : {}}
      onSizes={(changed) => {
        if (hasThree) workspace.setPaneSizes(changed);
      }}
      onCollapsed={(id, now) => {
        if (isCollapsible(id)) workspace.setCollapsed(id, now);
      }}
    />
  );
}

/** The latest request acted upon: coming back to this screen does not repeat it. */
let answered = 0;

/** Answers `workspace.focusPane` once the pane is on screen. Of its own, so that the panes are not drawn anew for it. */
function FocusRequests() {
  const request = useWorkspace((state) => state.focusRequest);
  useEffect(() => {
    if (request.count <= answered) return undefined;
    return focusWhenShown(() => {
      answered = request.count;
      return focusInto(request.pane);
    });
  }, [request]);
  return null;
}
