#!/usr/bin/env node
// Stand-in for fpm, which Debian does not have: understands what electron-builder passes for a .deb and builds
// the package with dpkg-deb.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

const COMPRESSION = new Map([
  ["gz", "gzip"],
  ["bzip2", "bzip2"],
  ["zstd", "zstd"],
  ["xz", "xz"],
]);
const FLAGS = new Set(["--force"]);

/**
 * @param {readonly string[]} args
 * @returns {{ options: Map<string, string[]>, files: string[] }} Options without their dashes; a repeated option
 *   keeps all its values. Files are "source=target".
 */
function parseArguments(args) {
  /** @type {Map<string, string[]>} */
  const options = new Map();
  const files = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (FLAGS.has(arg)) continue;
    if (!arg.startsWith("-")) {
      files.push(arg);
      continue;
    }
    const name = arg.replace(/^-+/, "");
    options.set(name, [...(options.get(name) ?? []), args[++i] ?? ""]);
  }
  return { options, files };
}

/**
 * @param {string} folder
 * @returns {number} Bytes of all files below it.
 */
function sizeOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += sizeOf(full);
    else if (entry.isFile()) bytes += statSync(full).size;
  }
  return bytes;
}

const { options, files } = parseArguments(process.argv.slice(2));
const one = (/** @type {string} */ name) => options.get(name)?.[0];
const all = (/** @type {string} */ name) => (options.get(name) ?? []).join(", ");
const output = one("package");
if (one("t") !== "deb" || output === undefined) {
  console.error("This stand-in for fpm makes .deb packages only.");
  process.exit(2);
}

const tree = mkdtempSync(path.join(os.tmpdir(), "switchboard-deb-"));
try {
  for (const file of files) {
    const split = file.lastIndexOf("=");
    const [source, target] = [file.slice(0, split), path.join(tree, file.slice(split + 1))];
    if (statSync(source).isDirectory()) {
      cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    } else {
      mkdirSync(path.dirname(target), { recursive: true });
      copyFileSync(source, target);
      chmodSync(target, 0o644);
    }
  }
  const [synopsis = "", ...description] = (one("description") ?? "").split("\n");
  const fields = [
    ["Package", one("name")],
    ["Version", one("version")],
    ["License", one("license")],
    ["Vendor", one("vendor")],
    ["Architecture", one("architecture")],
    ["Maintainer", one("maintainer")],
    ["Installed-Size", String(Math.ceil(sizeOf(tree) / 1024))],
    ["Depends", all("d")],
    ["Recommends", all("deb-recommends")],
    ["Section", one("category")],
    ["Priority", one("deb-priority") ?? "optional"],
    ["Homepage", one("url")],
    ["Description", [synopsis, ...description.map((line) => ` ${line.trim() || "."}`)].join("\n")],
  ];
  const control = fields.filter(([, value]) => value !== undefined && value !== "");
  const meta = path.join(tree, "DEBIAN");
  mkdirSync(meta);
  writeFileSync(
    path.join(meta, "control"),
    control.map((field) => `${field.join(": ")}\n`).join(""),
  );
  for (const [option, script] of [
    ["after-install", "postinst"],
    ["after-remove", "postrm"],
  ]) {
    const source = one(option ?? "");
    if (source === undefined) continue;
    copyFileSync(source, path.join(meta, script ?? ""));
    chmodSync(path.join(meta, script ?? ""), 0o755);
  }
  chmodSync(tree, 0o755);
  const compression = COMPRESSION.get(one("deb-compression") ?? "xz") ?? "xz";
  execFileSync(
    "dpkg-deb",
    ["--root-owner-group", `-Z${compression}`, "-z6", "--build", tree, output],
    {
      stdio: "inherit",
    },
  );
} finally {
  rmSync(tree, { recursive: true, force: true });
}
