// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Select } from "#renderer/ui/Select.tsx";

afterEach(cleanup);

const choice = (values: readonly string[], value: string) => (
  <Select
    label="Ticket"
    value={value}
    onChange={() => undefined}
    options={values.map((each) => ({ value: each, label: `Ticket ${each}` }))}
  />
);

test("the options may change while the list stands", () => {
  const view = render(choice(["1", "2"], "1"));
  view.rerender(choice(["3", "1", "2"], "1"));
  expect(screen.getByRole("button").textContent).toContain("Ticket 1");
  view.rerender(choice(["3", "4"], "4"));
  expect(screen.getByRole("button").textContent).toContain("Ticket 4");
});
