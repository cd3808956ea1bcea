import { queryErrorWords } from "#renderer/actions/query/query-words.ts";
import type { FileFault } from "#renderer/features/views/view-file.ts";
import styles from "#renderer/features/views/Views.module.css";
import { type Translate, useText } from "#renderer/i18n/text.ts";

/** Says why something of a file was not taken. */
export function faultWords(fault: FileFault, t: Translate): string {
  if (fault.kind !== "view") return t(`views.fault.${fault.kind}`);
  const { place, name, error } = fault;
  const why = error === null ? t(`views.fault.${fault.fault}`) : queryErrorWords(error, t);
  return t("views.fault.view", { place, name: name === "" ? "…" : name, why });
}

/** What came of a file of views. */
export function FileFaults({
  count,
  faults,
}: {
  readonly count: number;
  readonly faults: readonly FileFault[];
}) {
  const { t } = useText();
  return (
    <div className={styles["faults"]} role="status">
      <p>{t("views.imported", { count })}</p>
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={faultWords(fault, t)}>{faultWords(fault, t)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
