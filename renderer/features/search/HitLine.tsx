import { memo } from "react";
import type { SearchHit } from "#contract/asks.ts";
import { FoundLine, type LineProps } from "#renderer/features/search/FoundLine.tsx";
import { Marked } from "#renderer/features/search/Marked.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";

type HitProps = LineProps & { readonly hit: SearchHit };

/** One ticket that was found: what it is, and where the words stand. Drawn again only when that has changed. */
export const HitLine = memo(DrawnHit, (before, after) => {
  const { hit: hitBefore, ...lineBefore } = before;
  const { hit, ...line } = after;
  // Every answer brings new objects.
  return isSame(lineBefore, line) && JSON.stringify(hitBefore) === JSON.stringify(hit);
});

const isSame = (a: LineProps, b: LineProps): boolean =>
  a.id === b.id &&
  a.index === b.index &&
  a.isActive === b.isActive &&
  a.onPoint === b.onPoint &&
  a.onOpen === b.onOpen;

function DrawnHit({ hit: { row, subjectMarks, snippet }, ...line }: HitProps) {
  const { t } = useText();
  return (
    <FoundLine row={row} marks={subjectMarks} {...line}>
      {snippet !== null && (
        <div className={styles["snippet"]}>
          {snippet.from === "facts" && <span>{t("search.inFacts")} </span>}
          <bdi>
            {/* The line keeps its height while its text is on its way. */}
            {snippet.text === "" ? "\u00a0" : <Marked text={snippet.text} marks={snippet.marks} />}
          </bdi>
        </div>
      )}
    </FoundLine>
  );
}
