import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
/** Attributes a person reads or hears. */
const SPOKEN =
  /\s(?:aria-label|aria-description|title|placeholder|alt|label|description|hint)="([^"]*\p{L}[^"]*)"/gu;
const BETWEEN_TAGS = />([^<>{}]*\p{L}{2,}[^<>{}]*)<\/?[A-Za-z]/gu;
/** Names that are the same in every language. */
const NAMES = new Set(["Switchboard"]);

/** Literal texts in the markup of a component. */
function literalsIn(code: string): readonly string[] {
  const markup = code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found = [...markup.matchAll(SPOKEN), ...markup.matchAll(BETWEEN_TAGS)];
  return found
    .map((match) => match[1]!.trim())
    .filter((text) => !NAMES.has(text) && !/^,|[;=()&|?]/.test(text));
}

const components = readdirSync(path.join(root, "renderer"), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && entry.name.endsWith(".tsx"))
  .map((entry) => path.join(entry.parentPath, entry.name));

test("the check sees literal text between tags and in spoken attributes", () => {
  expect(literalsIn("return <p>Hello there</p>;")).toEqual(["Hello there"]);
  expect(literalsIn('return <Button label="Send now" />;')).toEqual(["Send now"]);
  expect(literalsIn('return <p className="x">{t("a.b")}</p>;')).toEqual([]);
});

test("no component holds words of its own: all come from the language files", () => {
  const found = components.flatMap((file) =>
    literalsIn(readFileSync(file, "utf8")).map((text) => `${path.relative(root, file)}: ${text}`),
  );
  expect(found).toEqual([]);
});
