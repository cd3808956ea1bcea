import { ArrowDown, ArrowUp } from "lucide-react";
import type { Board } from "#contract/asks.ts";
import { accountOf } from "#domain/kernel/ids.ts";
import {
  AGENT_SORTS,
  type AgentLine,
  barShare,
  sortAgents,
} from "#renderer/features/supervisor/board-facts.ts";
import { Panel } from "#renderer/features/supervisor/Panel.tsx";
import styles from "#renderer/features/supervisor/Supervisor.module.css";
import { sortBy, useSupervisorView } from "#renderer/features/supervisor/supervisor-view.ts";
import { useText } from "#renderer/i18n/text.ts";
import { useNow } from "#renderer/ui/use-now.ts";
import { serverNow } from "#renderer/workspace/status-store.ts";

/** Who has how much; every column sorts. */
export function AgentsTable({ board }: { readonly board: Board }) {
  const { t } = useText();
  const sort = useSupervisorView((view) => view.sort);
  const descending = useSupervisorView((view) => view.descending);
  const agents = sortAgents(board.agents, sort, descending);
  const most = Math.max(0, ...agents.map((agent) => agent.open));
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <Panel title={t("supervisor.panel.agents")} count={agents.length} wide>
      {agents.length === 0 ? (
        <p className={styles["none"]}>{t("supervisor.nothing")}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        <div className={styles["tableScroll"]} tabIndex={0}>
          <table className={styles["table"]} aria-label={t("supervisor.panel.agents")}>
            <thead>
              <tr>
                {AGENT_SORTS.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    aria-sort={column === sort ? (descending ? "descending" : "ascending") : "none"}
                  >
                    <button type="button" className={styles["sort"]} onClick={() => sortBy(column)}>
                      {t(`supervisor.agents.${column}`)}
                      {column === sort && <Arrow size={12} aria-hidden="true" />}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {agents.map((agent) => (
                <AgentRow key={agent.agentId} agent={agent} most={most} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function AgentRow({ agent, most }: { readonly agent: AgentLine; readonly most: number }) {
  const { format } = useText();
  const now = useNow();
  const wait = agent.longestWaitSince;
  return (
    <tr>
      <th scope="row">
        <bdi>{agent.name}</bdi>
      </th>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- a cell, and the number is its text */}
      <td>
        <span className={styles["load"]}>
          <span className={styles["loadCount"]}>{format.number(agent.open)}</span>
          <span className={styles["track"]} aria-hidden="true">
            <span
              className={styles["fill"]}
              style={{ inlineSize: `${barShare(agent.open, most)}%` }}
            />
          </span>
        </span>
      </td>
      <td>{format.number(agent.pending)}</td>
      <td>{format.number(agent.onHold)}</td>
      <td>{format.number(agent.solvedToday)}</td>
      <td>
        {wait === null ? "–" : format.duration(serverNow(accountOf(agent.agentId), now) - wait)}
      </td>
    </tr>
  );
}
