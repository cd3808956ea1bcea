// npm run torture: kills the built app again and again and compares what it acknowledged; for example -- --minutes 2.
import { runOnApp } from "./on-app.mjs";

await runOnApp("test/torture/cli.ts");
