import path from "node:path";

/** Files of one profile. Nothing of ours lies anywhere else. */
export type Profile = {
  readonly folder: string;
  readonly accounts: string;
  readonly mappings: string;
  readonly vault: string;
  readonly key: string;
  readonly settings: string;
  readonly window: string;
  readonly cachePointer: string;
  /** What stood on the screen last. */
  readonly glimpse: string;
  /** Journals, one file per account. */
  readonly journals: string;
  readonly reserve: string;
  /** Files that replies will carry. */
  readonly staged: string;
  /** State of the embedded demo workspace. */
  readonly demo: string;
  readonly logs: string;
};

export function profileAt(folder: string): Profile {
  const inside = (name: string) => path.join(folder, name);
  return {
    folder,
    accounts: inside("accounts.json"),
    mappings: inside("mappings.json"),
    vault: inside("vault.json"),
    key: inside("key.json"),
    settings: inside("settings.json"),
    window: inside("window.json"),
    cachePointer: inside("cache.json"),
    glimpse: inside("glimpse"),
    journals: inside("journal"),
    reserve: path.join(inside("journal"), "reserve"),
    staged: inside("staged"),
    demo: inside("demo"),
    logs: inside("logs"),
  };
}
