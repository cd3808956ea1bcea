import { idBase } from "#main/demo/ids.ts";
import { linkTo, list } from "#main/demo/http/paging.ts";
import { notFound, ok, refuse, type Reply } from "#main/demo/http/reply.ts";
import { idParam, param, type Context, type Router } from "#main/demo/http/router.ts";
import { stamp } from "#main/demo/present/time.ts";
import type { Article, JsonObject } from "#main/demo/store/model.ts";

const json = (a: Article, base: string): JsonObject => ({
  id: a.id,
  url: `${base}/api/v2/help_center/${a.locale}/articles/${a.id}.json`,
  html_url: `${base}/hc/${a.locale}/articles/${a.id}`,
  author_id: a.authorId,
  comments_disabled: false,
  draft: false,
  promoted: a.promoted,
  position: 0,
  vote_sum: a.votes,
  vote_count: a.votes + 8,
  section_id: a.sectionId,
  created_at: stamp(a.createdAt),
  updated_at: stamp(a.updatedAt),
  name: a.title,
  title: a.title,
  source_locale: a.locale,
  locale: a.locale,
  outdated: false,
  outdated_locales: [],
  edited_at: stamp(a.updatedAt),
  user_segment_id: null,
  permission_group_id: idBase.section + 999,
  content_tag_ids: [],
  label_names: a.labels,
  body: a.body,
});

function search(ctx: Context): Reply {
  const words = (param(ctx, "query") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w.length > 1);
  const locale = param(ctx, "locale") ?? ctx.params["locale"] ?? null;
  const scored = ctx.workspace.store.articles
    .map((a) => {
      const title = a.title.toLowerCase();
      const text = `${title} ${a.body} ${a.labels.join(" ")}`.toLowerCase();
      return {
        a,
        score: words.reduce(
          (sum, w) => sum + (title.includes(w) ? 3 : text.includes(w) ? 1 : 0),
          0,
        ),
      };
    })
    .filter(({ a, score }) => score > 0 && (locale === null || a.locale === locale));
  return list(ctx, {
    key: "results",
    rows: scored,
    id: (s) => s.a.id,
    natural: (s) => -s.score,
    render: ({ a }) => ({
      ...json(a, ctx.base),
      result_type: "article",
      snippet: a.body.replace(/<[^>]*>/g, " ").slice(0, 120),
    }),
  });
}

/** Help center: sections, articles, search and export. */
export function addHelpCenterRoutes(router: Router): void {
  const articles = (ctx: Context, rows: readonly Article[]): Reply =>
    list(ctx, {
      key: "articles",
      rows,
      id: (a) => a.id,
      render: (a) => json(a, ctx.base),
      offsetSorts: {
        updated_at: (a) => a.updatedAt,
        created_at: (a) => a.createdAt,
        title: (a) => a.title,
      },
    });
  const section = (
    ctx: Context,
    s: { readonly id: number; readonly name: string; readonly locale: string },
  ): JsonObject => ({
    id: s.id,
    url: `${ctx.base}/api/v2/help_center/sections/${s.id}.json`,
    name: s.name,
    description: "",
    locale: s.locale,
    source_locale: s.locale,
    category_id: idBase.category,
    position: 0,
    outdated: false,
    created_at: "2024-01-08T09:00:00Z",
    updated_at: "2024-01-08T09:00:00Z",
  });
  for (const prefix of ["help_center", "help_center/:locale"]) {
    const here =
      (ctx: Context) =>
      (a: { readonly locale: string }): boolean =>
        ctx.params["locale"] === undefined || a.locale === ctx.params["locale"];
    router.add("GET", `${prefix}/articles`, (ctx) =>
      articles(ctx, ctx.workspace.store.articles.filter(here(ctx))),
    );
    router.add("GET", `${prefix}/articles/search`, search);
    router.add("GET", `${prefix}/articles/:id`, (ctx) => {
      const article = ctx.workspace.store.articles.find((a) => a.id === idParam(ctx));
      return article === undefined ? notFound : ok({ article: json(article, ctx.base) });
    });
    router.add("GET", `${prefix}/sections`, (ctx) =>
      list(ctx, {
        key: "sections",
        rows: ctx.workspace.store.sections.filter(here(ctx)),
        id: (s) => s.id,
        render: (s) => section(ctx, s),
      }),
    );
    router.add("GET", `${prefix}/sections/:id/articles`, (ctx) =>
      articles(
        ctx,
        ctx.workspace.store.articles.filter((a) => a.sectionId === idParam(ctx)),
      ),
    );
    router.add("GET", `${prefix}/categories`, (ctx) =>
      list(ctx, {
        key: "categories",
        rows: [{ id: idBase.category, name: "Help", locale: "en-us" }],
        id: (c) => c.id,
        render: (c) => ({
          ...c,
          url: `${ctx.base}/api/v2/help_center/categories/${c.id}.json`,
          position: 0,
        }),
      }),
    );
  }
  router.add("GET", "help_center/incremental/articles", (ctx) => {
    const start = param(ctx, "start_time");
    if (start === null || !/^\d+$/.test(start))
      return refuse(400, "InvalidParameter", "start_time must be an integer of Unix seconds");
    const rows = ctx.workspace.store.articles
      .filter((a) => a.updatedAt >= Number(start))
      .sort((a, b) => a.updatedAt - b.updatedAt);
    const end = rows.at(-1)?.updatedAt ?? Number(start);
    return ok({
      articles: rows.map((a) => json(a, ctx.base)),
      count: rows.length,
      end_time: end,
      next_page: linkTo(ctx, { start_time: String(end) }),
    });
  });
}
