import { useId } from "react";
import type { FieldConflict } from "#domain/sync/outbox.ts";
import type { Names } from "#renderer/features/outbox/outbox-facts.ts";
import { outboxView, useOutboxView } from "#renderer/features/outbox/outbox-view.ts";
import { fieldWords, valueWords } from "#renderer/features/outbox/outbox-words.ts";
import styles from "#renderer/features/outbox/Outbox.module.css";
import { useText } from "#renderer/i18n/text.ts";

/** One field that both sides changed: what it was, what each made of it, who and when. The agent picks one. */
export function ConflictCard({
  conflict,
  names,
}: {
  readonly conflict: FieldConflict;
  readonly names: Names;
}) {
  const text = useText();
  const { t, format } = text;
  const choice = useOutboxView((view) => view.choices[conflict.field]);
  const group = useId();
  const field = fieldWords(conflict.field, names, text);
  const say = (value: string | null) => valueWords(conflict.field, value, names, text);
  const who = conflict.who ?? t("outbox.conflict.somebody");
  const sides = [
    { side: "mine", value: conflict.mine, by: t("outbox.conflict.mine") },
    {
      side: "theirs",
      value: conflict.to,
      by:
        conflict.at === null
          ? who
          : t("outbox.conflict.theirs", { who, time: format.exact(conflict.at) }),
    },
  ] as const;
  return (
    <fieldset className={styles["conflict"]}>
      <legend className={styles["conflictField"]}>{field}</legend>
      <p className={styles["conflictBase"]}>
        {t("outbox.conflict.base")} <bdi>{say(conflict.from)}</bdi>
      </p>
      <div className={styles["sides"]}>
        {sides.map(({ side, value, by }) => (
          // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- its words are two levels down
          <label key={side} className={styles["side"]} data-chosen={choice === side}>
            <input
              type="radio"
              name={group}
              checked={choice === side}
              onChange={() => outboxView.choose(conflict.field, side)}
            />
            <span className={styles["sideText"]}>
              <span className={styles["sideValue"]}>
                <bdi>{say(value)}</bdi>
              </span>
              <span className={styles["sideBy"]}>
                <bdi>{by}</bdi>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
