import type { Article } from "#domain/directory/directory.ts";
import { defineCommands } from "#renderer/commands/command.ts";
import {
  copyLink,
  insertIntoReply,
  openLink,
} from "#renderer/features/knowledge/knowledge-actions.ts";
import { useWorkspace } from "#renderer/workspace/workspace-store.ts";

/** What the commands of the knowledge screen need from it. */
export type KnowledgeContext = {
  readonly article: Article | null;
  readonly moveBy: (rows: number) => void;
  readonly focusSearch: () => void;
};

const onScreen = () => useWorkspace.getState().screen === "knowledge";
const hasArticle = ({ article }: KnowledgeContext) => onScreen() && article !== null;
const group = "commands.group.reply";

export const knowledgeCommands = defineCommands<KnowledgeContext>()({
  "knowledge.down": {
    group,
    title: "knowledge.command.down",
    keys: ["j"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(1),
  },
  "knowledge.up": {
    group,
    title: "knowledge.command.up",
    keys: ["k"],
    repeats: true,
    when: onScreen,
    run: ({ moveBy }) => moveBy(-1),
  },
  "knowledge.search": {
    group,
    title: "knowledge.command.search",
    keys: ["/"],
    when: onScreen,
    run: ({ focusSearch }) => focusSearch(),
  },
  "knowledge.insert": {
    group,
    title: "knowledge.command.insert",
    keys: ["i"],
    when: hasArticle,
    run: ({ article }) => (article === null ? undefined : insertIntoReply(article)),
  },
  "knowledge.copyLink": {
    group,
    title: "knowledge.command.copyLink",
    keys: ["c"],
    when: hasArticle,
    run: ({ article }) => (article === null ? undefined : copyLink(article)),
  },
  "knowledge.openWeb": {
    group,
    title: "knowledge.command.openWeb",
    keys: ["o"],
    when: ({ article }) => onScreen() && (article?.webUrl ?? null) !== null,
    run: ({ article }) => {
      const url = article?.webUrl ?? null;
      return url === null ? undefined : openLink(url);
    },
  },
});
