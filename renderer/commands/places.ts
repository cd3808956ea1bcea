/** Parts of the window in which a key may mean something of its own. */
export const PLACES = [
  "list",
  "conversation",
  "composer",
  "profile",
  "customers",
  "macros",
  "supervisor",
  "knowledge",
  "outbox",
  "settings",
  "keymap",
] as const;
export type Place = (typeof PLACES)[number];

const QUEUE_SCREEN = ["list", "conversation", "composer", "profile"] as const;

/** Where the commands of an area act: the first word of their ids. Areas not named act everywhere. */
const AREAS: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  ["queue", QUEUE_SCREEN],
  ["ticket", QUEUE_SCREEN],
  ["tab", QUEUE_SCREEN],
  ["pane", QUEUE_SCREEN],
  ["macro", QUEUE_SCREEN],
  ["conversation", QUEUE_SCREEN],
  ["composer", ["composer"]],
  ["profile", QUEUE_SCREEN],
  ["customers", ["customers"]],
  ["macros", ["macros"]],
  ["supervisor", ["supervisor"]],
  ["knowledge", ["knowledge"]],
  ["outbox", ["outbox"]],
  ["settings", ["settings"]],
  ["keymap", ["keymap"]],
]);

/** Where a command may act, told by its id; every place for an area that has none of its own. */
export const placesOf = (id: string): readonly Place[] =>
  AREAS.get(id.slice(0, Math.max(0, id.indexOf(".")))) ?? PLACES;

export const shareAPlace = (a: readonly Place[], b: readonly Place[]): boolean =>
  a.some((place) => b.includes(place));
