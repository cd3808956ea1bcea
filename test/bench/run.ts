import { parseArgs } from "node:util";
import { benchKeys } from "#test/bench/keys.ts";
import { benchQueue } from "#test/bench/queue.ts";
import { benchRtWeb } from "#test/bench/rt-web.ts";
import { benchSync } from "#test/bench/sync.ts";

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { tickets: { type: "string", default: "50000" } },
});
const tickets = Number(values.tickets);
if (!Number.isInteger(tickets) || tickets < 1000 || tickets > 200_000) {
  process.stderr.write(`--tickets: "${values.tickets}" is not a number from 1000 to 200000\n`);
  process.exit(2);
}

/** `npm run bench [-- NAME …] [--tickets N]`: each bench measures the built app on the real runtime. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  sync: benchSync,
  keys: benchKeys,
  queue: () => benchQueue(tickets),
  "rt-web": benchRtWeb,
};

const unknown = names.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `No bench is called ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (names.length === 0 || names.includes(name)) await bench();
}
