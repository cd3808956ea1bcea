import { Search } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import type { SearchAnswer, SearchHit } from "#contract/asks.ts";
import type { RemoteFinding } from "#contract/remote-search.ts";
import type { TicketId } from "#domain/kernel/ids.ts";
import { QueryInput } from "#renderer/actions/query/QueryInput.tsx";
import { useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { searchCommands } from "#renderer/features/search/commands.ts";
import { FoundLine } from "#renderer/features/search/FoundLine.tsx";
import { HitLine } from "#renderer/features/search/HitLine.tsx";
import { withEarlierSnippets } from "#renderer/features/search/late-snippets.ts";
import { beyond, markerOf, useRemoteSearch } from "#renderer/features/search/remote-search.ts";
import { RemoteFoot } from "#renderer/features/search/RemoteFoot.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { closeSearch, useSearch } from "#renderer/features/search/search-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { afterDialog } from "#renderer/ui/after-dialog.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { useStatus } from "#renderer/workspace/status-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const NOTHING: readonly RemoteFinding[] = [];
/** Hits that are shown; who needs more narrows the query down. */
const MOST = 50;
/** Heights of a hit, px, at the least: alone, and with a piece of text below it. */
const LINE = 26;
const TWO_LINES = 40;
/** Most of the window's height that the list takes (Search.module.css). */
const SHARE = 0.76;
const NO_HITS: readonly SearchHit[] = [];
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 6,
  PageUp: -6,
};
const EXAMPLES = [
  { query: "refund headphones", key: "search.example.words" },
  { query: "status:open priority>=high -tag:spam", key: "search.example.fields" },
  { query: 'group:"Billing" waiting>2h sla<30m', key: "search.example.time" },
  { query: "(lang:ar OR channel:chat) created<7d", key: "search.example.or" },
] as const;

/**
 * Everything that is kept here, solved tickets too, found by a query while it is being written; once it rests, the
 * helpdesks are asked for what is not kept, and that stands below a line.
 */
export function SearchOverlay() {
  const { t } = useText();
  useCommands(searchCommands, undefined);
  const isOpen = useSearch((state) => state.isOpen);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={closeSearch}
      title={t("search.label")}
      hideTitle
      className={styles["overlay"]}
    >
      <Finder />
    </Dialog>
  );
}

function open(ticketId: TicketId): void {
  closeSearch();
  afterDialog(() => {
    workspace.openTicket(ticketId);
    workspace.focusPane("conversation");
  });
}

function Finder() {
  const { t } = useText();
  const me = useMe();
  const typed = useSearch((state) => state.text);
  const [active, setActive] = useState(0);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const asked = typed.trim() === "" || me.length === 0 ? null : { text: typed, me, limit: MOST };
  const result = useCacheResult("search.run", asked);
  const answer = result?.ok === true ? result.value : null;
  const { hits, isWhole } = useHits(answer);
  const remote = useRemoteSearch(typed);
  const findings = remote.kind === "answered" ? remote.findings : NOTHING;
  const further = useMemo(
    () => beyond(findings, new Set(answer?.hits.map(({ row }) => row.id))),
    [findings, answer],
  );
  const marksIn = useMemo(() => markerOf(typed), [typed]);
  const all = [...hits.map(({ row }) => row.id), ...further.map(({ id }) => id)];
  const at = Math.min(active, all.length - 1);
  useEffect(() => input.current?.select(), []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step !== undefined) setActive(Math.min(all.length - 1, Math.max(0, at + step)));
    else if (event.key === "Enter") {
      const ticketId = all[at];
      if (ticketId !== undefined) open(ticketId);
    } else return;
    event.preventDefault();
  };
  const optionId = (index: number) => `${listId}-${index}`;

  return (
    <div className={styles["finder"]}>
      <div className={styles["field"]}>
        <Search size={18} aria-hidden="true" />
        <QueryInput
          isBare
          autoFocus
          inputRef={input}
          label={t("search.label")}
          placeholder={t("search.placeholder")}
          value={typed}
          onChange={(text) => {
            useSearch.setState({ text });
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          list={{ id: listId, activeId: all.length > 0 ? optionId(at) : undefined }}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t("search.results")}
        data-of={answer?.text}
        className={styles["list"]}
      >
        {(isWhole ? hits : inView(hits)).map((hit, index) => (
          <HitLine
            key={hit.row.id}
            id={optionId(index)}
            index={index}
            hit={hit}
            isActive={index === at}
            onPoint={setActive}
            onOpen={open}
          />
        ))}
        {further.length > 0 && (
          <div role="group" aria-label={t("search.remote.beyond", { count: further.length })}>
            <div className={styles["beyond"]} aria-hidden="true">
              {t("search.remote.beyond", { count: further.length })}
            </div>
            {further.map((hit, index) => (
              <FoundLine
                key={hit.id}
                id={optionId(hits.length + index)}
                index={hits.length + index}
                row={hit}
                isRemote
                marks={marksIn(hit.subject)}
                isActive={hits.length + index === at}
                onPoint={setActive}
                onOpen={open}
              />
            ))}
          </div>
        )}
      </div>
      {asked === null && <Examples onPick={(text) => useSearch.setState({ text })} />}
      {result?.ok === false && <ErrorNote error={result.error} />}
      {answer !== null && (
        <Foot answer={answer} typed={typed}>
          <RemoteFoot state={remote} found={further.length} />
        </Foot>
      )}
    </div>
  );
}

