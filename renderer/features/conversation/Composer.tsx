import type { EditorView } from "@codemirror/view";
import { Paperclip, X } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { TicketView } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import { leftPlaceholders } from "#domain/macro/render.ts";
import type { CommentAudience } from "#domain/macro/macro.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { noteDraftKey, replyDraftKey } from "#domain/sync/draft.ts";
import type { StagedFile, TicketEdits } from "#domain/sync/intent.ts";
import type { Interaction } from "#domain/ticket/interaction.ts";
import type { TicketStatus } from "#domain/ticket/ticket.ts";
import { lendComposer } from "#renderer/actions/composer-port.ts";
import { changeDraft, clearDraft, flushDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { EditChips } from "#renderer/actions/EditChips.tsx";
import { mergeStaged, readStaged, withoutEdit, writeStaged } from "#renderer/actions/staged.ts";
import type { Staged } from "#renderer/actions/staged.ts";
import { sendUpdate } from "#renderer/actions/ticket-actions.ts";
import { call } from "#renderer/bridge.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import styles from "#renderer/features/conversation/Composer.module.css";
import { ComposerFoot, ComposerHead } from "#renderer/features/conversation/ComposerBars.tsx";
import { composerCommands } from "#renderer/features/conversation/commands.ts";
import { DraftHistory } from "#renderer/features/conversation/DraftHistory.tsx";
import { createEditor, insertText, replaceText } from "#renderer/features/conversation/editor.ts";
import { writtenSince } from "#renderer/features/conversation/thread-items.ts";
import { useText } from "#renderer/i18n/text.ts";
import { cx } from "#renderer/ui/cx.ts";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";
import { NoticeLine } from "#renderer/ui/Notice.tsx";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const MOST_FILES = 20;
type Seen = Draft["seen"];

/** Why sending waits for a second press: the agent has been told something they may not know. */
type Hold = {
  readonly kind: "moved" | "placeholders";
  readonly signature: string;
  readonly words: string;
};

/**
 * Where the agent writes. The words are a draft from the first letter on; sending hands them to the outbox and never
 * waits for the network.
 */
export function Composer({
  view,
  interactions,
  audience,
  me,
}: {
  readonly view: TicketView;
  readonly interactions: readonly Interaction[];
  readonly audience: CommentAudience;
  readonly me: string;
}) {
  const { t, format } = useText();
  const { ticket } = view;
  const key = audience === "public" ? replyDraftKey(ticket.id) : noteDraftKey(ticket.id);
  const parentRef = useRef<HTMLDivElement>(null);
  const editorRef = useRef<EditorView | null>(null);
  const fileRef = useRef<HTMLInputElement>(null);
  const isSending = useRef(false);
  const [error, setError] = useState<AppError | null>(null);
  const [fileError, setFileError] = useState<{ error: AppError; name: string } | null>(null);
  const [hold, setHold] = useState<Hold | null>(null);
  const [isHistory, setHistory] = useState(false);
  const draft = useDrafts((state) => state.drafts?.get(key));
  const staged = readStaged(draft?.fields ?? {});
  const files = draft?.files ?? [];

  // What handlers need of the latest render; the editor lives longer than any of them.
  const latest = useRef({ view, key });
  useLayoutEffect(() => {
    latest.current = { view, key };
  });

  const change = useCallback(
    (part: { text?: string; staged?: Staged; files?: readonly StagedFile[]; seen?: Seen }) => {
      const { view: now, key: itsKey } = latest.current;
      const before = useDrafts.getState().drafts?.get(itsKey);
      setHold(null);
      changeDraft({
        key: itsKey,
        accountId: now.ticket.accountId,
        ticketId: now.ticket.id,
        text: part.text ?? before?.text ?? "",
        fields: part.staged === undefined ? (before?.fields ?? {}) : writeStaged(part.staged),
        files: part.files ?? before?.files ?? [],
        seen: part.seen ?? before?.seen ?? now.newest,
        savedAt: Date.now(),
      });
    },
    [],
  );

  const addFiles = useCallback(
    async (added: readonly File[]) => {
      for (const file of added) {
        const present = useDrafts.getState().drafts?.get(latest.current.key)?.files ?? [];
        if (present.length >= MOST_FILES) {
          setFileError({
            error: {
              kind: "invalid",
              field: file.name,
              detail: t("conversation.composer.tooManyFiles", { limit: MOST_FILES }),
              remedy: null,
            },
            name: file.name,
          });
          return;
        }
        const bytes = new Uint8Array(await file.arrayBuffer());
        const answer = await call("files.stage", {
          fileName: file.name.slice(-255) || "file",
          contentType: file.type || "application/octet-stream",
          bytes,
        });
        if (!answer.ok) {
          setFileError({ error: answer.error, name: file.name });
          continue;
        }
        setFileError(null);
        const now = useDrafts.getState().drafts?.get(latest.current.key)?.files ?? [];
        change({ files: [...now, answer.value] });
      }
    },
    [change, t],
  );

  const label = t(
    audience === "public" ? "conversation.composer.replyTo" : "conversation.composer.note",
    { name: view.requester?.name ?? t("conversation.composer.customer") },
  );
  const hint = t(
    audience === "public" ? "conversation.composer.replyHint" : "conversation.composer.noteHint",
  );

  useLayoutEffect(() => {
    const parent = parentRef.current;
    if (parent === null) return undefined;
    const editor = createEditor(parent, {
      text: useDrafts.getState().drafts?.get(key)?.text ?? "",
      label,
      hint,
      onChange: (text) => change({ text }),
      onFiles: (added) => void addFiles(added),
    });
    editorRef.current = editor;
    return () => {
      editorRef.current = null;
      editor.destroy();
      void flushDraft(key);
    };
  }, [key, label, hint, change, addFiles]);

  // Words that came from elsewhere (a reply taken back, drafts that loaded late) show up in the editor.
  const draftText = draft?.text ?? "";
  useEffect(() => {
    const editor = editorRef.current;
    if (editor !== null && editor.state.doc.toString() !== draftText)
      replaceText(editor, draftText);
  }, [draftText]);

  useEffect(
    () =>
      lendComposer({
        ticketId: ticket.id,
        audience,
        insert: (text, more) => {
          const editor = editorRef.current;
          if (editor === null) return;
          insertText(editor, text);
          change({
            text: editor.state.doc.toString(),
            staged: mergeStaged(
              readStaged(useDrafts.getState().drafts?.get(key)?.fields ?? {}),
              more,
            ),
          });
          editor.focus();
        },
      }),
    [ticket.id, audience, change, key],
  );

  /** What the agent should know before this goes out; null: nothing, or they have seen it. */
  const toHold = (text: string): Hold | null => {
    const news = audience === "public" ? writtenSince(interactions, draft?.seen ?? null, me) : [];
    const newest = news.at(-1);
    if (newest !== undefined) {
      const who = newest.author.name ?? view.requester?.name ?? t("conversation.composer.customer");
      return {
        kind: "moved",
        signature: `moved/${newest.id}`,
        words: t("conversation.composer.moved", { name: who }),
      };
    }
    const left = leftPlaceholders(text);
    if (left.length === 0) return null;
    return {
      kind: "placeholders",
      signature: `placeholders/${left.join("|")}`,
      words: t("conversation.composer.placeholders", {
        count: left.length,
        names: format.list(left.map((name) => `{{${name}}}`)),
      }),
    };
  };

  const send = async (then: TicketStatus | null) => {
    if (isSending.current) return;
    const editor = editorRef.current;
    const before = editor?.state.doc.toString() ?? "";
    const text = before.trim();
    const edits: TicketEdits =
      then === null || then === ticket.status
        ? staged.edits
        : { ...staged.edits, status: { base: ticket.status, value: then } };
    if (text === "" && files.length > 0)
      return setError({
        kind: "invalid",
        field: t("conversation.composer.text"),
        detail: t("conversation.composer.filesNeedText"),
        remedy: null,
      });
    if (text === "" && Object.keys(edits).length === 0) return editor?.focus();
    const wanted = text === "" ? null : toHold(text);
    if (wanted !== null && wanted.signature !== hold?.signature) return setHold(wanted);
    isSending.current = true;
    const seen = hold?.kind === "moved" ? view.newest : (draft?.seen ?? view.newest);
    const result = await sendUpdate(ticket, {
      comment: text === "" ? null : { audience, text, files },
      edits,
      macroIds: staged.macroIds,
      seen,
    });
    isSending.current = false;
    if (!result.ok) return setError(result.error);
    setError(null);
    setHold(null);
    void clearDraft(key);
    if (latest.current.key !== key) return undefined; // the agent is elsewhere already
    const open = editorRef.current;
    const after = open?.state.doc.toString() ?? before;
    if (open !== null && after !== before) {
      // Written on while the disk was slow: the next draft.
      const more = after.startsWith(before) ? after.slice(before.length).trimStart() : after;
      replaceText(open, more);
      return undefined;
    }
    workspace.compose("none");
    workspace.focusPane("conversation");
    return undefined;
  };

  useCommands(composerCommands, {
    send: (then) => void send(then),
    attach: () => fileRef.current?.click(),
    history: () => setHistory(true),
    leave: () => {
      void flushDraft(key);
      const isEmpty = (editorRef.current?.state.doc.length ?? 0) === 0;
      if (isEmpty && files.length === 0) workspace.compose("none");
      toThread(parentRef.current);
    },
    discard: () => {
      void clearDraft(key);
      workspace.compose("none");
      workspace.focusPane("conversation");
    },
  });

  return (
    <section
      aria-label={label}
      data-pane="composer"
      data-audience={audience}
      className={cx(styles["composer"], styles[audience])}
    >
      <ComposerHead audience={audience} label={label} draftKey={key} />
      <div ref={parentRef} className={styles["editor"]} />
      {staged.unresolved.length > 0 && (
        <NoticeLine
          tone="caution"
          onDismiss={() => change({ staged: { ...staged, unresolved: [] } })}
        >
          {t("actions.macro.unresolved", {
            count: staged.unresolved.length,
            names: format.list(staged.unresolved.map((name) => `{{${name}}}`)),
          })}
        </NoticeLine>
      )}
      {hold !== null && <NoticeLine tone="caution">{hold.words}</NoticeLine>}
      {error !== null && <ErrorNote error={error} record={label} />}
      {fileError !== null && <ErrorNote error={fileError.error} record={fileError.name} />}
      <EditChips
        edits={staged.edits}
        onRemove={(field) => change({ staged: withoutEdit(staged, field) })}
      />
      {files.length > 0 && (
        <ul className={styles["files"]} aria-label={t("conversation.file.list")}>
          {files.map((file) => (
            <li key={file.stagedId} className={styles["file"]}>
              <Paperclip size={14} aria-hidden="true" />
              <bdi>{file.fileName}</bdi> {format.bytes(file.sizeBytes)}
              <IconButton
                icon={X}
                size={12}
                label={t("conversation.file.remove", { name: file.fileName })}
                onPress={() =>
                  change({ files: files.filter(({ stagedId }) => stagedId !== file.stagedId) })
                }
              />
            </li>
          ))}
        </ul>
      )}
      <ComposerFoot audience={audience} />
      <input
        ref={fileRef}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          void addFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {isHistory && (
        <DraftHistory
          draftKey={key}
          onPick={(text) => {
            if (editorRef.current !== null) replaceText(editorRef.current, text);
          }}
          onClose={() => setHistory(false)}
        />
      )}
    </section>
  );
}

/** The composer stands inside the conversation's pane, so leaving it names where to go. */
function toThread(inside: HTMLElement | null): void {
  const pane = inside?.closest<HTMLElement>("[data-conversation]");
  pane?.querySelector<HTMLElement>("[data-thread]")?.focus({ preventScroll: true });
}
