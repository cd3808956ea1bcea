import path from "node:path";

/** One row of the dependency rule: who may import what. */
export type Layer = {
  readonly name: string;
  /** Paths that belong to it; a path ending in "/" is a folder. The longest match of all layers wins. */
  readonly paths: readonly string[];
  /** Names of layers it may import besides itself. */
  readonly imports: readonly string[];
  /** Each sub-folder is an island: it may not import its siblings. */
  readonly islands?: true;
  /** The only packages it may import; left out = all but `notPackages`. */
  readonly packages?: readonly string[];
  /** Packages it may not import, sub-paths included; "node" stands for every Node built-in. */
  readonly notPackages?: readonly string[];
};

const SEAM = ["domain", "contract"];
const MAIN = [
  "log",
  "net",
  "journal",
  "sync-ports",
  "sync",
  "connector",
  "registry",
  "demo",
  "main",
];
const PAGE = [
  "i18n",
  "ui",
  "cache-questions",
  "cache-store",
  "commands",
  "workspace",
  "actions",
  "feature",
  "page-bridge",
];
const NOT_IN_MAIN = ["react", "react-dom", "dexie"];
const NOT_IN_PAGE = ["node", "electron"];
const NOT_IN_SCREEN = [...NOT_IN_PAGE, "dexie"];

