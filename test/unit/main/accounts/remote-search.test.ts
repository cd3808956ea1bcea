import { expect, test } from "vitest";
import { err, ok } from "#domain/kernel/result.ts";
import { createRemoteSearch } from "#main/accounts/remote-search.ts";
import type { Session } from "#main/accounts/session.ts";
import { customerRow, ticketRow } from "#test/support/cache-rows.ts";

type Asked = Parameters<Session["search"]>;
const session = (accountId: string, search: (...asked: Asked) => ReturnType<Session["search"]>) =>
  ({ account: { accountId }, search }) as unknown as Pick<Session, "account" | "search">;

test("every account is asked, and each tells what became of it", async () => {
  const ask = createRemoteSearch(() => [
    session("a1", async () =>
      ok({
        kind: "found",
        tickets: [ticketRow(7, { subject: "Old refund" })],
        customers: [customerRow(100, { name: "Amira Haddad" })],
        total: 3,
      }),
    ),
    session("a2", async () => err({ kind: "offline", detail: "not connected" })),
    session("a3", async () => null),
    session("a4", async () => ok({ kind: "cannot-ask", parts: ["waiting>2h"] })),
  ]);
  expect(await ask("refund", 10)).toMatchObject([
    {
      accountId: "a1",
      kind: "found",
      total: 3,
      hits: [{ id: "a1:7", number: "7", subject: "Old refund", requesterName: "Amira Haddad" }],
    },
    { accountId: "a2", kind: "failed", error: { kind: "offline" } },
    { accountId: "a3", kind: "no-search" },
    { accountId: "a4", kind: "cannot-ask", parts: ["waiting>2h"] },
  ]);
});

test("a new question ends the one before", async () => {
  const signals: AbortSignal[] = [];
  const ask = createRemoteSearch(() => [
    session("a1", async (_query, _limit, signal) => {
      signals.push(signal);
      return null;
    }),
  ]);
  await Promise.all([ask("ref", 10), ask("refund", 10)]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});
