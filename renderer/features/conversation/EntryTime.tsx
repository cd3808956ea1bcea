import { Focusable } from "react-aria-components/Focusable";
import { useText } from "#renderer/i18n/text.ts";
import { Tooltip } from "#renderer/ui/Tooltip.tsx";
import { useNow } from "#renderer/ui/use-now.ts";

const DAY_MS = 86_400_000;

/** When something was written: how long ago, up to a day; then the time, for the date stands above it. */
export function EntryTime({ at }: { readonly at: number }) {
  const { format } = useText();
  const now = useNow();
  const exact = format.exact(at);
  return (
    <Tooltip text={exact}>
      <Focusable>
        <span role="note" aria-label={exact}>
          <time dateTime={new Date(at).toISOString()}>
            {now - at < DAY_MS ? format.relative(at, now) : format.time(at)}
          </time>
        </span>
      </Focusable>
    </Tooltip>
  );
}
