// Writes an asar archive (Electron's archive of an app) of a flat folder.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * @param {string} folder Holds files only.
 * @returns {Buffer} The archive's bytes. Source: README of the package @electron/asar, "Format".
 */
export function packAsar(folder) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const files = {};
  const contents = [];
  let offset = 0;
  for (const name of readdirSync(folder).toSorted()) {
    const bytes = readFileSync(path.join(folder, name));
    files[name] = { size: bytes.length, offset: String(offset) };
    contents.push(bytes);
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify({ files }));
  const padded = Math.ceil(json.length / 4) * 4;
  const header = Buffer.alloc(16 + padded);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(padded + 8, 4);
  header.writeUInt32LE(padded + 4, 8);
  header.writeUInt32LE(json.length, 12);
  json.copy(header, 16);
  return Buffer.concat([header, ...contents]);
}
