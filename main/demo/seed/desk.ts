import { z } from "zod";
import articleFile from "#resources/demo/articles.json" with { type: "json" };
import macroFile from "#resources/demo/macros.json" with { type: "json" };
import { idBase } from "#main/demo/ids.ts";
import { products } from "#main/demo/seed/catalog.ts";
import type { People } from "#main/demo/seed/people.ts";
import { escapeHtml } from "#main/demo/seed/html.ts";
import { topics } from "#main/demo/seed/texts.ts";
import type { Article, Condition, Group, Json, Macro, View } from "#main/demo/store/model.ts";

const day = 86_400;
const MacroFile = z.array(
  z.object({
    title: z.string(),
    description: z.string().nullable(),
    group: z.number().nullable(),
    actions: z.array(z.object({ field: z.string(), value: z.json() })),
  }),
);
const ArticleFile = z.array(
  z.object({
    section: z.string(),
    locale: z.string(),
    articles: z.array(z.object({ title: z.string(), paragraphs: z.array(z.string()) })),
  }),
);

/** The desk's prepared answers. @param now epoch seconds */
export function buildMacros(groups: readonly Group[], now: number): Macro[] {
  return MacroFile.parse(macroFile).map((m, n) => {
    const group = m.group === null ? undefined : groups[m.group];
    return {
      id: idBase.macro + n * 17,
      title: m.title,
      description: m.description,
      active: true,
      position: n + 1,
      actions: m.actions as Macro["actions"],
      restriction: group === undefined ? null : { type: "Group", id: group.id, ids: [group.id] },
      createdAt: now - 500 * day + n * 3600,
      updatedAt: now - (200 - n) * day,
    };
  });
}

const unsolved: Condition = { field: "status", operator: "less_than", value: "solved" };
const viewRows: readonly (readonly [
  title: string,
  all: readonly Condition[],
  sortBy: string,
  sortOrder: "asc" | "desc",
  groupBy: string | null,
])[] = [
  [
    "Your unsolved tickets",
    [unsolved, { field: "assignee_id", operator: "is", value: "current_user" }],
    "updated",
    "asc",
    "status",
  ],
  [
    "Unassigned tickets",
    [unsolved, { field: "assignee_id", operator: "is", value: "" }],
    "created",
    "asc",
    null,
  ],
  ["All unsolved tickets", [unsolved], "created", "desc", null],
  [
    "Unsolved tickets in your groups",
    [unsolved, { field: "group_id", operator: "is", value: "current_groups" }],
    "updated",
    "asc",
    null,
  ],
  [
    "New tickets in your groups",
    [
      { field: "status", operator: "is", value: "new" },
      { field: "group_id", operator: "is", value: "current_groups" },
    ],
    "created",
    "asc",
    null,
  ],
  [
    "Urgent and high",
    [unsolved, { field: "priority", operator: "greater_than", value: "normal" }],
    "priority",
    "desc",
    "priority",
  ],
  [
    "Waiting for the customer",
    [{ field: "status", operator: "is", value: "pending" }],
    "updated",
    "asc",
    null,
  ],
  ["On hold", [{ field: "status", operator: "is", value: "hold" }], "updated", "asc", "group"],
  [
    "Recently updated tickets",
    [{ field: "updated_at", operator: "less_than", value: "24" }],
    "updated",
    "desc",
    null,
  ],
  [
    "Recently solved tickets",
    [{ field: "status", operator: "is", value: "solved" }],
    "updated",
    "desc",
    null,
  ],
  [
    "VIP customers",
    [unsolved, { field: "current_tags", operator: "includes", value: "vip" }],
    "updated",
    "asc",
    null,
  ],
  [
    "Complaints",
    [unsolved, { field: "current_tags", operator: "includes", value: "complaint" }],
    "created",
    "asc",
    null,
  ],
];

/** The desk's views: general ones and one for each group. @param now epoch seconds */
export function buildViews(people: People, now: number): View[] {
  const rows: (readonly [
    string,
    readonly Condition[],
    string,
    "asc" | "desc",
    string | null,
    View["restriction"],
  ])[] = viewRows.map((r) => [...r, null]);
  for (const group of people.groups)
    rows.push([
      `Group: ${group.name}`,
      [unsolved, { field: "group_id", operator: "is", value: String(group.id) }],
      "updated",
      "asc",
      "status",
      { type: "Group", id: group.id, ids: [group.id] },
    ]);
  return rows.map(([title, all, sortBy, sortOrder, groupBy, restriction], n) => ({
    id: idBase.view + n * 19,
    title,
    description: null,
    active: true,
    position: n,
    all,
    any: [],
    columns: [
      "status",
      "description",
      "requester",
      "created",
      "updated",
      "group",
      "assignee",
      "priority",
    ],
    groupBy,
    groupOrder: "asc",
    sortBy,
    sortOrder,
    restriction,
    createdAt: now - 600 * day,
    updatedAt: now - 100 * day,
  }));
}

