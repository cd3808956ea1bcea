import { expect, test } from "vitest";
import { type Handlers, answerCall, answerText } from "#main/ipc/serve.ts";
import { isTrustedSender } from "#main/ipc/sender.ts";
import { ok } from "#domain/kernel/result.ts";

const handlers = {
  "sync.now": async () => ok({}),
  "outbox.cancel": async () => {
    throw new Error("broken invariant");
  },
} as Partial<Handlers> as Handlers;
const ignore = () => undefined;

test("a call with good input is answered by its handler", async () => {
  expect(await answerCall(handlers, "sync.now", { accountId: "a" }, ignore)).toEqual(ok({}));
});

test.each(["no.such.call", "__proto__", "constructor", "toString", 7, null, undefined])(
  "%j is no call",
  async (name) => {
    expect(await answerCall(handlers, name, {}, ignore)).toMatchObject({
      ok: false,
      error: { kind: "defect" },
    });
  },
);

test.each([
  ["nothing", undefined],
  ["a wrong type", { accountId: 7 }],
  ["an empty id", { accountId: "" }],
])("input that is %s names the wrong field and reaches no handler", async (_name, input) => {
  const answer = await answerCall(handlers, "sync.now", input, ignore);
  expect(answer).toMatchObject({ ok: false, error: { kind: "invalid" } });
});

test("an intent that is out of shape is told by the path of its wrong field", async () => {
  const intent = {
    opId: "not-a-uuid",
    accountId: "a",
    authorId: "a:1",
    createdAt: 1,
    sendAfter: 1,
    action: {},
  };
  const answer = await answerCall(handlers, "outbox.submit", { intents: [intent] }, ignore);
  expect(answer).toMatchObject({ ok: false, error: { kind: "invalid", field: "intents.0.opId" } });
});

test("a bug in a handler becomes data for the page and a line for the log", async () => {
  const logged: string[] = [];
  const answer = await answerCall(
    handlers,
    "outbox.cancel",
    { opId: "7b0f3f3e-6c0c-4a6e-9f42-3f4cf0c3a111" },
    (name) => void logged.push(name),
  );
  expect(answer).toEqual({ ok: false, error: { kind: "defect", detail: "broken invariant" } });
  expect(logged).toEqual(["outbox.cancel"]);
});

const ours = { frameUrl: "app://switchboard/index.html", isMainFrame: true, contentsId: 3 };
test("our own page in a UI window is trusted", () => {
  expect(isTrustedSender(ours, new Set([3]), null)).toBe(true);
});
test.each([
  ["a frame inside the page", { ...ours, isMainFrame: false }],
  ["another page", { ...ours, frameUrl: "https://example.com/" }],
  ["another host of our scheme", { ...ours, frameUrl: "app://switchboard.evil/index.html" }],
  ["a page whose frame is gone", { ...ours, frameUrl: null }],
  ["a window that is no UI window", { ...ours, contentsId: 4 }],
  ["the development server when there is none", { ...ours, frameUrl: "http://127.0.0.1:5173/" }],
])("%s is not trusted", (_name, sender) => {
  expect(isTrustedSender(sender, new Set([3]), null)).toBe(false);
});

test("text is answered with text, and what is no JSON as input of the wrong form", async () => {
  const answer = async (text: string): Promise<unknown> =>
    JSON.parse(await answerText(handlers, "sync.now", text, ignore));
  expect(await answer('{"accountId":"a"}')).toEqual(ok({}));
  expect(await answer('{"accountId"')).toMatchObject({ ok: false, error: { kind: "invalid" } });
});
