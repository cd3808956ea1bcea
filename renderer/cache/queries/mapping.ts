import type { Activity } from "#domain/mapping/rt-mapping.ts";
import type { Ticket } from "#domain/ticket/ticket.ts";
import type { Query } from "#renderer/cache/queries/query.ts";

/** Most tickets that are opened to learn which words there are: a screen waits for it. */
const MOST_READ = 1500;
const EXAMPLES = 10;
type Seen = { readonly count: number; readonly activity: Activity };

export const getMappingSample: Query<"mapping.sample"> = async (
  { accountId },
  { memory, reader, reads },
) => {
  reads("tickets");
  const newest = [...memory.allShown()]
    .filter(({ line }) => line.accountId === accountId && memory.line(line.id) !== undefined)
    .sort((a, b) => b.line.updatedAt - a.line.updatedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_READ);
  const seen = new Map<string, Map<string, Seen>>();
  const tickets: Ticket[] = [];
  for (const { id } of newest) {
    const ticket = await reader.ticket(id);
    if (ticket === null) continue;
    if (tickets.length < EXAMPLES) tickets.push(ticket);
    const words = ticket.remoteWords;
    if (words === undefined) continue;
    const statuses = seen.get(words.lifecycle) ?? new Map<string, Seen>();
    seen.set(words.lifecycle, statuses);
    const { count = 0, activity = null } = statuses.get(words.status) ?? {};
    statuses.set(words.status, { count: count + 1, activity: activity ?? words.activity ?? null });
  }
  return {
    lifecycles: [...seen].toSorted(byName).map(([name, statuses]) => ({
      name,
      statuses: [...statuses]
        .toSorted(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1))
        .map(([word, one]) => ({ word, ...one })),
    })),
    tickets,
  };
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
