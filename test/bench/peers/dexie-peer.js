// A list as a first draft of any offline app has it: a table with indexes, one live query, the rows in view drawn.
import { Dexie, liveQuery } from "/dexie.js";
import { drive, keepChanging } from "/drive.js";

const SHOWN = 40;
const db = new Dexie("peer");
db.version(1).stores({ tickets: "id, status, priority, updated_at, created_at, subject" });
const rows = await (await fetch("/rows.json")).json();
await db.tickets.bulkPut(rows);

const list = document.getElementById("list");
let question = { status: "open", text: "", column: "updated_at", reverse: true };
let asked = 0;
let shown = -1;
let active = 0;
let subscription = null;

function draw(tickets, number) {
  list.replaceChildren(
    ...tickets.slice(0, SHOWN).map((ticket, n) => {
      const row = document.createElement("div");
      row.className = n === active % SHOWN ? "row active" : "row";
      row.textContent = `#${ticket.id} ${ticket.subject} ${ticket.status} ${ticket.priority} ${ticket.updated_at}`;
      return row;
    }),
  );
  document.title = `${tickets.length} tickets`;
  shown = number;
}
function ask(change) {
  question = { ...question, ...change };
  asked += 1;
  const number = asked;
  const { status, text, column, reverse } = question;
  subscription?.unsubscribe();
  subscription = liveQuery(async () => {
    const all = db.tickets.orderBy(column);
    const ordered = reverse ? all.reverse() : all;
    return ordered
      .filter((ticket) => ticket.status === status && ticket.subject.toLowerCase().includes(text))
      .toArray();
  }).subscribe({ next: (tickets) => draw(tickets, number) });
  return () => shown >= number;
}
const isFirst = ask({});
while (!isFirst()) await new Promise((resolve) => setTimeout(resolve, 10));
keepChanging(rows, (row) => void db.tickets.put(row));

drive({
  move: (step) => {
    active = Math.max(0, active + step);
    const lines = list.children;
    list.querySelector(".active")?.classList.remove("active");
    lines[active % lines.length]?.classList.add("active");
    return () => list.querySelector(".active") !== null;
  },
  filter: (text) => ask({ text }),
  view: (status) => ask({ status, text: "" }),
  sort: (column) => ask({ column, reverse: !question.reverse }),
});
