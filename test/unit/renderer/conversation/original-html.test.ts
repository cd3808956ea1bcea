// @vitest-environment jsdom
import { expect, test } from "vitest";
import { toOriginalDocument } from "#renderer/features/conversation/original-html.ts";

const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<img src='https://evil.test/pixel.gif'>",
  "<img srcset='https://evil.test/a 1x'>",
  "<svg><script>alert(1)</script></svg>",
  "<iframe src='https://evil.test'></iframe>",
  "<a href='javascript:alert(1)'>x</a>",
  "<a href='https://evil.test'>x</a>",
  "<form action='https://evil.test'><input name=password></form>",
  "<meta http-equiv=refresh content='0;url=https://evil.test'>",
  "<link rel=stylesheet href='https://evil.test/a.css'>",
  "<style>@import 'https://evil.test/a.css'</style>",
  "<base href='https://evil.test'>",
  "<object data='https://evil.test'></object>",
  "<video src='https://evil.test/a.mp4' autoplay></video>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
  "<table background='https://evil.test/a.png'><tr><td>x</td></tr></table>",
  "</body></html><script>alert(1)</script>",
];
test.each(hostile)("%s neither runs nor reaches out", (html) => {
  const page = new DOMParser().parseFromString(toOriginalDocument(html, "n"), "text/html");
  const body = page.body.innerHTML;
  expect(body).not.toMatch(
    /<(?:script|iframe|object|embed|form|input|link|meta|base|style|video|svg)/i,
  );
  for (const element of page.body.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      expect(attribute.name).not.toMatch(/^on|^href$|^action$|^srcset$|^background$/);
      if (attribute.name === "src") expect(attribute.value).toMatch(/^data:image\//);
    }
  }
});

test("layout and pictures that the mail carries itself stay", () => {
  const html = `<table><tr><td style="color:red"><b>Hi</b> <img src="data:image/png;base64,AAAA"></td></tr></table>`;
  const page = toOriginalDocument(html, "n");
  expect(page).toContain("<b>Hi</b>");
  expect(page).toContain('style="color:red"');
  expect(page).toContain("data:image/png;base64,AAAA");
});

test("the frame's own policy forbids everything but styles and carried pictures", () => {
  expect(toOriginalDocument("x", "n")).toContain(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'",
  );
});
