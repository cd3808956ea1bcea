import type { TicketId } from "#domain/kernel/ids.ts";
import { remoteOf } from "#domain/kernel/ids.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useCaps } from "#renderer/commands/CommandButton.tsx";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Says of a ticket that was merged away where it went, and leads there. Nothing for any other ticket. */
export function MergedLine({ ticketId }: { readonly ticketId: TicketId }) {
  const { t } = useText();
  const caps = useCaps("ticket.links");
  const links = useCacheQuery("ticket.links", { ticketId });
  const merged = links?.find(({ link }) => link.relation === "merged-into");
  if (merged === undefined) return null;
  const { to } = merged.link;
  const into = `#${remoteOf(to)}`;
  return (
    <NoticeLine
      isInline
      tone="info"
      action={
        <Button variant="quiet" caps={caps} onPress={() => workspace.openTicket(to)}>
          {t("conversation.merged.open", { into })}
        </Button>
      }
    >
      <span data-merged-into={to}>
        {t(merged.unsent ? "conversation.merged.queued" : "conversation.merged.done", { into })}
      </span>
    </NoticeLine>
  );
}
