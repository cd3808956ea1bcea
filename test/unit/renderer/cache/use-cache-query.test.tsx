// @vitest-environment jsdom
import { act, cleanup, render } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, expect, test } from "vitest";
import type { AskName } from "#contract/asks.ts";
import { err, ok, type Result } from "#domain/kernel/result.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { CacheClient } from "#renderer/cache/client.ts";
import { CacheContext, useCacheQuery } from "#renderer/cache/use-cache-query.ts";

afterEach(cleanup);

/** Records what a component asks; a test answers when it wants. */
function fakeClient() {
  const open: { name: AskName; input: unknown; answer: (r: Result<unknown, AppError>) => void }[] =
    [];
  let revised = 0;
  const client: CacheClient = {
    ask: () => new Promise(() => undefined),
    attach: () => undefined,
    foresee: () => undefined,
    tellBusy: () => undefined,
    subscribe: (name, input, listener) => {
      const entry = { name, input: input as unknown, answer: listener as never };
      open.push(entry);
      return {
        revise: (next) => {
          entry.input = next;
          revised += 1;
        },
        close: () => void open.splice(open.indexOf(entry), 1),
      };
    },
  };
  return { client, open, revisions: () => revised };
}
function Probe({ id }: { readonly id: string | null }) {
  const answer = useCacheQuery("macro.get", id === null ? null : { macroId: id });
  return <p>{answer === undefined ? "none" : JSON.stringify(answer)}</p>;
}
function mount() {
  const fake = fakeClient();
  const tree = (id: string | null) => (
    <StrictMode>
      <CacheContext value={fake.client}>
        <Probe id={id} />
      </CacheContext>
    </StrictMode>
  );
  const view = render(tree("a"));
  return {
    ...fake,
    text: () => view.container.textContent,
    show: (id: string | null) => view.rerender(tree(id)),
    answer: (result: Result<unknown, AppError>) => act(() => fake.open[0]?.answer(result)),
    unmount: view.unmount,
  };
}

test("one mounted component holds one subscription, and none after it is gone", () => {
  const view = mount();
  expect(view.open).toHaveLength(1);
  view.unmount();
  expect(view.open).toHaveLength(0);
});

test("the answer before stays while a revised question is on its way", () => {
  const view = mount();
  expect(view.text()).toBe("none");
  view.answer(ok("first"));
  expect(view.text()).toBe('"first"');
  view.show("b");
  expect(view.open).toHaveLength(1);
  expect(view.open[0]?.input).toEqual({ macroId: "b" });
  expect(view.revisions()).toBe(1);
  expect(view.text()).toBe('"first"');
  view.answer(ok(null));
  expect(view.text()).toBe("null");
});

test("a failure does not blank what is shown", () => {
  const view = mount();
  view.answer(ok("first"));
  view.answer(err({ kind: "storage", detail: "closed" }));
  expect(view.text()).toBe('"first"');
});

test("asking nothing ends the subscription and the answer", () => {
  const view = mount();
  view.answer(ok("first"));
  view.show(null);
  expect(view.open).toHaveLength(0);
  expect(view.text()).toBe("none");
});
