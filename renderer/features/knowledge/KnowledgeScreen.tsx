import { BookOpen } from "lucide-react";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import type { Article } from "#domain/directory/directory.ts";
import { useCacheResult } from "#renderer/cache/use-cache-query.ts";
import { CommandButton } from "#renderer/commands/CommandButton.tsx";
import { useCommands } from "#renderer/commands/registry.ts";
import { toArticleNodes } from "#renderer/features/knowledge/article-nodes.tsx";
import { knowledgeCommands } from "#renderer/features/knowledge/commands.ts";
import { openLink } from "#renderer/features/knowledge/knowledge-actions.ts";
import styles from "#renderer/features/knowledge/Knowledge.module.css";
import { useText } from "#renderer/i18n/text.ts";
import { Badge } from "#renderer/ui/Badge.tsx";
import { EmptyState } from "#renderer/ui/EmptyState.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { PickList, type PickListHandle } from "#renderer/ui/PickList.tsx";
import { Skeleton } from "#renderer/ui/Skeleton.tsx";
import { SearchField } from "#renderer/ui/SearchField.tsx";
import { useRowHeight } from "#renderer/ui/use-row-height.ts";

/** Most articles that one search shows. */
const LIMIT = 500;

/** What the team has written down: found as one types, read beside, put into a reply by one key. */
export function KnowledgeScreen() {
  const { t, format } = useText();
  const [text, setText] = useState("");
  const [activeId, setActiveId] = useState<string | null>(null);
  const result = useCacheResult("article.list", { text: useDeferredValue(text), limit: LIMIT });
  const articles = result?.ok === true ? result.value : [];
  const found = articles.findIndex(({ id }) => id === activeId);
  const active = found >= 0 ? found : articles.length > 0 ? 0 : -1;
  const article = articles[active] ?? null;
  const list = useRef<PickListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const rowHeight = useRowHeight() + 16;
  useCommands(knowledgeCommands, {
    article,
    moveBy: (by) => {
      list.current?.focus();
      list.current?.moveBy(by);
    },
    focusSearch: () => search.current?.focus(),
  });
  return (
    <div className={styles["screen"]}>
      <aside className={styles["side"]} aria-label={t("knowledge.list")}>
        <h1 className={styles["title"]}>{t("knowledge.title")}</h1>
        <SearchField
          label={t("knowledge.command.search")}
          placeholder={t("knowledge.searchHint")}
          value={text}
          onChange={(next) => setText(next.slice(0, 500))}
          inputRef={search}
        />
        {result === undefined ? (
          <Skeleton lines={12} />
        ) : !result.ok ? (
          <ErrorNote error={result.error} />
        ) : articles.length === 0 ? (
          <EmptyState
            icon={BookOpen}
            title={t(text === "" ? "knowledge.empty.title" : "common.noMatches")}
          >
            {text === "" && t("knowledge.empty.todo")}
          </EmptyState>
        ) : (
          <>
            <div className={styles["listPlace"]}>
              <PickList
                ref={list}
                label={t("knowledge.list")}
                count={articles.length}
                rowHeight={rowHeight}
                active={active}
                keyOf={(index) => articles[index]?.id ?? String(index)}
                onActive={(index) => setActiveId(articles[index]?.id ?? null)}
                renderRow={(index) => {
                  const row = articles[index];
                  return (
                    row !== undefined && (
                      <div className={styles["line"]}>
                        <span className={styles["lineTitle"]} dir="auto">
                          {row.title}
                        </span>
                        <span className={styles["lineLabels"]}>
                          <bdi>{row.labels.join(" · ")}</bdi>
                        </span>
                      </div>
                    )
                  );
                }}
              />
            </div>
            {articles.length === LIMIT && (
              <p className={styles["more"]}>{t("knowledge.more", { n: format.number(LIMIT) })}</p>
            )}
          </>
        )}
      </aside>
      {article === null ? (
        <EmptyState icon={BookOpen} title={t("knowledge.pick.title")}>
          {t("knowledge.pick.todo")}
        </EmptyState>
      ) : (
        <ArticleView key={article.id} article={article} />
      )}
    </div>
  );
}

function ArticleView({ article }: { readonly article: Article }) {
  const { t, format } = useText();
  const body = useMemo(
    () =>
      toArticleNodes(article.html, {
        openLink: (url) => void openLink(url),
        linkLabel: (text) => t("knowledge.openLink", { text }),
        pictureLabel: (name) =>
          name === "" ? t("knowledge.pictureNoName") : t("knowledge.picture", { name }),
        linkClass: styles["link"],
        pictureClass: styles["picture"],
      }),
    [article.html, t],
  );
  const hasPictures = /<img\b/i.test(article.html);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <article className={styles["article"]} aria-label={article.title} tabIndex={0}>
      <header className={styles["head"]}>
        <h2 className={styles["articleTitle"]} dir="auto">
          {article.title}
        </h2>
        <p className={styles["facts"]}>
          <span>{t("knowledge.updated", { time: format.date(article.updatedAt) })}</span>
          {article.labels.map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <div className={styles["steps"]}>
          <CommandButton id="knowledge.insert" variant="primary" />
          <CommandButton id="knowledge.copyLink" />
          {article.webUrl !== null && <CommandButton id="knowledge.openWeb" />}
        </div>
      </header>
      <div className={styles["body"]} lang={article.locale} dir="auto" data-selectable="">
        {body}
      </div>
      {hasPictures && <p className={styles["more"]}>{t("knowledge.offlinePictures")}</p>}
    </article>
  );
}
