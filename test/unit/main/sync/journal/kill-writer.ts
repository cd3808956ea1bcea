// Appends numbered drafts to a journal for ever and tells each acknowledged number. Ended by SIGKILL.
import { openJournal } from "#main/sync/journal/journal.ts";
import { openNodeJournalFile } from "#main/sync/journal/node-file.ts";
import { JOURNAL_KEY, draft, journalPorts } from "#test/support/sim/outbox-fixtures.ts";
import { createRng } from "#test/support/sim/rng.ts";

const [path = "", start = "0"] = process.argv.slice(2);
const file = await openNodeJournalFile({ path, reservePath: null, onSpaceLow: () => {} });
const opened = await openJournal(file, JOURNAL_KEY, journalPorts(createRng(Number(start)).bytes));
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
const { journal } = opened.value;
process.stdout.write(`opened ${opened.value.report.tornBytes}\n`);
for (let number = Number(start); ; number += 1) {
  const text = `${number}`;
  // Big enough for a record to be cut in two now and then.
  const event = { kind: "draft.saved", draft: draft(text.padEnd(20_000, ".")) } as const;
  const written = await journal.append([event], () => {});
  if (written.ok) process.stdout.write(`${number}\n`);
  if (journal.size() > 2_000_000) await journal.compact(() => [event]);
}
