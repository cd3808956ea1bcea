import { parseArgs } from "node:util";
import { reasonOf } from "#main/demo/reason.ts";
import { createDemoServer } from "#main/demo/server.ts";

const help = `Demo workspace: a helpdesk on loopback that speaks a Zendesk-compatible subset.
  --port P         port; 0 = any free one (default 0)
  --seed S         population to grow (default 1)
  --tickets N      tickets (default 2000, up to 200000)
  --customers M    customers (default 400, or a fifth of the tickets)
  --rate R         changes a minute by customers and colleagues (default 0)
  --data DIR       keep the state in this folder
  --lag SECONDS    how far exports lag behind (default 2; the real product has 60)
  --per-minute N   requests a minute for the account (default 700)
  --unlimited      lift all rate limits (benches)
  --faults         let /__demo/faults and /__demo/outage be used
  --ledger         let /__demo/ledger be read
  --restrict-agent the agent sees only the tickets of her groups
  --require-serial warranty tickets need a serial number to be solved
  --bearer-seconds N  the printed bearer tokens expire after N seconds
Prints one JSON line with the base URL and credentials once it listens.`;

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    seed: { type: "string" },
    tickets: { type: "string" },
    customers: { type: "string" },
    rate: { type: "string" },
    data: { type: "string" },
    lag: { type: "string" },
    "per-minute": { type: "string" },
    unlimited: { type: "boolean" },
    faults: { type: "boolean" },
    ledger: { type: "boolean" },
    "restrict-agent": { type: "boolean" },
    "require-serial": { type: "boolean" },
    "bearer-seconds": { type: "string" },
    help: { type: "boolean" },
  },
});

const number = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    process.stderr.write(`--${name}: "${text}" is not a number\n`);
    process.exit(2);
  }
  return value;
};

async function main(): Promise<void> {
  const tickets = number("tickets", values.tickets, 2000);
  const server = createDemoServer({
    port: number("port", values.port, 0),
    seed: number("seed", values.seed, 1),
    tickets,
    customers: number(
      "customers",
      values.customers,
      tickets === 2000 ? 400 : Math.max(20, Math.round(tickets / 5)),
    ),
    rate: number("rate", values.rate, 0),
    lag: number("lag", values.lag, 2),
    perMinute: number("per-minute", values["per-minute"], 700),
    data: values.data ?? null,
    unlimited: values.unlimited ?? false,
    faults: values.faults ?? false,
    ledger: values.ledger ?? false,
    restrictAgent: values["restrict-agent"] ?? false,
    requireSerial: values["require-serial"] ?? false,
    bearerSeconds:
      values["bearer-seconds"] === undefined
        ? null
        : number("bearer-seconds", values["bearer-seconds"], 1800),
  });
  const baseUrl = await server.listen();
  process.stdout.write(
    `${JSON.stringify({ baseUrl, apiUrl: `${baseUrl}/api/v2`, credentials: server.credentials })}\n`,
  );
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

if (values.help === true) process.stdout.write(`${help}\n`);
else
  main().catch((cause: unknown) => {
    process.stderr.write(`${reasonOf(cause)}\n`);
    process.exit(1);
  });
