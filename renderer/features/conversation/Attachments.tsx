import { Download, Eye, Paperclip } from "lucide-react";
import { useEffect, useState } from "react";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Attachment } from "#domain/ticket/interaction.ts";
import { call } from "#renderer/bridge.ts";
import styles from "#renderer/features/conversation/Message.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { notify } from "#renderer/workspace/notices-store.ts";

/** Kinds that this page shows itself; everything else is saved. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;
const LARGEST_SHOWN = 20_000_000;

/** Files of a message: shown or saved on request, never fetched by themselves. */
export function Attachments({
  accountId,
  attachments,
}: {
  readonly accountId: string;
  readonly attachments: readonly Attachment[];
}) {
  const { t, format } = useText();
  const [shown, setShown] = useState<Attachment | null>(null);
  const [error, setError] = useState<{ readonly error: AppError; readonly file: string } | null>(
    null,
  );
  if (attachments.length === 0) return null;
  const save = async (file: Attachment) => {
    const { contentUrl, fileName } = file;
    const result = await call("attachments.save", { accountId, contentUrl, fileName });
    setError(result.ok ? null : { error: result.error, file: fileName });
    if (result.ok && result.value.saved)
      notify("info", "conversation.file.saved", { name: fileName });
  };
  return (
    <>
      <ul className={styles["files"]} aria-label={t("conversation.file.list")}>
        {attachments.map((file) => (
          <li key={file.id} className={styles["file"]} data-attachment="">
            <Paperclip size={14} aria-hidden="true" />
            <bdi className={styles["fileName"]}>{file.fileName}</bdi>
            <span className={styles["fileSize"]}>{format.bytes(file.sizeBytes)}</span>
            {SHOWN.test(file.contentType) && file.sizeBytes <= LARGEST_SHOWN && (
              <IconButton
                icon={Eye}
                size={14}
                label={t("conversation.file.show", { name: file.fileName })}
                onPress={() => setShown(file)}
              />
            )}
            <IconButton
              icon={Download}
              size={14}
              label={t("conversation.file.save", { name: file.fileName })}
              onPress={() => void save(file)}
            />
          </li>
        ))}
      </ul>
      {error !== null && <ErrorNote error={error.error} record={error.file} />}
      {shown !== null && (
        <PictureDialog accountId={accountId} file={shown} onClose={() => setShown(null)} />
      )}
    </>
  );
}

function PictureDialog({
  accountId,
  file,
  onClose,
}: {
  readonly accountId: string;
  readonly file: Attachment;
  readonly onClose: () => void;
}) {
  const [url, setUrl] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let isHere = true;
    const { contentUrl, sizeBytes } = file;
    void call("attachments.fetch", { accountId, contentUrl, sizeBytes }).then((answer) => {
      if (!isHere) return;
      if (!answer.ok) return setError(answer.error);
      // A copy of our own: what crossed the bridge may be shared memory, which a Blob refuses.
      const bytes = new Uint8Array(answer.value.bytes);
      made = URL.createObjectURL(new Blob([bytes], { type: file.contentType }));
      return setUrl(made);
    });
    return () => {
      isHere = false;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [accountId, file]);
  return (
    <Dialog isOpen wide onClose={onClose} title={file.fileName}>
      {error !== null ? (
        <ErrorNote error={error} record={file.fileName} />
      ) : url === null ? (
        <Skeleton lines={4} />
      ) : (
        <img src={url} alt={file.fileName} className={styles["picture"]} />
      )}
    </Dialog>
  );
}
