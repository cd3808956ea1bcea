import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { pageNonce } from "#renderer/features/conversation/page-nonce.ts";
import { keepCaret, keptCaret } from "#renderer/workspace/places.ts";

export type EditorOptions = {
  readonly text: string;
  readonly label: string;
  readonly hint: string;
  readonly onChange: (text: string) => void;
  /** Files pasted or dropped; text goes its own way. */
  readonly onFiles: (files: readonly File[]) => void;
};

const theme = EditorView.theme({
  "&": { blockSize: "100%", color: "inherit", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "var(--type-read)", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text-strong)" },
  ".cm-line": { padding: "0 12px", unicodeBidi: "plaintext" },
  ".cm-cursor": { borderLeftColor: "var(--text-strong)" },
  ".cm-placeholder": { color: "var(--text-muted)" },
});

function filesOf(data: DataTransfer | null): readonly File[] {
  return data === null ? [] : [...data.files];
}

function setUp(options: EditorOptions): Extension {
  return [
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorView.cspNonce.of(pageNonce()),
    EditorView.contentAttributes.of({
      "aria-label": options.label,
      "aria-multiline": "true",
      "data-pane-focus": "",
      spellcheck: "true",
      autocorrect: "on",
      autocapitalize: "sentences",
      dir: "auto",
    }),
    placeholder(options.hint),
    theme,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString());
      const { anchor, head } = update.state.selection.main;
      if (update.selectionSet || update.docChanged)
        keepCaret(anchor, head, update.state.doc.length);
    }),
    EditorView.domEventHandlers({
      paste: (event) => {
        const files = filesOf(event.clipboardData);
        if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return false;
        event.preventDefault();
        options.onFiles(files);
        return true;
      },
      drop: (event) => {
        const files = filesOf(event.dataTransfer);
        if (files.length === 0) return false;
        event.preventDefault();
        options.onFiles(files);
        return true;
      },
    }),
  ];
}

/** Plain text with light Markdown; each line takes its own direction. */
export function createEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  const state = EditorState.create({ doc: options.text, extensions: setUp(options) });
  const view = new EditorView({ state, parent });
  view.dispatch({ selection: keptCaret(view.state.doc.length), scrollIntoView: true });
  return view;
}

/** Puts text where the caret is, on lines of its own when there is text around it. */
export function insertText(view: EditorView, text: string): void {
  const { from, to } = view.state.selection.main;
  const before = view.state.sliceDoc(0, from);
  const isFirst = before.trim() === "";
  const gap = before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const lead = isFirst ? "" : gap;
  const trail = view.state.sliceDoc(to).trim() === "" ? "" : "\n\n";
  const start = isFirst ? 0 : from;
  view.dispatch({
    changes: { from: start, to, insert: lead + text + trail },
    selection: { anchor: start + lead.length + text.length },
    scrollIntoView: true,
    userEvent: "input.macro",
  });
}

/** Replaces everything, as one step that can be undone. */
export function replaceText(view: EditorView, text: string): void {
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: text.length },
  });
}
