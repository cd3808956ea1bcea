import { Keyboard } from "lucide-react";
import styles from "#renderer/commands/TrainerHint.module.css";
import { commandName, useCommandList } from "#renderer/commands/registry.ts";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { dismissSuggestion, useTrainer } from "#renderer/commands/trainer.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";

/** After three uses by pointer: which key does the same. Takes no focus and stays until it is answered. */
export function TrainerHint({ onOff }: { readonly onOff: () => void }) {
  const { t } = useText();
  const id = useTrainer((state) => state.suggested);
  const command = useCommandList().find((each) => each.id === id);
  const keys = command?.keys[0];
  return (
    <div role="status" className={styles["place"]}>
      {command !== undefined && keys !== undefined && (
        <div className={styles["hint"]}>
          <Keyboard size={16} aria-hidden="true" />
          <p className={styles["words"]}>
            {t("commands.trainer.hint", {
              keys: spellKeys(keys),
              command: commandName(command, t),
            })}
          </p>
          <Kbd caps={capsOf(keys, isMac())} />
          <Button onPress={dismissSuggestion}>{t("commands.trainer.gotIt")}</Button>
          <Button variant="quiet" onPress={onOff}>
            {t("commands.trainer.off")}
          </Button>
        </div>
      )}
    </div>
  );
}
