import { expect, test } from "vitest";
import { checkExternalLink, openExternalLink } from "#main/app/external-links.ts";

test.each([
  "https://example.com/a?b=c#d",
  "http://example.com/",
  "mailto:a@example.com?subject=x",
  "tel:+491234",
])("%s may be opened outside", (url) => {
  expect(checkExternalLink(url)).toEqual({ ok: true, value: url });
});

test.each([
  "javascript:alert(1)",
  " JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "file:///etc/passwd",
  "data:text/html,x",
  "blob:https://example.com/1",
  "smb://server/share",
  "ms-msdt:/id",
  "vscode://file/etc/passwd",
  "app://switchboard/index.html",
  "about:blank",
  "//example.com",
  "/relative",
  "",
  "https://helpdesk.example@evil.example/",
  "https://user:secret@evil.example/",
])("%j stays closed", (url) => {
  const checked = checkExternalLink(url);
  expect(checked.ok).toBe(false);
  expect(checked.ok ? null : checked.error).toMatchObject({ kind: "invalid", field: "url" });
});

test("what stays closed never reaches the system", async () => {
  const opened: string[] = [];
  const open = async (url: string) => void opened.push(url);
  await openExternalLink("file:///etc/passwd", open);
  await openExternalLink("https://example.com/", open);
  expect(opened).toEqual(["https://example.com/"]);
});
