// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CacheClient } from "#renderer/cache/client.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";
import { runCommand } from "#renderer/commands/registry.ts";
import { SearchOverlay } from "#renderer/features/search/SearchOverlay.tsx";
import { closeSearch, useSearch } from "#renderer/features/search/search-store.ts";
import { ViewDialogs } from "#renderer/features/views/ViewDialogs.tsx";
import type { RemoteFinding } from "#contract/remote-search.ts";
import { closeViewsDialog } from "#renderer/features/views/views-store.ts";
import { setAccounts, useAccounts } from "#renderer/workspace/accounts-store.ts";
import { setStatuses } from "#renderer/workspace/status-store.ts";
import { useOwnViews } from "#renderer/workspace/own-views-store.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";
import { ACCOUNT, customerRow, ME, messageRow, ticketRow } from "#test/support/cache-rows.ts";
import { createInProcessCache } from "#test/support/in-process-cache.ts";

let cache: ReturnType<typeof createInProcessCache>;
let client: CacheClient;
let close: () => void;
/** What the helpdesk knows, and what it was asked. */
let remote: readonly RemoteFinding[] = [];
let asked: unknown[] = [];

beforeEach(async () => {
  // jsdom has none; React Aria asks it when a dialog opens.
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  Object.assign(window, {
    bridge: {
      call: async (name: string, input: string) => {
        if (name !== "search.remote") return JSON.stringify({ ok: true, value: {} });
        asked.push(JSON.parse(input));
        return JSON.stringify({ ok: true, value: remote });
      },
      on: () => () => undefined,
    },
  });
  Element.prototype.scrollIntoView = () => undefined;
  cache = createInProcessCache();
  await cache.open();
  await cache.mirrorOutbox([]);
  ({ client, close } = cache.connectClient());
  await cache.commitChanges(
    ACCOUNT,
    {
      customers: [customerRow(100, { name: "Amira Haddad" })],
      tickets: [
        ticketRow(1, { subject: "Refund missing", tags: ["vip"] }),
        ticketRow(2, { subject: "Parcel damaged", status: "solved" }),
      ],
      interactions: [messageRow(11, 2, { text: "My refund came, but the headphones did not." })],
      views: [
        {
          id: "a1:5",
          accountId: ACCOUNT,
          title: "Team VIPs",
          position: 1,
          conditions: {
            all: [{ field: "current_tags", operator: "includes", value: "vip" }],
            any: [],
          },
        },
      ],
    },
    [],
  );
  setAccounts([{ accountId: ACCOUNT, agentId: ME } as never]);
  setStatuses([]);
  remote = [];
  asked = [];
  useSearch.setState({ isOpen: false, text: "" });
  useOwnViews.setState({ views: [], unread: [] });
});
afterEach(() => {
  closeSearch();
  closeViewsDialog();
  cleanup();
  close();
  cache.close();
  useAccounts.setState({ accounts: null, me: [] });
});

const show = () =>
  render(
    <CacheContext value={client}>
      <SearchOverlay />
      <ViewDialogs />
    </CacheContext>,
  );
const type = (input: HTMLElement, text: string) =>
  fireEvent.change(input, { target: { value: text, selectionStart: text.length } });

test("search opens by command, finds in messages of solved tickets, and Enter opens the hit", async () => {
  show();
  act(() => void runCommand("search.open"));
  const input = await screen.findByRole("combobox");
  type(input, "headpho");
  await vi.waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1), { timeout: 5000 });
  const [hit] = screen.getAllByRole("option");
  expect(hit?.textContent).toContain("Parcel damaged");
  // The piece of the message follows the hit.
  await vi.waitFor(() => expect(hit?.querySelector("mark")?.textContent).toBe("headphones"));
  fireEvent.keyDown(input, { key: "Enter" });
  await vi.waitFor(() => expect(useWorkspace.getState().openTicketId).toBe("a1:2"));
  expect(useSearch.getState().isOpen).toBe(false);
});

const hit = (number: number, subject: string) => ({
  id: `a1:${number}`,
  number: String(number),
  subject,
  requesterName: "Old Customer",
  status: "closed" as const,
  statusLabel: null,
  createdAt: 0,
  updatedAt: 0,
});
const online = () =>
  setStatuses([{ accountId: ACCOUNT, state: "online", freshAt: Date.UTC(2026, 0, 1) } as never]);

