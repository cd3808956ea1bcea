// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { QueryInput } from "#renderer/actions/query/QueryInput.tsx";

afterEach(cleanup);

function Field() {
  const [value, setValue] = useState("");
  return <QueryInput label="Query" value={value} onChange={setValue} />;
}

test("what Tab completes leaves the caret behind it at once: the next letter may come before a frame", () => {
  render(<Field />);
  const input = screen.getByRole<HTMLInputElement>("textbox");
  input.focus();
  fireEvent.change(input, { target: { value: "stat refund" } });
  input.setSelectionRange(4, 4);
  fireEvent.select(input);
  fireEvent.keyDown(input, { key: "Tab" });
  expect(input.value).toBe("status: refund");
  expect(input.selectionStart).toBe("status:".length);
});
