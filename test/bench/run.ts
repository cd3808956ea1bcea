import { benchKeys } from "#test/bench/keys.ts";
import { benchSync } from "#test/bench/sync.ts";

/** `npm run bench [-- NAME]`: each bench measures the built app on the real runtime. */
const benches: Readonly<Record<string, () => Promise<void>>> = { sync: benchSync, keys: benchKeys };

const names = process.argv.slice(2);
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
