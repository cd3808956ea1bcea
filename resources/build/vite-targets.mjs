// The build targets: main, the demo's process and preload (one CommonJS file each), and the pages.
import { builtinModules } from "node:module";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { buildConstants, root } from "./project.mjs";

/** Language levels of the oldest supported runtime, Electron 33. */
const NODE_TARGET = "node20";
const PAGE_TARGET = "chrome130";

const external = [
  "electron",
  /^electron\//,
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
];

/**
 * @param {string} entry Source, from the project's root.
 * @param {string} file Output, inside the build folder, for example "main/index.cjs".
 * @returns {(outDir: string) => import("vite").InlineConfig}
 */
const commonJs = (entry, file) => (outDir) => ({
  configFile: false,
  root,
  mode: "production",
  logLevel: "warn",
  publicDir: false,
  define: buildConstants(),
  build: {
    outDir: path.join(outDir, path.dirname(file)),
    emptyOutDir: false,
    target: NODE_TARGET,
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    ssr: path.join(root, entry),
    rolldownOptions: {
      external,
      output: { format: "cjs", entryFileNames: path.basename(file), codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});

export const main = commonJs("main/main.ts", "main/index.cjs");
export const demo = commonJs("main/demo/process.ts", "main/demo.cjs");
export const preload = commonJs("preload/bridge.ts", "preload/index.cjs");

/**
 * The pages: the console's and the cache host's.
 *
 * @param {string} outDir Build folder.
 * @returns {import("vite").InlineConfig}
 */
export const renderer = (outDir) => ({
  configFile: false,
  root: path.join(root, "renderer"),
  base: "./",
  mode: "production",
  logLevel: "warn",
  publicDir: false,
  define: buildConstants(),
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: path.join(outDir, "renderer"),
    emptyOutDir: false,
    target: PAGE_TARGET,
    sourcemap: true,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: path.join(root, "renderer/index.html"),
        host: path.join(root, "renderer/cache/host.html"),
      },
      // What nearly every screen needs comes as one file: dozens of small ones cost a start more than their content.
      output: {
        codeSplitting: {
          groups: [
            // All that the cache host's page shares with the console's.
            { name: "bridge", test: /[\\/]contract[\\/]bridge\.ts$/, priority: 1 },
            {
              name: "base",
              minShareCount: 2,
              test: /[\\/](?:renderer[\\/](?:ui|workspace|i18n|commands|actions|features[\\/][\w-]+)|preload|lucide-react)[\\/]/,
            },
            // The first screen comes with the page: asked for by its script it would come a round trip later.
            { name: "first", test: /[\\/]renderer[\\/]features[\\/]queue[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
});