/** As many of them as can be seen before anybody scrolls. */
function inView(hits: readonly SearchHit[]): readonly SearchHit[] {
  let room = window.innerHeight * SHARE;
  const end = hits.findIndex(({ snippet }) => {
    room -= snippet === null ? LINE : TWO_LINES;
    return room < 0;
  });
  return end === -1 ? hits : hits.slice(0, end + 1);
}

/**
 * The hits of an answer. Those of another query come at once, as many as can be seen; the others, and the pieces of text
 * that follow, give way to keys. What is still on its way is what stood there before.
 */
function useHits(answer: SearchAnswer | null): {
  readonly hits: readonly SearchHit[];
  readonly isWhole: boolean;
} {
  const settled = useDeferredValue(answer);
  const isWhole = settled?.text === answer?.text;
  const current = isWhole ? settled : answer;
  const [shown, setShown] = useState({ current, hits: current?.hits ?? NO_HITS });
  if (shown.current === current) return { hits: shown.hits, isWhole };
  const hits =
    current === null
      ? NO_HITS
      : withEarlierSnippets(current.hits, shown.hits, markerOf(current.text));
  setShown({ current, hits });
  return { hits, isWhole };
}

function Examples({ onPick }: { readonly onPick: (query: string) => void }) {
  const { t } = useText();
  return (
    <div className={styles["examples"]}>
      <p>{t("search.example.lead")}</p>
      <dl>
        {EXAMPLES.map(({ query, key }) => (
          <div key={query}>
            <dt>
              <button type="button" tabIndex={-1} onClick={() => onPick(query)} dir="ltr">
                {query}
              </button>
            </dt>
            <dd>{t(key)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** How many there are, what could not be understood, and how far the search reaches. */
function Foot({
  answer,
  typed,
  children,
}: {
  readonly answer: SearchAnswer;
  readonly typed: string;
  readonly children: ReactNode;
}) {
  const { t, format } = useText();
  const upTo = useStatus(({ statuses }) => oldestOf(statuses.map(({ freshAt }) => freshAt)));
  const { total, hits, unknown, indexed, outOf } = answer;
  return (
    <div className={styles["foot"]} role="status">
      <span>
        {total === 0
          ? t("search.none", { text: typed.trim().slice(0, 60) })
          : t("search.total", { count: total })}
        {hits.length < total && ` · ${t("search.first", { shown: format.number(hits.length) })}`}
      </span>
      {unknown.map(({ field, name }) => (
        <span key={`${field}/${name}`} className={styles["caution"]}>
          {t("search.unknown", { field, name })}
        </span>
      ))}
      {upTo !== null && <span>{t("search.upTo", { time: format.exact(upTo) })}</span>}
      {indexed < outOf && (
        <span>
          {t("search.covers", { indexed: format.number(indexed), all: format.number(outOf) })}
        </span>
      )}
      {children}
    </div>
  );
}

/** Time up to which everything is known; null when one of them knows nothing yet. */
const oldestOf = (times: readonly (number | null)[]): number | null =>
  times.length === 0
    ? null
    : times.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)));
