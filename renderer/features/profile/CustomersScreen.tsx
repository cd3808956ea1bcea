import { Users } from "lucide-react";
import { useCallback, useDeferredValue, useRef, useState } from "react";
import type { CustomerLine } from "#contract/asks.ts";
import { useCommands } from "#renderer/commands/registry.ts";
import { customersCommands } from "#renderer/features/profile/commands.ts";
import { useCustomerPage } from "#renderer/features/profile/use-customer-page.ts";
import { ProfileView } from "#renderer/features/profile/ProfileView.tsx";
import styles from "#renderer/features/profile/Customers.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Avatar } from "#renderer/ui/Avatar.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { SearchField } from "#renderer/ui/SearchField.tsx";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";
import { useWorkspace, workspace } from "#renderer/workspace/workspace-store.ts";

/** Rows are asked for in steps of this many, so that scrolling a little asks nothing anew. */
const STEP = 50;

/** All customers by name, found as one types; the chosen one's profile beside. */
export function CustomersScreen() {
  const { t, format } = useText();
  const openId = useWorkspace((state) => state.openCustomerId);
  const [text, setText] = useState("");
  const [range, setRange] = useState({ from: 0, to: STEP * 2 });
  const [cursor, setCursor] = useState(-1);
  const list = useRef<PickListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const profile = useRef<HTMLDivElement>(null);
  const asked = useDeferredValue(text);
  const result = useCustomerPage(asked, range.from, range.to);
  const rowHeight = useRowHeight() + 16;
  const page = result?.ok === true ? result.value : { from: 0, total: 0, rows: [] };
  const { total } = page;
  const rowAt = (index: number): CustomerLine | undefined => page.rows[index - page.from];
  const openIndex = page.rows.findIndex(({ id }) => id === openId);
  const active = openIndex >= 0 ? openIndex + page.from : cursor;
  useCommands(customersCommands, {
    moveBy: (by) => {
      list.current?.focus();
      list.current?.moveBy(by);
    },
    focusSearch: () => search.current?.focus(),
  });
  const onWindow = useCallback((from: number, to: number) => {
    const next = {
      from: Math.max(0, Math.floor(from / STEP) * STEP - STEP),
      to: Math.ceil((to + 1) / STEP) * STEP + STEP,
    };
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
  }, []);
  const pick = (index: number) => {
    setCursor(index);
    const row = rowAt(index);
    if (row !== undefined) workspace.openCustomer(row.id);
  };

  return (
    <div className={styles["screen"]}>
      <aside className={styles["side"]} aria-label={t("customers.title")}>
        <header className={styles["head"]}>
          <h1 className={styles["title"]}>{t("customers.title")}</h1>
          <span className={styles["quiet"]}>{format.number(total)}</span>
        </header>
        <SearchField
          label={t("customers.command.search")}
          placeholder={t("customers.searchHint")}
          value={text}
          onChange={(next) => {
            setText(next.slice(0, 500));
            setRange({ from: 0, to: STEP * 2 });
            setCursor(-1);
          }}
          inputRef={search}
        />
        {result === undefined ? (
          <Skeleton lines={12} />
        ) : !result.ok ? (
          <ErrorNote error={result.error} />
        ) : total === 0 ? (
          <EmptyState
            icon={Users}
            title={t(text === "" ? "customers.empty.title" : "common.noMatches")}
          >
            {text === "" ? t("customers.empty.todo") : t("customers.empty.search")}
          </EmptyState>
        ) : (
          <div className={styles["listPlace"]}>
            <PickList
              ref={list}
              label={t("customers.title")}
              count={total}
              rowHeight={rowHeight}
              active={active}
              onActive={pick}
              onOpen={() => profile.current?.focus()}
              onWindow={onWindow}
              renderRow={(index) => <Line row={rowAt(index)} />}
            />
          </div>
        )}
      </aside>
      <div
        ref={profile}
        role="region"
        aria-label={t("customers.profile")}
        tabIndex={-1}
        className={styles["profile"]}
      >
        {openId === null ? (
          <EmptyState icon={Users} title={t("customers.pick.title")}>
            {t("customers.pick.todo")}
          </EmptyState>
        ) : (
          <ProfileView key={openId} customerId={openId} ticketId={null} />
        )}
      </div>
    </div>
  );
}

function Line({ row }: { readonly row: CustomerLine | undefined }) {
  const { t } = useText();
  if (row === undefined) return <div className={styles["coming"]} />;
  return (
    <div className={styles["line"]}>
      <Avatar name={row.name} kind="customer" />
      <div className={styles["lineText"]}>
        <span className={styles["name"]} dir="auto">
          {row.name}
        </span>
        <span className={styles["second"]} dir="auto">
          <bdi dir="ltr">{row.identity}</bdi>
          {row.organisationName !== null && (
            <>
              {row.identity === null ? "" : " · "}
              <bdi>{row.organisationName}</bdi>
            </>
          )}
        </span>
      </div>
      {row.unsolved > 0 && (
        <span className={styles["open"]}>{t("customers.open", { count: row.unsolved })}</span>
      )}
    </div>
  );
}
