// Reads a zip file without holding it in memory: enough for one archive of known make.
import { readSync } from "node:fs";
import zlib from "node:zlib";

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method 0 stored, 8 deflated.
 * @property {number} packedSize Bytes.
 * @property {number} size Bytes.
 * @property {number} mode Unix mode.
 * @property {number} offset Of its local header.
 */

/**
 * Lists the central directory (no zip64).
 *
 * @param {number} file Descriptor.
 * @param {number} size Of the whole file, bytes.
 * @returns {Generator<ZipEntry>}
 */
export function* zipEntries(file, size) {
  const tail = Buffer.alloc(Math.min(size, 65_557));
  readSync(file, tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error("not a zip file");
  const count = tail.readUInt16LE(end + 10);
  const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
  readSync(file, directory, 0, directory.length, tail.readUInt32LE(end + 16));
  for (let i = 0, at = 0; i < count; i++) {
    const nameLength = directory.readUInt16LE(at + 28);
    yield {
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    };
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

/**
 * @param {number} file Descriptor.
 * @param {ZipEntry} entry
 * @returns {Buffer} Its unpacked bytes.
 */
export function readZipEntry(file, entry) {
  const header = Buffer.alloc(30);
  readSync(file, header, 0, 30, entry.offset);
  const packed = Buffer.alloc(entry.packedSize);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  readSync(file, packed, 0, packed.length, start);
  const bytes = entry.method === 0 ? packed : zlib.inflateRawSync(packed);
  if (bytes.length !== entry.size) throw new Error(`${entry.name} in the zip file is damaged`);
  return bytes;
}
