import { globalId, remoteOf } from "#domain/kernel/ids.ts";
import type { SuiteRemote } from "#test/contract/connector-suite.ts";
import { startDroppingProxy } from "#test/rt/support/dropping-proxy.ts";
import {
  ACCOUNT,
  askRt,
  connectAs,
  listRt,
  makeTicket,
  newestTransaction,
  rtBase,
  rtServer,
  writtenBy,
  type Who,
} from "#test/rt/support/rt-desk.ts";

/** The freshly filled desk as a remote of the suite. */
export async function startSuiteRemote(who: Who, by: "token" | "password"): Promise<SuiteRemote> {
  rtServer("reset");
  const proxy = await startDroppingProxy(rtBase());
  let told = await newestTransaction();
  return {
    connector: async () =>
      Promise.resolve(connectAs(who, { base: proxy.base, by, settleMs: 1_500 }).connector),
    visibleTickets: async () =>
      (await listRt(who, "/tickets", "id > 0", "Status")).map((one) =>
        globalId(ACCOUNT, String(one["id"])),
      ),
    freshTicket: () => makeTicket({}, "desk.lead"),
    accepted: async () => {
      const written = await writtenBy(who, told);
      told = written.at(-1)?.id ?? told;
      return written.map((one) => ({
        ticketId: globalId(ACCOUNT, one.ticket),
        text: one.text,
        isPublic: one.isPublic,
      }));
    },
    dropNextAnswer: () => proxy.dropNextAnswers(1),
    colleagueNotes: async (ticketId, text) => {
      await askRt("root", "POST", `/ticket/${remoteOf(ticketId)}/comment`, {
        Content: text,
        ContentType: "text/plain",
      });
    },
    colleagueDeletes: async (ticketId) => {
      await askRt("root", "PUT", `/ticket/${remoteOf(ticketId)}`, { Status: "deleted" });
    },
    nextStamp: () => Promise.resolve(),
    close: () => proxy.close(),
  };
}
