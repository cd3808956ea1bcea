import DOMPurify from "dompurify";

/** Longest mail that is shown as it came, characters. */
export const LONGEST_ORIGINAL = 2_000_000;

/**
 * What a frame with mail may do, beside `sandbox=""`: nothing but show text, inline styles and pictures it carries
 * itself. Source: sync-pitfalls §10 (764 hostile inputs: 0 scripts, 0 requests with sandbox and this policy).
 */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

const LOOK =
  "html{color-scheme:light}body{margin:12px;background:#fff;color:#1b1f27;font:15px/23px system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}";

/**
 * Mail as a document for a sandboxed frame: sanitised, without anything that acts, loads or leads anywhere (its
 * addresses are links in the plain text).
 *
 * @param html   Untrusted HTML of a customer.
 * @param nonce  The page's own, for our few lines of style: the frame inherits the page's policy.
 */
export function toOriginalDocument(html: string, nonce: string): string {
  const clean = DOMPurify.sanitize(html.slice(0, LONGEST_ORIGINAL), {
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      "style",
      "link",
      "meta",
      "base",
      "form",
      "input",
      "button",
      "select",
      "textarea",
      "video",
      "audio",
      "source",
      "track",
      "dialog",
    ],
    FORBID_ATTR: [
      "href",
      "srcset",
      "background",
      "poster",
      "ping",
      "action",
      "formaction",
      "autofocus",
      "target",
      "name",
      "id",
    ],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^data:image\/(?:png|jpe?g|gif|webp);base64,/i,
  });
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style nonce="${nonce}">${LOOK}</style></head><body dir="auto">${clean}</body></html>`;
}
