import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  autocompletion,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
  drawSelection,
  keymap,
} from "@codemirror/view";
import type { Placeholder, PlaceholderGroup } from "#domain/macro/placeholders.ts";
import { lintTemplate } from "#renderer/features/macros/lint-template.ts";
import { placeholderWords } from "#renderer/features/macros/placeholder-words.ts";
import type { Text } from "#renderer/i18n/text.ts";

/** Placeholders and logic stand out from the words around them. */
const marks = new MatchDecorator({
  regexp: /\{\{.*?\}\}|\{%.*?%\}/g,
  decoration: Decoration.mark({ class: "cm-placeholder-name" }),
});
const highlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marks.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = marks.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** What agents write most comes first. */
const BOOST: Readonly<Partial<Record<PlaceholderGroup, number>>> = {
  requester: 9,
  agent: 6,
  ticket: 3,
  field: 2,
  assignee: -3,
};

const FIRST: Readonly<Record<string, number>> = { first_name: 9, name: 8, last_name: 7, email: 6 };
const leafOf = (path: string): string => path.split(".").at(-1) ?? "";

/** Offers placeholders after `{{`, with what each stands for. */
export function completePlaceholder(
  placeholders: readonly Placeholder[],
  text: Text,
): (context: CompletionContext) => CompletionResult | null {
  const options = placeholders.map((placeholder): Completion => ({
    label: placeholder.path,
    detail: placeholderWords(placeholder, text),
    type: "variable",
    boost: (BOOST[placeholder.group] ?? 0) + (FIRST[leafOf(placeholder.path)] ?? 0),
    apply: (view, _completion, from, to) => {
      const after = view.state.sliceDoc(to, to + 3);
      const closing = /^\s?\}\}/.test(after) ? "" : "}}";
      const insert = `${placeholder.path}${closing}`;
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + insert.length },
        userEvent: "input.complete",
      });
    },
  }));
  return (context) => {
    const before = context.matchBefore(/\{\{-?\s*[\w.]*/);
    if (before === null) return null;
    const typed = /[\w.]*$/.exec(before.text)?.[0] ?? "";
    return { from: context.pos - typed.length, options, validFor: /^[\w.]*$/ };
  };
}

/** The second brace opens the list at once; the completion's own trigger waits for a letter. */
const openOnBraces = EditorView.updateListener.of((update) => {
  if (!update.docChanged) return;
  const typed = update.transactions.some((change) => change.isUserEvent("input.type"));
  const { head } = update.state.selection.main;
  if (typed && update.state.sliceDoc(Math.max(0, head - 2), head) === "{{")
    startCompletion(update.view);
});

export function lintPlaceholders(
  placeholders: readonly Placeholder[],
  { t }: Text,
): (view: EditorView) => readonly Diagnostic[] {
  const known = new Set(placeholders.map(({ path }) => path));
  return (view) =>
    lintTemplate(view.state.doc.toString(), known).map(({ from, to, kind, name }) => ({
      from,
      to,
      severity: kind === "server-only" ? "info" : "warning",
      message: t(
        kind === "open"
          ? "macros.lint.open"
          : kind === "server-only"
            ? "macros.lint.serverOnly"
            : "macros.lint.unknown",
        { name, open: "{{" },
      ),
    }));
}

const look = EditorView.theme({
  "&": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--surface-base)",
    color: "var(--text-strong)",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { font: "var(--type-read)", overflow: "auto", maxBlockSize: "46vh" },
  ".cm-content": { padding: "var(--s8)", minBlockSize: "7em", caretColor: "var(--text-strong)" },
  // Each line by its own first letter, whatever the language of the screen.
  ".cm-line": { unicodeBidi: "plaintext", textAlign: "start" },
  ".cm-cursor": { borderInlineStartColor: "var(--text-strong)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft) !important",
  },
  ".cm-placeholder-name": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--on-accent-soft)",
    borderRadius: "3px",
  },
  ".cm-tooltip": {
    border: "0",
    borderRadius: "var(--radius-large)",
    backgroundColor: "var(--surface-overlay)",
    boxShadow: "var(--shadow)",
    color: "var(--text)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxInlineSize: "min(560px, 70vw)",
    font: "var(--type-base)",
    maxBlockSize: "260px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    justifyContent: "space-between",
    gap: "var(--s16)",
    padding: "var(--s4) var(--s12)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--surface-selected)",
    color: "var(--text-strong)",
  },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionLabel": { direction: "ltr" },
  ".cm-completionDetail": { color: "var(--text-muted)", fontStyle: "normal", margin: "0" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-diagnostic": {
    padding: "var(--s4) var(--s8)",
    borderInlineStart: "3px solid var(--caution)",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--caution)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-info": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--line-strong)",
  },
});

/** Everything the text of a macro needs besides its content. Styles carry the page's nonce. */
export function templateSetup(
  placeholders: readonly Placeholder[],
  label: string,
  text: Text,
): readonly Extension[] {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? "";
  return [
    ...(nonce === "" ? [] : [EditorView.cspNonce.of(nonce)]),
    history(),
    drawSelection(),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    autocompletion({
      override: [completePlaceholder(placeholders, text)],
      icons: false,
      interactionDelay: 0,
    }),
    openOnBraces,
    linter(lintPlaceholders(placeholders, text), { delay: 300 }),
    highlight,
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true" }),
    look,
  ];
}
