import { useEffect, useRef, useState } from "react";
import type { AccountSummary } from "#contract/account.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import {
  DEFAULT_MAPPING,
  readMappingFile,
  RtMapping,
  writeMappingFile,
} from "#domain/mapping/rt-mapping.ts";
import { call } from "#renderer/bridge.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import {
  FieldRows,
  PriorityRows,
  QueueRows,
  StatusRows,
} from "#renderer/features/settings/MappingRows.tsx";
import { MappingPreview } from "#renderer/features/settings/MappingPreview.tsx";
import { showMapping } from "#renderer/features/settings/mapping-store.ts";
import styles from "#renderer/features/settings/Settings.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";

/** What the words of a Request Tracker mean here, with ten of its tickets as they would be read. */
export function MappingPage({ account }: { readonly account: AccountSummary }) {
  const { t } = useText();
  const { accountId } = account;
  const [kept, setKept] = useState<RtMapping | null>(null);
  const [draft, setDraft] = useState<RtMapping | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const sample = useCacheQuery("mapping.sample", { accountId });
  const directory = useCacheQuery("directory.get", {});
  useEffect(() => {
    let isHere = true;
    void call("mapping.get", { accountId }).then((got) => {
      if (!isHere) return;
      if (!got.ok) return setError(got.error);
      setKept(got.value);
      setDraft(got.value);
      return undefined;
    });
    return () => {
      isHere = false;
    };
  }, [accountId]);
  if (draft === null || sample === undefined || directory === undefined)
    return error === null ? <Skeleton lines={8} /> : <ErrorNote error={error} />;

  const change = (part: Partial<RtMapping>) => {
    setDraft({ ...draft, ...part });
    setError(null);
  };
  const save = async () => {
    // Same schema as main's: what is wrong is told by its field before anything is kept.
    const checked = RtMapping.safeParse(draft);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      return setError({
        kind: "invalid",
        field: issue?.path.join(".") ?? "",
        detail: issue?.message ?? "",
        remedy: "mapping.field",
      });
    }
    const set = await call("mapping.set", { accountId, mapping: checked.data });
    if (!set.ok) return setError(set.error);
    setKept(draft);
    notify("info", "settings.mapping.saved", { account: account.name });
    return undefined;
  };
  const queues = directory.groups.filter((group) => group.accountId === accountId);
  const fields = directory.fields.filter((field) => field.accountId === accountId);
  const isChanged = JSON.stringify(kept) !== JSON.stringify(draft);
  return (
    <div className={styles["page"]}>
      <h1 className={styles["title"]}>{t("settings.mapping.title", { account: account.name })}</h1>
      <p className={styles["quiet"]}>{t("settings.mapping.explained")}</p>
      <div className={styles["ways"]}>
        <Button variant="primary" autoFocus isDisabled={!isChanged} onPress={() => void save()}>
          {t("settings.mapping.save")}
        </Button>
        <Button onPress={() => showMapping(null)}>{t("settings.mapping.back")}</Button>
        <Button variant="quiet" onPress={() => change(DEFAULT_MAPPING)}>
          {t("settings.mapping.defaults")}
        </Button>
        <Button
          variant="quiet"
          onPress={() =>
            void call("files.saveText", {
              fileName: "request-tracker-mapping.json",
              text: writeMappingFile(draft),
            })
          }
        >
          {t("settings.mapping.export")}
        </Button>
        <ImportButton
          onText={(text) => {
            const read = readMappingFile(text);
            if (read.ok) change(read.value);
            else setError(read.error);
          }}
        />
      </div>
      {error !== null && <ErrorNote error={error} record={account.name} />}
      <MappingPreview mapping={draft} tickets={sample.tickets} fields={fields} />
      <StatusRows mapping={draft} lifecycles={sample.lifecycles} onChange={change} />
      <PriorityRows mapping={draft} onChange={change} />
      <FieldRows mapping={draft} fields={fields} onChange={change} />
      <QueueRows mapping={draft} queues={queues} tickets={sample.tickets} onChange={change} />
    </div>
  );
}

function ImportButton({ onText }: { readonly onText: (text: string) => void }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="quiet" onPress={() => input.current?.click()}>
        {t("settings.mapping.import")}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        data-mapping-file=""
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file !== undefined) void file.text().then(onText);
        }}
      />
    </>
  );
}
