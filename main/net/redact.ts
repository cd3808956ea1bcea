const SECRET_HEADERS = new Set(["authorization", "cookie", "set-cookie", "proxy-authorization"]);

/** Headers fit for a log line: secrets become `…`. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.has(name.toLowerCase()) ? "…" : value,
    ]),
  );
}

/** A URL fit for a log line: no user, no host, no query values (they may hold searches, names, tokens). */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return "(unreadable address)";
  const parsed = new URL(url);
  const names = [...new Set(parsed.searchParams.keys())];
  return names.length === 0 ? parsed.pathname : `${parsed.pathname}?${names.join("&")}`;
}

/** Masks e-mail addresses, phone-like digits and long tokens in the server's words. Linear in the length. */
export function redactText(text: string): string {
  return text
    .slice(0, 500)
    .replace(/[^\s@<>"']{1,64}@[^\s@<>"']{1,255}/g, "…@…")
    .replace(/\+?\d[\d ()-]{6,20}\d/g, "…")
    .replace(/[A-Za-z0-9_-]{32,}/g, "…");
}
