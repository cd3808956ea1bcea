// Stores each record with a put of its own, as a first draft of any sync would. Only the puts are timed.
const STORES = ["tickets", "events"];
const openDatabase = (name) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
  });

async function oneByOne(database, store, rows) {
  const start = performance.now();
  for (const row of rows) {
    const transaction = database.transaction(store, "readwrite", { durability: "relaxed" });
    transaction.objectStore(store).put(row);
    await done(transaction);
  }
  return performance.now() - start;
}
async function oneTransaction(database, store, rows) {
  const start = performance.now();
  const transaction = database.transaction(store, "readwrite", { durability: "relaxed" });
  for (const row of rows) transaction.objectStore(store).put(row);
  await done(transaction);
  return performance.now() - start;
}

const single = await openDatabase("one-by-one");
const batched = await openDatabase("batched");
/** Putting 380,000 records one by one takes many minutes: every fifth page stands for all of them. */
const SAMPLE = 5;
const result = { rows: 0, sampled: 0, oneByOneMs: 0, batchedMs: 0 };
for (const store of STORES) {
  for (let page = 0; ; page++) {
    const rows = await (await fetch(`/records/${store}/${page}`)).json();
    if (rows.length === 0) break;
    result.rows += rows.length;
    result.batchedMs += await oneTransaction(batched, store, rows);
    if (page % SAMPLE !== 0) continue;
    result.sampled += rows.length;
    result.oneByOneMs += await oneByOne(single, store, rows);
  }
}
result.oneByOneMs *= result.rows / result.sampled;
globalThis.putsResult = result;
