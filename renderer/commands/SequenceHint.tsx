import { useSequence } from "#renderer/commands/dispatch.ts";
import { commandName } from "#renderer/commands/registry.ts";
import styles from "#renderer/commands/SequenceHint.module.css";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** After the first key of a sequence: which keys may follow, and what they do. */
export function SequenceHint() {
  const { t } = useText();
  const { strokes, options, count } = useSequence();
  const typed = [count === null ? "" : String(count), spellKeys(strokes.join(" "))]
    .join(" ")
    .trim();
  return (
    <div role="status" className={styles["place"]}>
      {typed !== "" && (
        <div className={styles["hint"]}>
          <p className={styles["begun"]}>{t("commands.sequence.hint", { keys: typed })}</p>
          {options.length > 0 && (
            <ul className={styles["options"]}>
              {options.map(({ strokes: all, command }) => (
                <li key={command.id + all.join(" ")} className={styles["option"]}>
                  <Kbd caps={capsOf(all.slice(strokes.length).join(" "), isMac())} />
                  <span>{commandName(command, t)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
