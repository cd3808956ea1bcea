import { useState } from "react";
import styles from "#renderer/commands/CheatSheet.module.css";
import { matchScore } from "#renderer/commands/match.ts";
import { useCheatSheet } from "#renderer/commands/palette-store.ts";
import {
  type LiveCommand,
  commandName,
  runCommand,
  useCommandList,
} from "#renderer/commands/registry.ts";
import { capsOf, isMac, spellKeys } from "#renderer/commands/stroke.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

/** Every command that has keys, under its heading; made from the registry, so it is never out of date. */
export function CheatSheet({ singleKeys }: { readonly singleKeys: boolean }) {
  const { t } = useText();
  const isOpen = useCheatSheet((state) => state.isOpen);
  const [filter, setFilter] = useState("");
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => useCheatSheet.setState({ isOpen: false })}
      title={t("commands.cheatSheet.title")}
      wide
      footer={
        <Button
          onPress={() => {
            useCheatSheet.setState({ isOpen: false });
            runCommand("app.keymap");
          }}
        >
          {t("commands.cheatSheet.change")}
        </Button>
      }
    >
      <div className={styles["sheet"]}>
        <TextField
          label={t("commands.cheatSheet.filter")}
          hideLabel
          placeholder={t("commands.cheatSheet.filter")}
          type="search"
          value={filter}
          onChange={setFilter}
          autoFocus
        />
        {!singleKeys && <p className={styles["hint"]}>{t("commands.cheatSheet.singleKeysOff")}</p>}
        <KeyTable filter={filter} />
      </div>
    </Dialog>
  );
}

/** Commands with their keys, by heading; `filter` narrows by name or key. */
export function KeyTable({ filter = "" }: { readonly filter?: string | undefined }) {
  const { t } = useText();
  const all = useCommandList();
  const shown = all.filter(
    (command) =>
      command.keys.length > 0 &&
      !command.hidden &&
      (filter.trim() === "" ||
        matchScore(filter, commandName(command, t)) !== null ||
        command.keys.includes(filter.trim())),
  );
  const groups = [...new Set(shown.map((command) => command.group))];
  return (
    <div className={styles["groups"]}>
      {groups.map((group) => (
        <section key={group} className={styles["group"]}>
          <h3 className={styles["heading"]}>{t(group)}</h3>
          <dl className={styles["rows"]}>
            {shown
              .filter((command) => command.group === group)
              .map((command) => (
                <Row key={command.id} command={command} />
              ))}
          </dl>
        </section>
      ))}
      {shown.length === 0 && <p className={styles["hint"]}>{t("common.noMatches")}</p>}
    </div>
  );
}

function Row({ command }: { readonly command: LiveCommand }) {
  const { t } = useText();
  return (
    <div className={styles["row"]}>
      <dt>{commandName(command, t)}</dt>
      <dd className={styles["keys"]}>
        {command.keys.map((keys) => (
          <span key={keys}>
            <Kbd caps={capsOf(keys, isMac())} />
            <span className={styles["spelled"]}>{spellKeys(keys)}</span>
          </span>
        ))}
      </dd>
    </div>
  );
}
