import { expect, test } from "vitest";
import { redact } from "#main/log/redact.ts";

test.each([
  "Authorization: Basic YW5uQGFjbWUuY29tL3Rva2VuOnNlY3JldA==",
  "Bearer 0123456789abcdef.very-secret",
  "GET /x?token=very-secret&page=2",
  "signed in as ann@acme.example",
  "ann@acme.example/token",
  "call +49 (30) 1234-5678 back",
  "ENOENT /home/annabel/.config/x",
])("%j loses what names a person or opens a door", (line) => {
  const clean = redact(line);
  for (const secret of [
    "YW5u",
    "very-secret",
    "0123456789abcdef",
    "ann@",
    "1234-5678",
    "annabel",
  ]) {
    expect(clean).not.toContain(secret);
  }
});

test("what helps a developer stays", () => {
  const line = "net: GET /api/v2/tickets.json answered 503 after 1200 ms";
  expect(redact(line)).toBe(line);
});

test("a line has an end", () => {
  expect(redact("x".repeat(100_000)).length).toBeLessThan(3000);
});
