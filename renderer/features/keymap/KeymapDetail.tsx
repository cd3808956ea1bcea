import { CircleAlert, Info, X } from "lucide-react";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { type Clash, isSerious } from "#renderer/commands/clashes.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { normalKeys } from "#renderer/commands/keymap.ts";
import { useRecorder } from "#renderer/commands/recorder.ts";
import { capsOf, isMac, parseKeys, spellKeys } from "#renderer/commands/stroke.ts";
import { clashLines } from "#renderer/features/keymap/clash-words.ts";
import styles from "#renderer/features/keymap/Keymap.module.css";
import type { KeymapRow } from "#renderer/features/keymap/keymap-rows.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { cx } from "#renderer/ui/cx.ts";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { Kbd } from "#renderer/ui/Kbd.tsx";
import { TextField } from "#renderer/ui/TextField.tsx";

/** One command: its keys, what is wrong with them, and the ways to change them. */
export function KeymapDetail({
  row,
  rows,
  clashes,
  onKeys,
  onTake,
}: {
  readonly row: KeymapRow;
  readonly rows: ReadonlyMap<string, KeymapRow>;
  readonly clashes: readonly Clash[];
  readonly onKeys: (keys: readonly string[]) => void;
  /** Takes clashing keys away from another command. */
  readonly onTake: (otherId: string, keys: string) => void;
}) {
  const text = useText();
  const { t, format } = text;
  const lines = clashLines(clashes, rows, text);
  return (
    <section className={styles["detail"]} aria-labelledby="keymap-command">
      <h2 id="keymap-command" className={styles["name"]} dir="auto">
        {row.name}
      </h2>
      <p className={styles["quiet"]}>{t(row.group)}</p>
      <ul className={styles["keys"]} aria-label={t("keymap.keysOf")}>
        {row.keys.map((keys) => (
          <li key={keys} className={styles["key"]}>
            <Kbd caps={capsOf(keys, isMac())} />
            <span className={styles["unseen"]}>{spellKeys(keys)}</span>
            <IconButton
              icon={X}
              size={14}
              label={t("keymap.remove", { keys: spellKeys(keys) })}
              onPress={() => onKeys(row.keys.filter((each) => each !== keys))}
            />
          </li>
        ))}
        {row.keys.length === 0 && <li className={styles["quiet"]}>{t("keymap.noKeys")}</li>}
      </ul>
      <Recorder />
      <Writer key={row.id} onKeys={(keys) => onKeys([...row.keys, keys])} />
      {lines.length > 0 && (
        <ul className={styles["clashes"]}>
          {lines.map(({ words, clash }) => (
            <li key={words} className={cx(styles["clash"], isSerious(clash) && styles["serious"])}>
              {isSerious(clash) ? (
                <CircleAlert size={16} aria-hidden="true" />
              ) : (
                <Info size={16} aria-hidden="true" />
              )}
              <span className={styles["clashWords"]}>{words}</span>
              {"other" in clash && (
                <Button onPress={() => onTake(clash.other, clash.otherKeys)}>
                  {t("keymap.takeFrom", { command: rows.get(clash.other)?.name ?? clash.other })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {row.isChanged && !row.isMacro && (
        <div className={styles["ways"]}>
          <CommandButton id="keymap.reset" variant="quiet" />
          <span className={styles["quiet"]}>
            {t("keymap.defaults", {
              keys:
                row.defaultKeys.length === 0
                  ? t("keymap.noKeys")
                  : format.list(row.defaultKeys.map((keys) => spellKeys(keys))),
            })}
          </span>
        </div>
      )}
    </section>
  );
}

/** The button that records, and while it does, what was pressed so far. */
function Recorder() {
  const { t } = useText();
  const recording = useRecorder((state) => state.recording);
  return (
    <div className={styles["recorder"]}>
      {recording === null && <CommandButton id="keymap.record" variant="primary" />}
      <div role="status" className={styles["recording"]} hidden={recording === null}>
        {recording !== null && (
          <>
            <span className={styles["dot"]} />
            {recording.strokes.length === 0 ? (
              <span>{t("keymap.recording")}</span>
            ) : (
              <>
                <Kbd caps={capsOf(recording.strokes.join(" "), isMac())} />
                <span className={styles["unseen"]}>{spellKeys(recording.strokes.join(" "))}</span>
              </>
            )}
            {recording.fault !== null && (
              <span className={styles["fault"]}>{t(`keymap.fault.${recording.fault}`)}</span>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** For keys that cannot be pressed here, and for those who would rather write them. */
function Writer({ onKeys }: { readonly onKeys: (keys: string) => void }) {
  const { t } = useText();
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  return (
    <Form
      className={styles["writer"] ?? ""}
      onSubmit={(event) => {
        event.preventDefault();
        const parsed = parseKeys(text);
        if (!parsed.ok) return setError(t(`keymap.fault.${parsed.fault}`));
        onKeys(normalKeys(text));
        setText("");
      }}
    >
      <TextField
        label={t("keymap.write")}
        description={t("keymap.writeHint")}
        value={text}
        onChange={(next) => {
          setText(next);
          setError(null);
        }}
        error={error}
        dir="ltr"
        maxLength={60}
        className={styles["written"]}
      />
      <Button type="submit" isDisabled={text.trim() === ""}>
        {t("keymap.add")}
      </Button>
    </Form>
  );
}
