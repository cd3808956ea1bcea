import { useSequence } from "#renderer/commands/dispatch.ts";
import styles from "#renderer/commands/SequenceHint.module.css";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** After the first key of a sequence: which keys may follow, and what they do. */
export function SequenceHint() {
  const { t } = useText();
  const { strokes, options } = useSequence();
  return (
    <div role="status" className={styles["place"]}>
      {strokes.length > 0 && (
        <div className={styles["hint"]}>
          <p className={styles["begun"]}>
            {t("commands.sequence.hint", { keys: spellKeys(strokes.join(" ")) })}
          </p>
          <ul className={styles["options"]}>
            {options.map(({ strokes: all, command }) => (
              <li key={command.id + all.join(" ")} className={styles["option"]}>
                <Kbd caps={capsOf(all.slice(strokes.length).join(" "), isMac())} />
                <span>{t(command.title)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
