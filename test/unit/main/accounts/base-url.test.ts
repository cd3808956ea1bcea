import { expect, test } from "vitest";
import { parseBaseUrl } from "#main/accounts/base-url.ts";

test.each([
  ["zendesk", "acme", "https://acme.zendesk.com"],
  ["zendesk", "  Acme ", "https://acme.zendesk.com"],
  ["zendesk", "acme.zendesk.com", "https://acme.zendesk.com"],
  ["zendesk", "https://acme.zendesk.com/agent/tickets/1?x#y", "https://acme.zendesk.com"],
  ["zendesk", "https://help.acme.example", "https://help.acme.example"],
  ["demo", "http://127.0.0.1:4010/", "http://127.0.0.1:4010"],
  ["zendesk", "http://localhost:4010", "http://localhost:4010"],
  ["demo", "http://[::1]:4010", "http://[::1]:4010"],
  ["rt", "https://help.example/rt/", "https://help.example/rt"],
  ["rt", "https://help.example/rt/REST/2.0/ticket/1", "https://help.example/rt"],
] as const)("%s: %j means %s", (kind, typed, address) => {
  expect(parseBaseUrl(kind, typed)).toEqual({ ok: true, value: address });
});

test.each([
  ["zendesk", "", "baseUrl.empty"],
  ["zendesk", "   ", "baseUrl.empty"],
  ["zendesk", "http://acme.zendesk.com", "baseUrl.https"],
  ["demo", "http://192.168.1.5:80", "baseUrl.https"],
  ["rt", "http://127.0.0.1.evil.example", "baseUrl.https"],
  ["zendesk", "https://www.zendesk.com", "baseUrl.subdomain"],
  ["zendesk", "zendesk.com", "baseUrl.subdomain"],
  ["zendesk", "https://me:secret@acme.zendesk.com", "baseUrl.credentials"],
  ["zendesk", "ftp://acme.zendesk.com", "baseUrl.malformed"],
  ["zendesk", "javascript:alert(1)", "baseUrl.malformed"],
  ["rt", "help", "baseUrl.malformed"],
  ["zendesk", "https://", "baseUrl.malformed"],
  ["zendesk", "acme zendesk com", "baseUrl.malformed"],
] as const)("%s: %j is refused with the remedy %s", (kind, typed, remedy) => {
  expect(parseBaseUrl(kind, typed)).toMatchObject({
    ok: false,
    error: { kind: "invalid", field: "baseUrl", remedy },
  });
});

test("a refusal never repeats a password from the address", () => {
  const refused = parseBaseUrl("zendesk", "https://me:secret@acme.zendesk.com");
  expect(JSON.stringify(refused)).not.toContain("secret");
});
