import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32, crc32Table } from "#main/sync/journal/crc32.ts";
import {
  HEADER_BYTES,
  decodePayload,
  encodeRecord,
  scanRecords,
} from "#main/sync/journal/record.ts";
import { createRng } from "#test/support/sim/rng.ts";

const KEY = new Uint8Array(32).fill(9);
const rng = createRng(5);
const encode = (json: string): Uint8Array => encodeRecord(json, KEY, "acme", rng.bytes(12));
const decode = (frame: Uint8Array): string | null =>
  decodePayload(frame.subarray(HEADER_BYTES), KEY, "acme");
const jsonTexts = fc.array(
  fc.string().map((text) => JSON.stringify({ text })),
  { maxLength: 6 },
);

test("the table and the runtime compute the same CRC-32", () => {
  expect(crc32Table(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(crc32(bytes)).toBe(crc32Table(bytes));
    }),
  );
});

describe("a journal of whole records", () => {
  test("gives back what was written", () => {
    fc.assert(
      fc.property(jsonTexts, (texts) => {
        const scan = scanRecords(Buffer.concat(texts.map(encode)));
        expect(scan.frames.map(decode)).toEqual(texts);
        expect(scan.tail.length).toBe(0);
      }),
    );
  });

  test("cut anywhere, it gives back every record that is whole, and nothing else", () => {
    fc.assert(
      fc.property(jsonTexts, fc.nat(), (texts, where) => {
        const frames = texts.map(encode);
        const bytes = Buffer.concat(frames);
        const length = bytes.length === 0 ? 0 : where % bytes.length;
        const scan = scanRecords(bytes.subarray(0, length));
        let whole = 0;
        let end = 0;
        while (whole < frames.length && end + (frames[whole]?.length ?? 0) <= length) {
          end += frames[whole]?.length ?? 0;
          whole += 1;
        }
        expect(scan.frames.map(decode)).toEqual(texts.slice(0, whole));
        expect(scan.soundLength).toBe(end);
        expect(scan.damaged).toEqual([]);
        expect(scan.tail.length).toBe(length - end);
      }),
    );
  });

  test("with a flipped byte in one record, it gives back all the others", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, flip) => {
        const texts = ["one", "two", "three", "four"].map((text) => JSON.stringify({ text }));
        const frames = texts.map(encode);
        const bytes = Buffer.concat(frames);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        let hit = 0;
        for (let end = frames[0]?.length ?? 0; end <= at; end += frames[hit]?.length ?? 0) hit += 1;
        const scan = scanRecords(bytes);
        expect(scan.frames.map(decode)).toEqual(texts.filter((_, index) => index !== hit));
      }),
    );
  });

  test("a run of zeros after the last record is no record", () => {
    const scan = scanRecords(Buffer.concat([encode("{}"), Buffer.alloc(4096)]));
    expect(scan.frames.length).toBe(1);
    expect(scan.tail.length).toBe(4096);
  });
});

test("a record opens neither with another key nor for another account", () => {
  const frame = encode('{"a":1}').subarray(HEADER_BYTES);
  expect(decodePayload(frame, KEY, "acme")).toBe('{"a":1}');
  expect(decodePayload(frame, new Uint8Array(32), "acme")).toBeNull();
  expect(decodePayload(frame, KEY, "other")).toBeNull();
});

test("the text of a record is not in the file", () => {
  expect(Buffer.from(encode('{"text":"very private words"}')).includes("private")).toBe(false);
});
