import { setMaxListeners } from "node:events";
import path from "node:path";
import {
  app,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
} from "electron";
import { CALL_CHANNEL } from "#contract/bridge.ts";
import type { CallName } from "#contract/calls.ts";
import type { Settings } from "#contract/settings.ts";
import { err, ok } from "#domain/kernel/result.ts";
import { findAccount } from "#main/accounts/account-list.ts";
import { createAccountService } from "#main/accounts/account-service.ts";
import { createDemoWorkspace } from "#main/accounts/demo-workspace.ts";
import { openMappings } from "#main/accounts/mappings.ts";
import { createSessions } from "#main/accounts/sessions.ts";
import { openStagedFiles } from "#main/accounts/staged-files.ts";
import { createWorkers } from "#main/accounts/workers.ts";
import type { StartOptions } from "#main/app/command-line.ts";
import { watchDisk } from "#main/app/disk-watch.ts";
import { openExternalLink } from "#main/app/external-links.ts";
import { type HostWindow, openHostWindow } from "#main/app/host-window.ts";
import { describeApp } from "#main/app/info.ts";
import { atMostEvery } from "#main/app/later.ts";
import { createLinkOpener } from "#main/app/links.ts";
import { lockDown } from "#main/app/lock-down.ts";
import { buildMenu } from "#main/app/menu.ts";
import { createNotices } from "#main/app/notices.ts";
import { runOnce } from "#main/app/once.ts";
import { openProfile } from "#main/app/open-profile.ts";
import { logPageErrors } from "#main/app/page-errors.ts";
import { openFirstScreen } from "#main/app/first-screen.ts";
import { findPages } from "#main/app/pages.ts";
import { profileAt } from "#main/app/profile.ts";
import { handleScheme } from "#main/app/protocol.ts";
import { createSaveAs } from "#main/app/save-as.ts";
import { closeInOrder } from "#main/app/shutdown.ts";
import { startAccounts } from "#main/app/start-accounts.ts";
import { fill, mainTexts } from "#main/app/texts.ts";
import { createWindows } from "#main/app/windows.ts";
import { createBroadcast } from "#main/ipc/broadcast.ts";
import { createCacheClient } from "#main/ipc/cache-client.ts";
import { type CacheKeeper, createCacheKeeper } from "#main/ipc/cache-keeper.ts";
import { createCachePort, createOutboxMirror } from "#main/ipc/cache-port.ts";
import { createHandlers } from "#main/ipc/handlers.ts";
import { isTrustedSender, senderOf } from "#main/ipc/sender.ts";
import { answerCall, answerText } from "#main/ipc/serve.ts";
import { createLog } from "#main/log/log.ts";
import { openSealedFile } from "#main/settings/sealed-file.ts";
import { readCrashPoint } from "#main/sync/crash-points.ts";
import { TELLING_PAUSE_MS } from "#main/sync/outbox/outbox.ts";

