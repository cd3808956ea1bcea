const LONGEST = 120;
/** Names that Windows keeps for devices, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/**
 * A file name to offer in a save dialog: no folders, no control or direction characters that make `exe.txt` of
 * `txt.exe`, no leading dot, not a device.
 */
export function safeFileName(name: string): string {
  const clean = name
    .replaceAll(/[/\\:*?"<>|]/g, "_")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  if (clean === "" || RESERVED.test(clean)) return `attachment_${clean}`.replace(/_$/, "");
  if (clean.length <= LONGEST) return clean;
  const dot = clean.lastIndexOf(".");
  const ending = dot > 0 && clean.length - dot <= 12 ? clean.slice(dot) : "";
  return clean.slice(0, LONGEST - ending.length) + ending;
}