test("the helpdesk's hits stand below a line, each ticket once, and arrows and Enter reach them", async () => {
  online();
  remote = [
    {
      accountId: ACCOUNT,
      kind: "found",
      hits: [hit(2, "Parcel damaged"), hit(900, "Refunds of 2019"), hit(900, "Refunds of 2019")],
      total: 2,
    },
  ];
  show();
  act(() => void runCommand("search.open"));
  const input = await screen.findByRole("combobox");
  type(input, "refund");
  const group = await screen.findByRole("group", { name: "At the helpdesk: 1 more" });
  expect(asked).toEqual([{ text: "refund", limit: 50 }]);
  expect(group.querySelector("mark")?.textContent).toBe("Refunds");
  await vi.waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(3), { timeout: 5000 });
  expect(await screen.findByText(/^Covers data up to /)).toBeTruthy();
  fireEvent.keyDown(input, { key: "PageDown" });
  fireEvent.keyDown(input, { key: "Enter" });
  await vi.waitFor(() => expect(useWorkspace.getState().openTicketId).toBe("a1:900"));
});

test("offline nobody is asked, and the search says so; a helpdesk without the words for it is named", async () => {
  show();
  act(() => void runCommand("search.open"));
  const input = await screen.findByRole("combobox");
  type(input, "refund");
  expect(
    await screen.findByText("Not connected: only what is kept here was searched."),
  ).toBeTruthy();
  expect(asked).toEqual([]);
  remote = [{ accountId: ACCOUNT, kind: "cannot-ask", parts: ["waiting>2h"] }];
  act(online);
  type(input, "refund waiting>2h");
  expect(await screen.findByText(/its search has no words for: waiting>2h/)).toBeTruthy();
});

test("a mistake is told in words, a pasted giant is refused and nothing is lost", async () => {
  show();
  act(() => void runCommand("search.open"));
  const input = await screen.findByRole<HTMLInputElement>("combobox");
  type(input, "statis:open refund");
  expect(
    await screen.findByText(/There is no field “statis”\. Did you mean status\?/),
  ).toBeTruthy();
  type(input, "refund");
  type(input, "x".repeat(10_000_000));
  expect(await screen.findByText(/a query has at most 2000/)).toBeTruthy();
  expect(input.value).toBe("refund");
  expect(useSearch.getState().text).toBe("refund");
});

test("Tab takes the first way to go on", async () => {
  show();
  act(() => void runCommand("search.open"));
  const input = await screen.findByRole<HTMLInputElement>("combobox");
  fireEvent.focus(input);
  type(input, "stat");
  fireEvent.keyDown(input, { key: "Tab" });
  expect(useSearch.getState().text).toBe("status:");
  type(input, "status:so");
  fireEvent.keyDown(input, { key: "Tab" });
  expect(useSearch.getState().text).toBe("status:solved ");
});

test("a view of the helpdesk becomes one of my own, with its condition, by keys", async () => {
  workspace.showView("a1:5");
  show();
  act(() => void runCommand("views.save"));
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
  const query = screen.getByRole<HTMLInputElement>("textbox", {
    name: "Tickets for which this holds",
  });
  expect(query.value).toBe("tag:vip");
  expect(await screen.findByText("1 ticket now")).toBeTruthy();
  fireEvent.keyDown(name, { key: "Enter" });
  expect(await screen.findByText("Give the view a name.")).toBeTruthy();
  type(query, "tag:vip status:opne");
  type(name, "My VIPs");
  fireEvent.keyDown(name, { key: "Enter" });
  expect(useOwnViews.getState().views).toEqual([]);
  type(query, "tag:vip is:unsolved");
  fireEvent.keyDown(name, { key: "Enter" });
  await vi.waitFor(() =>
    expect(useOwnViews.getState().views).toMatchObject([
      { name: "My VIPs", query: "tag:vip is:unsolved" },
    ]),
  );
  expect(useWorkspace.getState().viewId).toBe(useOwnViews.getState().views[0]?.viewId);
});

test("a deleted view comes back by undo", async () => {
  const own = {
    viewId: "own:1",
    name: "Mine",
    query: "is:unsolved",
    sort: "rank",
    descending: false,
  } as const;
  useOwnViews.setState({ views: [own] });
  workspace.showView("own:1");
  show();
  act(() => void runCommand("views.save"));
  fireEvent.click(await screen.findByRole("button", { name: "Remove" }));
  expect(useOwnViews.getState().views).toEqual([]);
  expect(useWorkspace.getState().viewId).toBe("mine");
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(useOwnViews.getState().views).toEqual([own]);
  expect(useWorkspace.getState().viewId).toBe("own:1");
});
