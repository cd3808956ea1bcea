// npm run bench: measures the built app on the real runtime; prints one "figure:" line per measure.
import { runOnApp } from "./on-app.mjs";

await runOnApp("test/bench/run.ts");
