// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AppError } from "#domain/kernel/app-error.ts";
import { AccountForm } from "#renderer/features/settings/AccountForm.tsx";

/** Main, as far as this form talks to it. */
let answer: { ok: true; value: unknown } | { ok: false; error: AppError };
let asked: [string, unknown][] = [];
let done = 0;
beforeEach(() => {
  asked = [];
  done = 0;
  Object.assign(window, {
    bridge: {
      call: async (name: string, input: string) => {
        asked.push([name, JSON.parse(input)]);
        return JSON.stringify(answer);
      },
      on: () => () => undefined,
    },
  });
  render(<AccountForm onDone={() => (done += 1)} />);
});
afterEach(cleanup);

const summary = {
  accountId: "z",
  kind: "zendesk",
  name: "Acme",
  baseUrl: "https://acme.zendesk.com",
  agentId: "z:1",
  agentName: "Lena Vogt",
  agentEmail: null,
  mode: "agent",
  macrosWrite: false,
  serverSearch: true,
  missing: ["incremental exports"],
};
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { selector: "input" }), { target: { value } });
const press = (name: string) =>
  act(async () => {
    fireEvent.click(screen.getByRole("button", { name }));
    await Promise.resolve();
  });
const isDisabled = (name: string) => screen.getByRole("button", { name }).hasAttribute("disabled");

function fill(): void {
  type("Address", " https://acme.zendesk.com ");
  type("E-mail", "lena@acme.example");
  type("API token", "secret");
}

test("nothing can be tested before the form is complete, nothing added before it was tested", () => {
  expect(isDisabled("Test the connection")).toBe(true);
  fill();
  expect(isDisabled("Test the connection")).toBe(false);
  expect(isDisabled("Add the account")).toBe(true);
});

test("a good test says who one is there and what is missing, then the same values are added", async () => {
  answer = { ok: true, value: summary };
  fill();
  await press("Test the connection");
  expect(screen.getByRole("status").textContent).toContain("Lena Vogt");
  expect(screen.getByRole("status").textContent).toContain("incremental exports");
  await press("Add the account");
  expect(asked.map(([name]) => name)).toEqual(["accounts.probe", "accounts.add"]);
  expect(asked[0]![1]).toEqual(asked[1]![1]);
  expect(asked[0]![1]).toMatchObject({
    baseUrl: "https://acme.zendesk.com",
    credentials: { kind: "api-token", email: "lena@acme.example", token: "secret" },
  });
  expect(done).toBe(1);
});

test("changing anything after the test asks for a new test", async () => {
  answer = { ok: true, value: summary };
  fill();
  await press("Test the connection");
  type("API token", "other");
  expect(isDisabled("Add the account")).toBe(true);
});

test.each([
  ["baseUrl", "baseUrl.unknownHost", "Address"],
  ["token", "credentials", "API token"],
] as const)(
  "a wrong %s is told at its own field, with the remedy",
  async (field, remedy, label) => {
    answer = { ok: false, error: { kind: "invalid", field, detail: "x", remedy } };
    fill();
    await press("Test the connection");
    const input = screen.getByLabelText(label, { selector: "input" });
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" ");
    expect(described.length).toBeGreaterThan(40);
    expect(described).not.toContain("errors.");
  },
);

test("a captive portal is told as what it is, and the form stays as typed", async () => {
  answer = { ok: false, error: { kind: "blocked", detail: "HTML" } };
  fill();
  await press("Test the connection");
  expect(screen.getByRole("alert").textContent).toContain("sign in to the network");
  expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("lena@acme.example");
});

test("Request Tracker takes name and password, and says in words what an administrator can add", async () => {
  answer = { ok: true, value: { ...summary, kind: "rt", missing: ["rt-marker", "rt-timezone"] } };
  // the list itself needs a real page: the native one behind it says the same
  fireEvent.change(document.querySelectorAll("select")[0]!, { target: { value: "rt" } });
  type("Address", "https://help.example.org/rt");
  type("User name", "lena");
  type("Password", " two words ");
  await press("Test the connection");
  expect(asked[0]![1]).toEqual({
    kind: "rt",
    baseUrl: "https://help.example.org/rt",
    credentials: { kind: "password", user: "lena", password: " two words " },
  });
  const said = screen.getByRole("status").textContent;
  expect(said).toContain("Client operation");
  expect(said).not.toContain("rt-marker");
});
