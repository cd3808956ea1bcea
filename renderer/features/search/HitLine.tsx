import type { SearchHit } from "#contract/asks.ts";
import { FoundLine, type LineProps } from "#renderer/features/search/FoundLine.tsx";
import { Marked } from "#renderer/features/search/Marked.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { useText } from "#renderer/i18n/text.ts";

/** One ticket that was found: what it is, and where the words stand. */
export function HitLine({
  hit: { row, subjectMarks, snippet },
  ...line
}: LineProps & { readonly hit: SearchHit }) {
  const { t } = useText();
  return (
    <FoundLine row={row} marks={subjectMarks} {...line}>
      {snippet !== null && (
        <div className={styles["snippet"]}>
          {snippet.from === "facts" && <span>{t("search.inFacts")} </span>}
          <bdi>
            <Marked text={snippet.text} marks={snippet.marks} />
          </bdi>
        </div>
      )}
    </FoundLine>
  );
}
