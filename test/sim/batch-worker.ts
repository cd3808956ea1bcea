import { parentPort, workerData } from "node:worker_threads";
import { runBatch } from "#test/sim/batch.ts";
import type { Batch } from "#test/sim/batch.ts";

// Started by cli.ts only, with a batch as its data.
const batch = workerData as Batch;
parentPort?.postMessage(await runBatch(batch));
