import { useEffect, useState } from "react";
import { useSequence } from "#renderer/commands/dispatch.ts";
import { commandName } from "#renderer/commands/registry.ts";
import styles from "#renderer/commands/SequenceHint.module.css";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** Who knows the next key has pressed it by then: painting what is gone again would only hold up what it does. */
const REST_MS = 200;

/** After the first key of a sequence, once it rests: which keys may follow, and what they do. */
export function SequenceHint() {
  const { t } = useText();
  const { strokes, options, count } = useSequence();
  const typed = [count === null ? "" : String(count), spellKeys(strokes.join(" "))]
    .join(" ")
    .trim();
  const isBegun = typed !== "";
  const [isRested, setRested] = useState(false);
  useEffect(() => {
    if (!isBegun) return undefined;
    const timer = setTimeout(() => setRested(true), REST_MS);
    return () => {
      clearTimeout(timer);
      setRested(false);
    };
  }, [isBegun]);
  return (
    <div role="status" className={styles["place"]}>
      {isBegun && isRested && (
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
