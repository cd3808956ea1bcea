// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { toArticleNodes } from "#renderer/features/knowledge/article-nodes.tsx";

afterEach(cleanup);

function show(html: string) {
  const openLink = vi.fn<(url: string) => void>();
  const { container } = render(
    <div>
      {toArticleNodes(html, {
        openLink,
        linkLabel: (text) => text,
        pictureLabel: (alt) => `[picture ${alt}]`,
        linkClass: undefined,
        pictureClass: undefined,
      })}
    </div>,
  );
  return { container, openLink };
}

test("headings, lists and tables keep their form, one level below the article's title", () => {
  const { container } = show(
    "<h1>Title</h1><ul><li>one</li></ul><table> <tr> <td colspan=2>cell</td> </tr> </table>",
  );
  expect(container.querySelector("h3")?.textContent).toBe("Title");
  expect(container.querySelector("li")?.textContent).toBe("one");
  expect(container.querySelector("td")?.getAttribute("colspan")).toBe("2");
});

test("a link asks first: it is a button that tells its address, and only known schemes are links", () => {
  const { container, openLink } = show(
    '<a href="https://help.example/a">Guide</a> <a href="javascript:alert(1)">Bad</a> <a href="/relative">Home</a>',
  );
  expect(container.querySelector("a")).toBeNull();
  const buttons = [...container.querySelectorAll("button")];
  expect(buttons.map((button) => button.textContent)).toEqual(["Guide"]);
  buttons[0]?.click();
  expect(openLink).toHaveBeenCalledWith("https://help.example/a");
  expect(container.textContent).toContain("Bad");
});

test("nothing that acts, loads or styles comes through", () => {
  const { container } = show(
    `<script>window.hit = 1</script><style>*{display:none}</style><iframe src="https://x.example"></iframe>
     <img src="https://x.example/p.png" alt="router" onerror="window.hit = 1">
     <svg onload="window.hit = 1"><text>x</text></svg><p style="position:fixed" onclick="window.hit = 1" class="a" id="b">Text</p>
     <form action="https://x.example"><input name="a"></form><object data="x"></object>`,
  );
  expect(container.querySelectorAll("script,style,iframe,img,svg,form,input,object")).toHaveLength(
    0,
  );
  const attributes = [...container.querySelectorAll("*")].flatMap((node) =>
    node.getAttributeNames(),
  );
  expect([...new Set(attributes)]).toEqual(["dir"]);
  expect(container.textContent).toContain("[picture router]");
  expect("hit" in window).toBe(false);
});

test("nesting without end is cut to text", () => {
  const { container } = show(`${"<div>".repeat(300)}deep${"</div>".repeat(300)}`);
  expect(container.textContent).toBe("deep");
});
