// A console in a process of its own, so that it can be killed: node console-process.ts JOURNAL BASE
import type { Intent } from "#domain/sync/intent.ts";
import { startRtConsole } from "#test/rt/support/console.ts";

export type ToConsole = { readonly kind: "submit"; readonly intents: readonly Intent[] };
export type FromConsole =
  | { readonly kind: "ready" }
  /** These are on the disk: the agent was told "queued". */
  | { readonly kind: "queued"; readonly opIds: readonly string[] }
  | { readonly kind: "states"; readonly states: Readonly<Record<string, string>> };

const [journal = "", base = ""] = process.argv.slice(2);
// The parent is gone: nobody needs this console any more.
process.on("disconnect", () => process.exit(0));
const tell = (message: FromConsole): void => void process.send?.(message);

const console_ = await startRtConsole("desk.agent", journal, {
  base,
  by: "token",
  settleMs: 8_000,
});
process.on("message", (message) => {
  const { intents } = message as ToConsole;
  void (async () => {
    for (const intent of intents) {
      await console_.submit([intent]);
      tell({ kind: "queued", opIds: [intent.opId] });
    }
  })();
});
const report = (): void =>
  tell({
    kind: "states",
    states: Object.fromEntries(
      console_.outbox.list().map((entry) => [entry.intent.opId, entry.state]),
    ),
  });
console_.outbox.onChange(report);
setInterval(report, 500);
tell({ kind: "ready" });