/** The table of the dependency rule. `resources` (texts, icons) may be read by all but domain and contract. */
export const layers: readonly Layer[] = [
  {
    name: "domain",
    paths: ["preload/domain/"],
    imports: [],
    packages: ["zod", "liquidjs", "temporal-polyfill", "libphonenumber-js"],
  },
  { name: "contract", paths: ["preload/contract/"], imports: ["domain"], packages: ["zod"] },
  { name: "bridge", paths: ["preload/"], imports: SEAM, packages: ["electron"] },

  { name: "log", paths: ["main/log/"], imports: ["domain"], notPackages: NOT_IN_MAIN },
  { name: "net", paths: ["main/net/"], imports: ["domain", "log"], notPackages: NOT_IN_MAIN },
  {
    name: "sync-ports",
    paths: ["main/sync/ports.ts"],
    imports: [...SEAM, "net"],
    packages: [],
  },
  {
    name: "sync",
    paths: ["main/sync/"],
    imports: [...SEAM, "sync-ports", "journal", "net", "log"],
    packages: ["zod", "node:crypto"], // hashing; the clock, timers, files and the network are ports
  },
  {
    name: "journal",
    paths: ["main/sync/journal/"],
    imports: [...SEAM, "sync-ports", "log"],
    notPackages: [...NOT_IN_MAIN, "electron"],
  },
  {
    name: "connector",
    paths: ["main/connectors/"],
    imports: ["domain", "sync-ports", "net", "log"],
    islands: true,
    notPackages: [...NOT_IN_MAIN, "electron"],
  },
  {
    name: "registry",
    paths: ["main/connectors/registry.ts"],
    imports: [...SEAM, "connector", "sync-ports", "net", "log"],
    notPackages: NOT_IN_MAIN,
  },
  {
    name: "demo",
    paths: ["main/demo/"],
    imports: ["domain", "resources"],
    notPackages: NOT_IN_MAIN,
  },
  {
    name: "main",
    paths: ["main/"],
    imports: [...SEAM, ...MAIN, "resources"],
    notPackages: NOT_IN_MAIN,
  },

  { name: "page-bridge", paths: ["renderer/bridge.ts"], imports: SEAM, notPackages: NOT_IN_SCREEN },
  {
    name: "i18n",
    paths: ["renderer/i18n/"],
    imports: ["domain", "page-bridge", "resources"],
    notPackages: NOT_IN_SCREEN,
  },
  { name: "ui", paths: ["renderer/ui/"], imports: ["domain", "i18n"], notPackages: NOT_IN_SCREEN },
  {
    name: "cache-questions",
    paths: ["renderer/cache/"],
    imports: [...SEAM, "cache-store", "page-bridge"],
    notPackages: NOT_IN_PAGE,
  },
  {
    name: "cache-store",
    paths: ["renderer/cache/store/", "renderer/cache/epochs/", "renderer/cache/write/"],
    imports: [...SEAM, "cache-questions"],
    notPackages: [...NOT_IN_PAGE, "react"],
  },
  {
    name: "commands",
    paths: ["renderer/commands/"],
    imports: ["domain", "i18n", "ui", "page-bridge"],
    notPackages: NOT_IN_SCREEN,
  },
  {
    name: "workspace",
    paths: ["renderer/workspace/"],
    imports: [...SEAM, "i18n", "page-bridge"],
    notPackages: NOT_IN_SCREEN,
  },
  {
    name: "actions",
    paths: ["renderer/actions/", "renderer/macro-worker/"],
    imports: [...SEAM, "cache-questions", "commands", "i18n", "ui", "workspace", "page-bridge"],
    notPackages: NOT_IN_SCREEN,
  },
  {
    name: "feature",
    paths: ["renderer/features/"],
    imports: [
      ...SEAM,
      "cache-questions",
      "commands",
      "i18n",
      "ui",
      "workspace",
      "actions",
      "page-bridge",
    ],
    islands: true,
    notPackages: NOT_IN_SCREEN,
  },
  {
    name: "page",
    paths: ["renderer/"],
    imports: [...SEAM, ...PAGE, "resources"],
    notPackages: NOT_IN_SCREEN,
  },

  { name: "resources", paths: ["resources/"], imports: [] },
  { name: "test", paths: ["test/"], imports: [] },
];

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']|\bnew URL\(\s*["'](\.[^"'\n]+)["']/g;

/**
 * @param source  Text of a module.
 * @returns       What it imports, as written: static, dynamic, re-exported and `new URL(…)` of workers.
 */
export function listImports(source: string): readonly string[] {
  const code = source.replace(/^\s*\/\/.*$/gm, "").replace(/^\s*\/?\*.*$/gm, "");
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Where the names with "#" lead; the same as "imports" of package.json. */
const SUBPATHS: Readonly<Record<string, string>> = {
  "#domain/": "preload/domain/",
  "#contract/": "preload/contract/",
  "#main/": "main/",
  "#renderer/": "renderer/",
  "#resources/": "resources/",
  "#test/": "test/",
};

/** @returns The layer a path from the root belongs to, if any. */
function layerOf(file: string): Layer | undefined {
  const matches = layers.flatMap((layer) =>
    layer.paths
      .filter((own) => (own.endsWith("/") ? file.startsWith(own) : file === own))
      .map((own) => ({ layer, length: own.length })),
  );
  return matches.toSorted((a, b) => b.length - a.length)[0]?.layer;
}

/** @returns First folder below the layer's own, "" for files directly in it. */
function islandOf(layer: Layer, file: string): string {
  const own = layer.paths.find((folder) => file.startsWith(folder)) ?? "";
  const rest = file.slice(own.length);
  return rest.includes("/") ? rest.slice(0, rest.indexOf("/")) : "";
}

/** @returns Whether a package name or its sub-path is in a list; "node" stands for built-ins. */
function isListed(specifier: string, list: readonly string[]): boolean {
  if (specifier.startsWith("node:") && list.includes("node")) return true;
  return list.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/**
 * Applies the dependency rule to one import.
 *
 * @param file       Importing file, from the root, with "/" between folders.
 * @param specifier  As written in the import.
 * @returns          What is wrong, or null when the import is allowed.
 */
export function findViolation(file: string, specifier: string): string | null {
  const from = layerOf(file);
  if (from === undefined) return `${file} belongs to no layer; add it to the table`;
  const prefix = Object.keys(SUBPATHS).find((name) => specifier.startsWith(name));
  const isRelative = specifier.startsWith(".");
  if (prefix === undefined && !isRelative) {
    const allowed =
      from.packages === undefined
        ? !isListed(specifier, from.notPackages ?? [])
        : isListed(specifier, from.packages);
    return allowed ? null : `${file}: ${from.name} must not import the package ${specifier}`;
  }
  const target =
    prefix === undefined
      ? path.posix.join(path.posix.dirname(file), specifier)
      : `${SUBPATHS[prefix]}${specifier.slice(prefix.length)}`;
  if (isRelative && target.split("/")[0] !== file.split("/")[0]) {
    return `${file}: ${specifier} crosses top folders; write it with #`;
  }
  const to = layerOf(target);
  if (to === undefined) return `${file}: ${specifier} belongs to no layer`;
  if (to !== from) {
    return from.imports.includes(to.name)
      ? null
      : `${file}: ${from.name} must not import ${to.name} (${specifier})`;
  }
  const [here, there] = [islandOf(from, file), islandOf(from, target)];
  return from.islands === true && there !== "" && here !== there
    ? `${file}: ${here} must not import its neighbour ${there} (${specifier})`
    : null;
}
