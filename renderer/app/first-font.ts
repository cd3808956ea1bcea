/** After this the first frame is drawn in whatever font there is. */
const LONGEST_MS = 200;

/**
 * Resolves when the letters of the first frame are there. Drawn before, every line would be laid out twice, the first
 * time in a font that the page has to ask the system for while it waits.
 */
export const firstFont: Promise<unknown> = Promise.race([
  document.fonts.load('13px "Inter Variable"').catch(() => undefined),
  new Promise((resolve) => setTimeout(resolve, LONGEST_MS)),
]);
