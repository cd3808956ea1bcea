import { type Virtualizer, useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/**
 * Rows of a long list, of which only those in view are drawn.
 *
 * @param rowHeight Height in px, or a first guess for rows that are measured (`measureElement`).
 * @param keyOf     Identity of a row, so that measured heights follow it when rows move.
 * @param scrollRef The element that scrolls.
 * @param margin    Space in px kept free above and below a row scrolled to.
 */
export function useRows({
  count,
  rowHeight,
  scrollRef,
  overscan = 8,
  margin = 0,
  keyOf,
}: {
  readonly count: number;
  readonly rowHeight: number | ((index: number) => number);
  readonly scrollRef: RefObject<HTMLElement | null>;
  readonly overscan?: number;
  readonly margin?: number;
  readonly keyOf?: (index: number) => string;
}): Virtualizer<HTMLElement, Element> {
  return useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scrollRef.current,
    estimateSize: typeof rowHeight === "number" ? () => rowHeight : rowHeight,
    overscan,
    scrollPaddingStart: margin,
    scrollPaddingEnd: margin,
    ...(keyOf !== undefined && { getItemKey: keyOf }),
  });
}
