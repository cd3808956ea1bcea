import DOMPurify from "dompurify";
import { Fragment, type ReactNode, createElement } from "react";

/** What reading an article may lead to. */
export type ArticleReader = {
  readonly openLink: (url: string) => void;
  readonly linkLabel: (text: string) => string;
  readonly pictureLabel: (alt: string) => string;
  readonly linkClass: string | undefined;
  readonly pictureClass: string | undefined;
};

/** Longest article that is shown, characters. */
const LONGEST = 2_000_000;
/** Deepest nesting that is followed; what lies deeper is shown as text. */
const DEEPEST = 60;
const KEPT = new Set(
  "p br hr ul ol li dl dt dd blockquote pre code kbd em strong b i u s sub sup small mark table caption thead tbody tfoot tr th td div span h2 h3 h4 h5".split(
    " ",
  ),
);
/** The article's title is the page's second heading, so its own begin one below. */
const HEADINGS: Readonly<Record<string, string>> = {
  h1: "h3",
  h2: "h3",
  h3: "h4",
  h4: "h5",
  h5: "h5",
  h6: "h5",
};
const VOID = new Set(["br", "hr"]);

/**
 * An article as elements of ours: only known tags, no attributes but direction and table spans, links that ask
 * first, pictures by name. Nothing of the source is ever handed to the page as HTML.
 *
 * @param html Untrusted.
 */
export function toArticleNodes(html: string, reader: ArticleReader): ReactNode {
  const clean = DOMPurify.sanitize(html.slice(0, LONGEST), {
    USE_PROFILES: { html: true },
    RETURN_DOM_FRAGMENT: true,
  });
  return toNodes(clean.childNodes, reader, 0);
}

function toNodes(list: NodeListOf<ChildNode>, reader: ArticleReader, depth: number): ReactNode {
  return [...list].map((node, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- an article's parts never move
    <Fragment key={index}>{toNode(node, reader, depth)}</Fragment>
  ));
}

function toNode(node: ChildNode, reader: ArticleReader, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  if (depth > DEEPEST) return node.textContent;
  const tag = node.tagName.toLowerCase();
  const children = () => toNodes(node.childNodes, reader, depth + 1);
  if (tag === "a") return toLink(node, reader, children);
  if (tag === "img")
    return (
      <span className={reader.pictureClass}>
        {reader.pictureLabel(node.getAttribute("alt") ?? "")}
      </span>
    );
  const shown = HEADINGS[tag] ?? tag;
  if (!KEPT.has(shown)) return children();
  if (VOID.has(shown)) return createElement(shown);
  const span = (name: string) => {
    const count = Number(node.getAttribute(name));
    return Number.isInteger(count) && count > 1 && count < 100 ? count : undefined;
  };
  const spans =
    shown === "td" || shown === "th" ? { colSpan: span("colspan"), rowSpan: span("rowspan") } : {};
  // White space between the parts of a table is no content.
  const isStructure = /^(table|thead|tbody|tfoot|tr)$/.test(shown);
  const inner = isStructure
    ? [...node.children].map((child, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- an article's parts never move
        <Fragment key={index}>{toNode(child, reader, depth + 1)}</Fragment>
      ))
    : children();
  return createElement(shown, { dir: isStructure ? undefined : "auto", ...spans }, inner);
}

function toLink(node: Element, reader: ArticleReader, children: () => ReactNode): ReactNode {
  const url = node.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return children();
  const text = node.textContent.trim() === "" ? url : node.textContent.trim();
  return (
    <button
      type="button"
      className={reader.linkClass}
      title={url.slice(0, 300)}
      aria-label={reader.linkLabel(text)}
      onClick={() => reader.openLink(url)}
    >
      {text}
    </button>
  );
}
