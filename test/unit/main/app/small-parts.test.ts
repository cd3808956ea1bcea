import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AccountStatus } from "#contract/connection.ts";
import type { Notice } from "#contract/events.ts";
import { safeFileName } from "#main/app/attachment-name.ts";
import { diskLevel } from "#main/app/disk-watch.ts";
import { describeApp } from "#main/app/info.ts";
import { atMostEvery } from "#main/app/later.ts";
import { createNotices } from "#main/app/notices.ts";
import { waitForFirstSync } from "#main/app/once.ts";
import { readConsoleMessage } from "#main/app/page-errors.ts";
import { closeInOrder } from "#main/app/shutdown.ts";
import { fill, mainTexts } from "#main/app/texts.ts";
import ar from "#resources/locales/ar/main.json" with { type: "json" };
import de from "#resources/locales/de/main.json" with { type: "json" };
import en from "#resources/locales/en/main.json" with { type: "json" };

describe("a file name from a customer", () => {
  test.each([
    ["report.pdf", "report.pdf"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["C:\\Windows\\x.exe", "C__Windows_x.exe"],
    [".bashrc", "bashrc"],
    ["", "attachment"],
    ["...", "attachment"],
    ["CON.txt", "attachment_CON.txt"],
    ["фото\u202Egpj.exe", "фотоgpj.exe"],
    ["a\u0000b\n.txt", "ab.txt"],
  ])("%j becomes %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
  test("a name without end keeps its ending", () => {
    const safe = safeFileName(`${"x".repeat(5000)}.pdf`);
    expect(safe.length).toBeLessThanOrEqual(120);
    expect(safe.endsWith(".pdf")).toBe(true);
  });
});

test("the disk is full below 300 MB and low below 1 GB", () => {
  expect([299e6, 300e6, 999e6, 1e9].map(diskLevel)).toEqual(["full", "low", "low", "ok"]);
});

test("a runtime of another major version than the one of record is the fallback", () => {
  const facts = {
    version: "1",
    chromium: "1",
    vault: "session",
    recoverySince: null,
    profilePath: "/",
    systemLocale: "en",
  } as const;
  const isFallback = (runtime: string) =>
    describeApp({ ...facts, runtime, recordRuntime: "45.4.1" }).fallbackRuntime;
  expect(["33.2.1", "45.4.1", "45.9.0"].map(isFallback)).toEqual([true, false, false]);
});

test("both shapes of a page's complaint are understood, and nothing else", () => {
  expect(readConsoleMessage([{}, 3, "old", 1, "x"])).toEqual({ level: 3, message: "old" });
  expect(readConsoleMessage([{ level: "error", message: "new" }])).toEqual({
    level: "error",
    message: "new",
  });
  expect(readConsoleMessage([{}])).toBeNull();
  expect(readConsoleMessage([])).toBeNull();
});

describe("texts of main", () => {
  const keysOf = (value: object, prefix = ""): readonly string[] =>
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === "object" && inner !== null
        ? keysOf(inner, `${prefix}${key}.`)
        : [`${prefix}${key}`],
    );
  test("every language says everything", () => {
    expect(keysOf(de)).toEqual(keysOf(en));
    expect(keysOf(ar)).toEqual(keysOf(en));
  });
  test.each([
    ["system", "de-AT", de],
    ["system", "ar", ar],
    ["system", "fr-FR", en],
    ["de", "en-US", de],
  ] as const)("choice %s on a machine in %s", (choice, system, texts) => {
    expect(mainTexts(choice, system)).toBe(texts);
  });
  test("values take their places, unknown ones stay visible", () => {
    expect(fill("to {{host}} or {{other}}", { host: "a.b" })).toBe("to a.b or {{other}}");
  });
});

describe("notices", () => {
  test("what was said before a page listened is delivered once, in order", () => {
    const sent: Notice[] = [];
    const notices = createNotices(
      (notice) => void sent.push(notice),
      () => 5,
    );
    notices.notify("caution", "noKeyring");
    notices.notify("critical", "demoFailed", { detail: "x" });
    expect(sent).toEqual([]);
    notices.pageReady();
    notices.pageReady();
    notices.notify("info", "diskOk");
    expect(sent.map(({ key }) => key)).toEqual([
      "notice.noKeyring",
      "notice.demoFailed",
      "notice.diskOk",
    ]);
  });
  test("the same line said again carries the same id", () => {
    const sent: Notice[] = [];
    const notices = createNotices(
      (notice) => void sent.push(notice),
      () => 5,
    );
    notices.pageReady();
    notices.notify("caution", "diskLow");
    notices.notify("caution", "diskLow");
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  });
});

describe("the end", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  test("a step that hangs or fails keeps no other from its turn", async () => {
    const did: string[] = [];
    const trouble: string[] = [];
    const done = closeInOrder(
      [
        { name: "first", run: async () => void did.push("first") },
        { name: "hangs", run: () => new Promise(() => undefined) },
        { name: "fails", run: () => Promise.reject(new Error("no")) },
        { name: "last", run: async () => void did.push("last") },
      ],
      1000,
      (name) => void trouble.push(name),
    );
    await vi.advanceTimersByTimeAsync(1000);
    await done;
    expect(did).toEqual(["first", "last"]);
    expect(trouble).toEqual(["hangs", "fails"]);
  });
  test("many asks become few runs, and the last one is not forgotten", async () => {
    let asks = 0;
    const seen: number[] = [];
    const ask = atMostEvery(100, () => void seen.push(asks));
    for (asks = 1; asks <= 50; asks += 1) {
      ask();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen.length).toBeLessThanOrEqual(8);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(49);
  });
  test("a run that took much asks for a longer pause", async () => {
    let runs = 0;
    const ask = atMostEvery(10, () => {
      runs += 1;
      return 500;
    });
    for (let n = 0; n < 90; n += 1) {
      ask();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toBe(3);
  });
});

describe("a run that ends by itself", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const status = (change: Partial<AccountStatus>, complete = false): AccountStatus => ({
    accountId: "demo",
    state: "online",
    freshAt: null,
    clockOffsetMs: 0,
    detail: null,
    progress: { rows: 7, share: null, secondsLeft: null, workable: true, complete },
    setAsideCount: 0,
    retryAt: null,
    ...change,
  });
  const outcome = async (statuses: () => readonly AccountStatus[]) => {
    const waiting = waitForFirstSync(statuses, 10_000);
    await vi.advanceTimersByTimeAsync(20_000);
    return waiting;
  };
  test("it waits for all accounts and counts their rows", async () => {
    let asked = 0;
    const statuses = () => [status({}, true), status({}, (asked += 1) > 3)];
    expect(await outcome(statuses)).toMatchObject({ ok: true, rows: 14 });
    expect(asked).toBe(4);
  });
  test("without accounts it fails and says so", async () => {
    expect(await outcome(() => [])).toMatchObject({
      ok: false,
      why: expect.stringContaining("no account"),
    });
  });
  test("a refused sign-in is told at once", async () => {
    const refused = () => [status({ state: "signed-out", detail: "401" })];
    expect(await outcome(refused)).toEqual({ ok: false, why: "demo is signed-out (401), 7 rows" });
  });
});
