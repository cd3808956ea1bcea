// The keys of the run: each is a real event, timed from its own stamp to after the frame that shows its effect.
const MOVES = 200;
const WORDS = ["refund", "parcel", "order"];
const VIEWS = ["open", "new", "pending", "solved"];
const TURNS = 4;
const REST_MS = 60;
/** An effect that takes longer counts as this long: a live query that is always overtaken never answers. */
const MOST_MS = 2_000;
/** Keys of one kind end when they have taken this long, so that a peer that never answers is seen to its end. */
const BUDGET_MS = 40_000;
const FEWEST = 5;

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Lets the page go on, without the pause that timers have. */
const turn = () =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
const painted = () =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      channel.port2.postMessage(null);
    }),
  );

/** Runs `act`, waits until `isThere`, then for the frame. */
async function time(act, isThere) {
  const from = performance.now();
  act();
  while (!isThere() && performance.now() - from < MOST_MS) await turn();
  await painted();
  return performance.now() - from;
}

/**
 * @param peer  `move(step)`, `filter(text)`, `view(status)`, `sort(column)`: each begins and gives back what says that
 *              its effect stands in the document.
 */
export function drive(peer) {
  globalThis.runPeer = () => {
    void run();
  };
  globalThis.peerReady = true;
  async function run() {
    const times = { move: [], filter: [], view: [], sort: [] };
    const isOver = (list) =>
      list.length >= FEWEST && list.reduce((sum, ms) => sum + ms, 0) > BUDGET_MS;
    const one = async (kind, begin) => {
      if (isOver(times[kind])) return;
      let isThere;
      times[kind].push(
        await time(
          () => (isThere = begin()),
          () => isThere(),
        ),
      );
      await rest(REST_MS);
    };
    for (let n = 0; n < MOVES; n++) await one("move", () => peer.move(n % 7 === 6 ? -1 : 1));
    for (const word of WORDS)
      for (let n = 1; n <= word.length; n++)
        await one("filter", () => peer.filter(word.slice(0, n)));
    await one("filter", () => peer.filter(""));
    for (let n = 0; n < TURNS; n++)
      for (const view of VIEWS) await one("view", () => peer.view(view));
    for (let n = 0; n < 2; n++)
      for (const column of ["priority", "updated_at", "created_at", "subject", "status"])
        await one("sort", () => peer.sort(column));
    globalThis.peerTimes = times;
  }
}

/** Changes that arrive meanwhile: random tickets get another priority. */
export function keepChanging(rows, change) {
  const rate = Number(new URLSearchParams(location.search).get("rate") ?? 0);
  if (rate <= 0) return;
  let n = 0;
  setInterval(() => {
    n += 1;
    const row = rows[(n * 7919) % rows.length];
    change({
      ...row,
      priority: n % 2 === 0 ? "high" : "low",
      updated_at: new Date().toISOString(),
    });
  }, 60_000 / rate);
}
