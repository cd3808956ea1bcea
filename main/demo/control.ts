import { z } from "zod";
import { FaultRule } from "#main/demo/faults.ts";
import { badRequest, noContent, noEndpoint, ok, type Reply } from "#main/demo/http/reply.ts";
import type { DemoOptions } from "#main/demo/options.ts";
import type { DemoServer } from "#main/demo/server.ts";

const Outage = z.object({
  on: z.boolean(),
  mode: z.enum(["refuse", "reset", "hang"]).default("refuse"),
  /** With `refuse` over HTTP: when the port opens again. */ seconds: z
    .number()
    .min(0)
    .max(3600)
    .optional(),
});

function json(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.length === 0 ? "{}" : raw.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** The levers for tests below `/__demo/`; each needs the flag it was started with. */
export async function answerControl(
  server: DemoServer,
  options: DemoOptions,
  method: string,
  url: URL,
  raw: Buffer,
): Promise<Reply> {
  const what = `${method} ${url.pathname.slice("/__demo/".length)}`;
  if (what === "GET ledger" && options.ledger) {
    const since = Number(url.searchParams.get("since") ?? "0");
    return ok({ entries: server.ledger(Number.isInteger(since) && since >= 0 ? since : 0) });
  }
  if (!options.faults) return noEndpoint;
  if (what === "GET faults") return ok({ faults: server.faults.active.map((f) => ({ ...f })) });
  if (what === "DELETE faults") {
    server.faults.clear();
    server.workspace.skewMs = 0;
    return noContent;
  }
  if (what === "POST faults") {
    const rule = FaultRule.safeParse(json(raw));
    if (!rule.success)
      return badRequest(
        rule.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; "),
      );
    try {
      server.faults.add(rule.data);
    } catch (cause) {
      return badRequest(
        `path: ${cause instanceof Error ? cause.message : "not a regular expression"}`,
      );
    }
    if (rule.data.kind === "clock-skew") server.workspace.skewMs = rule.data.delayMs;
    return ok({ faults: server.faults.active.map((f) => ({ ...f })) });
  }
  if (what === "POST outage") {
    const outage = Outage.safeParse(json(raw));
    if (!outage.success)
      return badRequest(
        outage.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; "),
      );
    const { on, mode, seconds } = outage.data;
    if (on && mode === "refuse" && seconds === undefined)
      return badRequest(
        "seconds: needed with refuse, since a closed port can't be told to open again (use reset or hang, or the in-process outage())",
      );
    setTimeout(() => void server.outage(on ? mode : null), 20);
    if (on && seconds !== undefined)
      setTimeout(() => void server.outage(null), 20 + seconds * 1000);
    return ok({ on });
  }
  if (what === "POST step") {
    server.step();
    return noContent;
  }
  return noEndpoint;
}
