import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { SearchAnswer, SearchHit } from "#contract/asks.ts";
import { QueryInput } from "#renderer/actions/query/QueryInput.tsx";
import { useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { searchCommands } from "#renderer/features/search/commands.ts";
import { HitLine } from "#renderer/features/search/HitLine.tsx";
import styles from "#renderer/features/search/Search.module.css";
import { closeSearch, useSearch } from "#renderer/features/search/search-store.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { useMe } from "#renderer/workspace/accounts-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

/** Hits that are shown; who needs more narrows the query down. */
const MOST = 50;
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

/** Everything that is kept here, solved tickets too, found by a query while it is being written. */
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

/** Opens a hit once the dialog is gone and has given the focus back. */
function open({ row }: SearchHit): void {
  closeSearch();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      workspace.openTicket(row.id);
      workspace.focusPane("conversation");
    }),
  );
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
  const hits = answer?.hits ?? [];
  const at = Math.min(active, hits.length - 1);
  useEffect(() => input.current?.select(), []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step !== undefined) setActive(Math.min(hits.length - 1, Math.max(0, at + step)));
    else if (event.key === "Enter") {
      const hit = hits[at];
      if (hit !== undefined) open(hit);
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
          list={{ id: listId, activeId: hits.length > 0 ? optionId(at) : undefined }}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t("search.results")}
        className={styles["list"]}
      >
        {hits.map((hit, index) => (
          <HitLine
            key={hit.row.id}
            id={optionId(index)}
            hit={hit}
            isActive={index === at}
            onPoint={() => setActive(index)}
            onOpen={() => open(hit)}
          />
        ))}
      </div>
      {asked === null && <Examples onPick={(text) => useSearch.setState({ text })} />}
      {result?.ok === false && <ErrorNote error={result.error} />}
      {answer !== null && <Foot answer={answer} typed={typed} />}
    </div>
  );
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
function Foot({ answer, typed }: { readonly answer: SearchAnswer; readonly typed: string }) {
  const { t, format } = useText();
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
      {indexed < outOf && (
        <span>
          {t("search.covers", { indexed: format.number(indexed), all: format.number(outOf) })}
        </span>
      )}
    </div>
  );
}