export type Section = { readonly id: number; readonly name: string; readonly locale: string };
/** Help-center sections and articles. @param now epoch seconds */
export function buildArticles(
  people: People,
  now: number,
): { readonly sections: readonly Section[]; readonly articles: Article[] } {
  const articles: Article[] = [];
  const sections = ArticleFile.parse(articleFile).map((section, s): Section => {
    const id = idBase.section + s * 23;
    for (const [n, article] of section.articles.entries())
      articles.push({
        id: idBase.article + articles.length * 29,
        title: article.title,
        body: article.paragraphs.map((p) => `<p>${escapeHtml(p)}</p>`).join(""),
        locale: section.locale,
        sectionId: id,
        labels: [section.section.toLowerCase().split(" ")[0] ?? ""],
        authorId: people.agents[(s + n) % people.agents.length]?.id ?? 0,
        promoted: n === 0,
        votes: 40 - n * 3 + s,
        createdAt: now - (400 - articles.length) * day,
        updatedAt: now - (90 - articles.length) * day,
      });
    return { id, name: section.section, locale: section.locale };
  });
  return { sections, articles };
}

/** Ids of the custom ticket fields. */
export const fieldIds = {
  order: idBase.field,
  product: idBase.field + 31,
  reason: idBase.field + 62,
  refund: idBase.field + 93,
  serial: idBase.field + 124,
  gift: idBase.field + 155,
} as const;
const option = (name: string, value: string, n: number) => ({
  id: idBase.field + 10_000 + n,
  name,
  raw_name: name,
  value,
  default: false,
});
type FieldDraft = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly [key: string]: Json;
};
type FieldRow = FieldDraft & { readonly position: number };

/** All ticket fields in wire form. @param requireSerial makes the serial number necessary to solve */
export function buildFields(requireSerial: boolean): readonly FieldRow[] {
  const system = [
    "subject",
    "description",
    "status",
    "tickettype",
    "priority",
    "group",
    "assignee",
  ].map((type, n): FieldDraft => ({
    id: idBase.field + 1000 + n,
    type,
    title: { tickettype: "Type" }[type] ?? type.charAt(0).toUpperCase() + type.slice(1),
    ...(type === "status"
      ? {
          system_field_options: ["Open", "Pending", "On-hold", "Solved"].map((name) => ({
            name,
            value: name === "On-hold" ? "hold" : name.toLowerCase(),
          })),
          sub_type_id: 1,
        }
      : {}),
    ...(type === "priority"
      ? {
          system_field_options: ["Low", "Normal", "High", "Urgent"].map((name) => ({
            name,
            value: name.toLowerCase(),
          })),
          sub_type_id: 0,
        }
      : {}),
    ...(type === "tickettype"
      ? {
          system_field_options: ["Question", "Incident", "Problem", "Task"].map((name) => ({
            name,
            value: name.toLowerCase(),
          })),
        }
      : {}),
  }));
  const custom: FieldDraft[] = [
    { id: fieldIds.order, type: "text", title: "Order number" },
    {
      id: fieldIds.product,
      type: "tagger",
      title: "Product",
      custom_field_options: products.map(([name, tag], n) => option(name, tag, n)),
    },
    {
      id: fieldIds.reason,
      type: "tagger",
      title: "Contact reason",
      custom_field_options: topics.map((t, n) => option(t.key, `reason_${t.key}`, 100 + n)),
    },
    { id: fieldIds.refund, type: "decimal", title: "Refund amount" },
    {
      id: fieldIds.serial,
      type: "regexp",
      title: "Serial number",
      regexp_for_validation: "^NL\\d{8}$",
      required: requireSerial,
    },
    { id: fieldIds.gift, type: "checkbox", title: "Is a gift", tag: "gift" },
  ];
  return [...system, ...custom].map((row, n): FieldRow => ({
    raw_title: row.title,
    description: "",
    raw_description: "",
    active: true,
    required: false,
    collapsed_for_agents: false,
    title_in_portal: row.title,
    raw_title_in_portal: row.title,
    visible_in_portal: n < 3,
    editable_in_portal: n < 3,
    required_in_portal: false,
    regexp_for_validation: null,
    tag: null,
    agent_description: null,
    removable: n >= system.length,
    created_at: "2024-01-08T09:00:00Z",
    updated_at: "2026-03-02T09:00:00Z",
    ...row,
    position: n,
  }));
}

/** Statuses beyond the six built-in ones. */
export const customStatuses = [
  ["new", "New", "Open", true],
  ["open", "Open", "Open", true],
  ["pending", "Pending", "Awaiting your reply", true],
  ["hold", "On-hold", "Open", true],
  ["solved", "Solved", "Solved", true],
  ["hold", "Waiting for the carrier", "In progress", false],
  ["hold", "Waiting for a part", "In progress", false],
  ["open", "Call back", "Open", false],
].map(([category, agent, user, isDefault], n) => ({
  id: idBase.customStatus + n * 3,
  status_category: category as string,
  agent_label: agent as string,
  end_user_label: user as string,
  default: isDefault as boolean,
}));

/** Answer targets in minutes by priority; `business` = counted in desk hours. */
export const slaTargets = {
  urgent: { first: 60, next: 120, resolution: 2880, business: false },
  high: { first: 240, next: 480, resolution: 7200, business: false },
  normal: { first: 480, next: 960, resolution: 4800, business: true },
  low: { first: 960, next: 1920, resolution: 9600, business: true },
} as const;
/** Customers with the tag `vip` have half the time, round the clock. */
export const vipTargets = {
  urgent: { first: 30, next: 60, resolution: 1440, business: false },
  high: { first: 60, next: 120, resolution: 4320, business: false },
  normal: { first: 120, next: 240, resolution: 7200, business: false },
  low: { first: 240, next: 480, resolution: 10080, business: false },
} as const;
