// npm run soak: a shift with the built app, for leaks and slow-downs; for example -- --hours 0.33.
import { runOnApp } from "./on-app.mjs";

await runOnApp("test/soak/cli.ts");
