import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Placeholder } from "#domain/macro/placeholders.ts";
import { templateSetup } from "#renderer/features/macros/template-setup.ts";
import styles from "#renderer/features/macros/Macros.module.css";
import { useText } from "#renderer/i18n/text.ts";

/** A macro's text: plain with light Markdown, placeholders completed after `{{` and checked as one types. */
export function TemplateEditor({
  label,
  value,
  onChange,
  placeholders,
  isReadOnly,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The same list until the account's fields change. */
  readonly placeholders: readonly Placeholder[];
  readonly isReadOnly: boolean;
}) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const setup = useRef(new Compartment());
  const latest = useRef({ onChange, value });
  useLayoutEffect(() => {
    latest.current = { onChange, value };
  });

  useLayoutEffect(() => {
    if (place.current === null) return undefined;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          setup.current.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const next = update.state.doc.toString();
            if (next !== latest.current.value) latest.current.onChange(next);
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, []);

  useEffect(() => {
    editor.current?.dispatch({
      effects: setup.current.reconfigure([
        ...templateSetup(placeholders, label, text),
        EditorState.readOnly.of(isReadOnly),
        EditorView.editable.of(!isReadOnly),
      ]),
    });
  }, [placeholders, label, text, isReadOnly]);

  // A change that did not come from here: an undo, another window, the helpdesk.
  useEffect(() => {
    const view = editor.current;
    if (view === null || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={place} className={styles["template"]} data-selectable="" />;
}
