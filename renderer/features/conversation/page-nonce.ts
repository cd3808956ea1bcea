/** The nonce that main gave this document's styles; empty outside the app. */
export const pageNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? "";