/** Calls that need no journal. */
const BEFORE_JOURNALS: ReadonlySet<string> = new Set<CallName>([
  "settings.get",
  "app.info",
  "app.glimpse",
  "app.drawn",
  "accounts.list",
]);
const STATUS_PAUSE_MS = 100;
const OUTBOX_PAUSE_MS = 30;
const SEEN_MS = 60_000;
/** Background work rests so long between its steps, until so long after the last key: not every step in one go. */
const KEY_REST_MS = 60;
const AFTER_KEY_MS = 2_000;
const NETWORK_LOOK_MS = 3_000;
const CLOSING_STEP_MS = 5_000;
/** How long a page may take to hand over what was typed last. */
const FLUSH_MS = 800;
const FLUSH_IDLE_MS = 120;
/** How long a page that has drawn its first frame is given to settle, and how long it is waited for. */
const SETTLE_MS = 200;
const DRAWN_MS = 2_000;
const now = (): number => Date.now();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Builds every part of the console, gives it its dependencies, and opens the window. */
export async function openConsole(options: StartOptions): Promise<void> {
  // Every stream of an account waits on the account's one stop signal.
  setMaxListeners(100);
  const profile = profileAt(app.getPath("userData"));
  app.setPath("logs", profile.logs);
  const log = createLog(profile.logs, app.isPackaged);
  const note = (area: string) => (what: string, detail: string) => log.info(area, what, detail);
  process.on("uncaughtException", (cause) => log.error("main", "uncaught", cause));
  process.on("unhandledRejection", (cause) => log.error("main", "unhandled rejection", cause));

  const crash = readCrashPoint(
    app.isPackaged ? undefined : process.env["SWITCHBOARD_CRASH_AT"],
    () => process.kill(process.pid, "SIGKILL"),
  );

  const dist = path.join(app.getAppPath(), "dist");
  const devServer = app.isPackaged ? null : (process.env["SWITCHBOARD_DEV_SERVER"] ?? null);
  const pages = findPages(dist, devServer);
  logPageErrors(app, (url, message) => log.error("page", path.basename(url), message));

  // Ours comes with the first window; Electron need not build one before.
  Menu.setApplicationMenu(null);
  await app.whenReady();
  const systemLocale = app.getLocale();
  const broadcast = createBroadcast(() => windows.contents());
  const notices = createNotices((notice) => broadcast("app.notice", notice), now);
  const { notify } = notices;

  const [stores, mappings] = await Promise.all([
    openProfile({
      profile,
      safeStorage,
      platform: process.platform,
      dialog,
      readClipboard: async () => clipboard.readText(),
      systemLocale,
      unattended: options.once,
      notify,
      now,
    }),
    openMappings(profile.mappings, now),
  ]);
  if (stores === null) {
    if (options.once) process.stderr.write("The keyring of this profile is locked.\n");
    app.exit(options.once ? 1 : 0);
    return;
  }
  const { settings, dataKey, accounts, vault } = stores;
  const texts = () => mainTexts(settings.get().locale, systemLocale);
  const firstScreen = openFirstScreen(openSealedFile(profile.glimpse, dataKey.key, "glimpse"));

  // Windows and what they may do.
  const openOutside = createLinkOpener({
    dialog,
    open: (url) => shell.openExternal(url),
    window: () => windows.main(),
    texts,
    log: note("links"),
  });
  lockDown(app, session.defaultSession, openOutside, pages.devOrigin);
  handleScheme(protocol, pages.root);
  const seen = () =>
    void settings.update((value) => ({ ...value, lastSeenAt: now() })).catch(() => undefined);
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  const windows = createWindows({
    pages,
    state: () => stores.window.get(),
    saveState: (state) => void stores.window.update(() => state).catch(() => undefined),
    onSeen: seen,
    onKey: () => {
      lastKeyAt = performance.now();
    },
    onCloseAsked: () => app.quit(),
    onGaveUp: () => {
      const { crash } = texts();
      dialog.showErrorBox(crash.title, fill(crash.body, { folder: profile.logs }));
      app.quit();
    },
    now,
    log: note("windows"),
  });
  const setMenu = () =>
    Menu.setApplicationMenu(
      buildMenu(texts().menu, process.platform === "darwin", app.isPackaged, (commandId) =>
        broadcast("app.command", { commandId }),
      ),
    );
  setMenu();

  // The cache and its host.
  const disk = watchDisk(profile.folder, (level) => {
    log.info("disk", level);
    if (level === "full") notify("critical", "diskFull");
    else notify(level === "low" ? "caution" : "info", level === "low" ? "diskLow" : "diskOk");
  });
  const cacheClient = createCacheClient((detail) => keeper.replace(detail));
  let host: HostWindow | null = null;
  const keeper: CacheKeeper = createCacheKeeper({
    client: cacheClient,
    pointer: stores.pointer,
    key: dataKey.key,
    openHost: (onGone) => (host = openHostWindow(pages, onGone)),
    onHost: () => {
      if (host !== null) windows.useHost(host);
    },
    onOpen: (lost) => {
      firstScreen.cacheOpened(lost);
      if (lost) notify("caution", "cacheLost");
      sessions.cacheOpened(lost);
    },
    hasSpace: () => disk.level() !== "full",
    onGlimpse: (text) => firstScreen.keep(text),
    log: note("cache"),
    crash,
  });
  const mirror = createOutboxMirror();

  // Accounts at work.
  const staged = openStagedFiles(profile.staged);
  const tellStatus = atMostEvery(STATUS_PAUSE_MS, () =>
    broadcast(
      "sync.status",
      sessions.list().map((one) => one.status()),
    ),
  );
  const tellOutbox = atMostEvery(OUTBOX_PAUSE_MS, () => {
    const entries = sessions.list().flatMap((one) => one.outbox.list());
    broadcast("outbox.changed", entries);
    return entries.length * TELLING_PAUSE_MS;
  });
  const tellAccounts = () => broadcast("accounts.changed", accounts.get().accounts);
  if (mappings.broken !== null) notify("caution", "fileSetAside", { file: profile.mappings });
  const workers = createWorkers({
    mappings,
    cacheFor: (accountId) => createCachePort(cacheClient, keeper, accountId, mirror, crash),
    staged,
    dataKey: dataKey.key,
    reserve: profile.reserve,
    userAgent: `Switchboard/${__APP_VERSION__}`,
    restMs: () => (performance.now() - lastKeyAt < AFTER_KEY_MS ? KEY_REST_MS : 0),
    onStatus: tellStatus,
    onReserveUsed: () => notify("critical", "journalReserve"),
    log,
    crash,
  });
  const sessions = createSessions({
    journals: profile.journals,
    openOutbox: workers.openOutbox,
    startWorker: workers.start,
    mirror: (outbox) =>
      void createCachePort(cacheClient, keeper, outbox.accountId, mirror)
        .mirrorOutbox(outbox.list())
        .catch((cause: unknown) => log.debug("cache", "mirror", cause)),
    dropFromCache: (accountId) =>
      createCachePort(cacheClient, keeper, accountId, mirror).dropAccount(accountId),
    onOutbox: () => {
      tellOutbox();
      tellStatus();
    },
    onJournalAside: (file) => notify("critical", "fileSetAside", { file }),
    onJournalDamaged: (bytes) => notify("critical", "journalCut", { bytes }),
    now,
    log: note("accounts"),
  });
  const service = createAccountService({
    list: accounts,
    vault,
    identify: workers.identify,
    open: (account, credentials) => sessions.open(account, credentials),
    discard: async (accountId) => {
      await sessions.discard(accountId);
      await firstScreen.forget();
      await mappings.remove(accountId);
    },
    unsent: (accountId) => {
      const outbox = sessions.find(accountId)?.outbox;
      if (outbox === undefined) return 0;
      const drafts = outbox.drafts.list().filter((draft) => draft.text.trim() !== "");
      return outbox.unfinished() + drafts.length;
    },
    onChange: tellAccounts,
  });

  // Calls of the page.
  let tellDrawn = (): void => undefined;
  const pageDrawn = new Promise<void>((resolve) => {
    tellDrawn = resolve;
  });
  const handlers = createHandlers({
    info: () =>
      describeApp({
        version: __APP_VERSION__,
        runtime: process.versions.electron,
        recordRuntime: __RECORD_RUNTIME__,
        chromium: process.versions.chrome,
        vault: vault.mode,
        recoverySince: dataKey.recoverySince(),
        profilePath: profile.folder,
        systemLocale,
      }),
    makeRecoveryCode: dataKey.makeRecoveryCode,
    glimpse: () => firstScreen.text(),
    onDrawn: () => tellDrawn(),
    accounts: service,
    sessions: () => sessions.list(),
    setAside: async () => {
      try {
        return ok(await cacheClient.request("setAside", {}));
      } catch (cause) {
        return err({ kind: "storage", detail: String(cause) });
      }
    },
    mapping: {
      get: (accountId) => mappings.of(accountId),
      set: async (accountId, mapping) => {
        try {
          await mappings.set(accountId, mapping);
        } catch (cause) {
          return err({ kind: "storage", detail: String(cause) });
        }
        const account = findAccount(accounts, accountId);
        const credentials = await vault.get(accountId);
        if (account === undefined || credentials === null) return ok({});
        const opened = await sessions.open(account, credentials);
        return opened.ok ? ok({}) : opened;
      },
    },
    staged,
    settings,
    onSettings: (value: Settings) => {
      broadcast("settings.changed", value);
      setMenu();
    },
    saveAs: createSaveAs({
      dialog,
      window: () => windows.main(),
      folder: () => app.getPath("downloads"),
      title: () => texts().attachment.title,
    }),
    openLink: (url) => openExternalLink(url, (checked) => shell.openExternal(checked)),
  });
  let callsUnderWay = 0;
  /** The page is being loaded while journals are opened: until then it is told only what its first frame needs. */
  let openGate = (): void => undefined;
  const journalsOpen = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown) => {
    if (!isTrustedSender(senderOf(event), windows.contentsIds(), pages.devOrigin)) {
      log.error("ipc", "a call from an untrusted sender was refused");
      return err({ kind: "defect", detail: "untrusted sender" });
    }
    // The page asks this once, right after it began to listen for news.
    if (name === "accounts.list") notices.pageReady();
    callsUnderWay += 1;
    try {
      if (!BEFORE_JOURNALS.has(String(name))) await journalsOpen;
      const onDefect = (of: string, cause: unknown) => log.error("ipc", of, cause);
      const answer =
        typeof input === "string"
          ? await answerText(handlers, name, input, onDefect)
          : await answerCall(handlers, name, input, onDefect);
      crash("call.answering");
      return answer;
    } finally {
      callsUnderWay -= 1;
    }
  });

  const demo = createDemoWorkspace({
    file: path.join(dist, "main/demo.cjs"),
    options: options.demo,
    folder: profile.demo,
    log: note("demo"),
  });

  // The end.
  let exitCode = 0;
  let closing: "no" | "under-way" | "done" = "no";
  const flushPage = async () => {
    broadcast("app.command", { commandId: "app.flush" });
    // Also the sign that every page understands: it is not seen any more.
    windows.main()?.hide();
    await pause(FLUSH_IDLE_MS);
    const deadline = performance.now() + FLUSH_MS;
    let idleSince = performance.now();
    while (performance.now() < deadline && performance.now() - idleSince < FLUSH_IDLE_MS) {
      if (callsUnderWay > 0) idleSince = performance.now();
      await pause(20);
    }
  };
  const close = () =>
    closeInOrder(
      [
        { name: "page", run: flushPage },
        {
          name: "accounts",
          run: async () => {
            await sessions.closeAll();
            crash("closing.accounts-closed");
          },
        },
        {
          name: "settings",
          run: async () =>
            void (await settings.update((value) => ({ ...value, lastSeenAt: now() }))),
        },
        { name: "window", run: async () => void (await stores.window.update((value) => value)) },
        { name: "cache", run: () => keeper.close() },
        { name: "demo", run: () => demo.stop() },
      ],
      CLOSING_STEP_MS,
      (name, detail) => log.error("closing", name, detail),
    );
  app.on("before-quit", (event) => {
    if (closing === "done") return;
    event.preventDefault();
    if (closing === "under-way") return;
    closing = "under-way";
    disk.close();
    void close().then(() => {
      closing = "done";
      windows.destroy();
      app.exit(exitCode);
    });
  });
  app.on("window-all-closed", () => undefined);
  app.on("second-instance", () => windows.show());
  app.on("activate", () => windows.show());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => app.quit());
  powerMonitor.on("resume", () => sessions.wake());
  // A hint, never the truth: only our own calls tell whether the helpdesk answers.
  let hadNetwork = net.isOnline();
  setInterval(() => {
    const hasNetwork = net.isOnline();
    if (hasNetwork && !hadNetwork) sessions.networkHint();
    hadNetwork = hasNetwork;
  }, NETWORK_LOOK_MS).unref();
  setInterval(() => {
    if (windows.main()?.isFocused() === true) seen();
  }, SEEN_MS).unref();

  // The beginning.
  log.info("start", `${__APP_VERSION__} on Electron ${process.versions.electron}`);
  // The page takes longest to come: it is asked for first. A new profile's waits for the demo account.
  if (accounts.get().accounts.length > 0) windows.show();
  const drawn = Promise.race([pageDrawn, pause(DRAWN_MS)]);
  // A page that can show what it showed last needs the cache a moment later, and the processor now.
  void firstScreen
    .text()
    .then((text) => (text === null || windows.main() === null ? undefined : drawn))
    .then(() => keeper.start())
    .catch((cause: unknown) => log.error("cache", "start", cause));
  await disk.check();
  await startAccounts({
    options: options.demo,
    demo,
    accounts,
    vault,
    sessions,
    identify: workers.identify,
    demoName: () => texts().demo.name,
    onChange: tellAccounts,
    openWindow: () => {
      openGate();
      if (windows.main() === null) windows.show();
    },
    pageFirst: () => drawn.then(() => pause(SETTLE_MS)),
    notify,
    log: note("accounts"),
  });
  crash("start.journals-open");
  const inUse = sessions
    .list()
    .flatMap(({ outbox }) => outbox.drafts.list().flatMap((draft) => draft.files))
    .map((file) => file.stagedId);
  const waiting = sessions
    .list()
    .flatMap(({ outbox }) =>
      outbox
        .list()
        .flatMap(({ intent: { action } }) =>
          "comment" in action && action.comment !== null ? action.comment.files : [],
        ),
    );
  void staged
    .tidy(new Set([...inUse, ...waiting.map((file) => file.stagedId)]), now())
    .catch((cause: unknown) => log.debug("staged files", "tidy", cause));

  if (options.once) {
    exitCode = await runOnce({
      statuses: () => sessions.list().map((one) => one.status()),
      window: () => windows.main(),
      kept: async () => (await cacheClient.request("stats", {})).rows,
      picture: options.screenshot ?? path.join(profile.folder, "screenshot.png"),
      write: (line) => void process.stdout.write(`${line}\n`),
    });
    app.quit();
  }
}
