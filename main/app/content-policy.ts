/**
 * Content security policy of a page of ours. Network access lives in main, so `connect-src` stays closed.
 *
 * Styles: files of ours, and style elements that carry the page's nonce (the text editor's; those of customers' mail,
 * which the page copies the nonce onto). Style attributes are allowed, or mail would lose its layout: a srcdoc frame
 * inherits this policy, and adds a stricter one of its own.
 *
 * @param nonce  Fresh for every document.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Puts the nonce where the page's libraries look for it: first in the head, hidden from selectors by the browser. */
export function withNonce(html: string, nonce: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<meta name="csp-nonce" nonce="${nonce}">`);
}
