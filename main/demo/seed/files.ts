import { deflateSync } from "node:zlib";
import { idBase } from "#main/demo/ids.ts";
import type { Head } from "#main/demo/seed/plan.ts";
import type { Step } from "#main/demo/seed/steps.ts";
import { mix } from "#main/demo/seed/rng.ts";
import { topics } from "#main/demo/seed/texts.ts";
import type { Attachment } from "#main/demo/store/model.ts";

const nothing: readonly Attachment[] = [];
const photoWidth = 96;
const photoHeight = 64;
/** Photos differ by number in colour only; this many different ones exist. */
const variants = 64;

/** Attachments that a seeded comment carries; ids tell later which bytes to make. */
export function plannedAttachments(
  head: Head,
  step: Step,
  h: number,
  ordinal: number,
): readonly Attachment[] {
  const key = topics[head.topic]?.key;
  const first = idBase.attachment + ordinal * 4;
  if (
    step.kind === "open" &&
    (key === "damaged" || (key === "warranty" && h % 4 === 0) || (key === "wrong" && h % 3 === 0))
  ) {
    const photo = attachment(
      first,
      "photo.jpg.png",
      "image/png",
      head.channel === "email" && h % 2 === 0,
    );
    return h % 3 === 0 ? [photo, attachment(first + 1, "label.png", "image/png", false)] : [photo];
  }
  if (step.kind === "answer" && (key === "invoice" || key === "return"))
    return [
      attachment(
        first + 2,
        key === "invoice" ? `invoice-${head.order.number}.pdf` : "return-label.pdf",
        "application/pdf",
        false,
      ),
    ];
  if (step.kind === "details" && h % 3 === 0)
    return [attachment(first, "IMG_2041.png", "image/png", false)];
  return nothing;
}

function attachment(
  id: number,
  fileName: string,
  contentType: string,
  inline: boolean,
): Attachment {
  const image = contentType === "image/png";
  return {
    id,
    fileName,
    contentType,
    size: seededFile(id, contentType).length,
    inline,
    width: image ? photoWidth : null,
    height: image ? photoHeight : null,
  };
}

const made = new Map<string, Buffer>();
/** The bytes of a seeded attachment: a small real PNG or PDF, the same for the same id. */
export function seededFile(id: number, contentType: string): Buffer {
  const key = `${contentType}${mix(id % 4_294_967_296, 3) % variants}`;
  let bytes = made.get(key);
  if (bytes === undefined) {
    bytes =
      contentType === "application/pdf"
        ? pdf(`Nordlicht document ${mix(id % 4_294_967_296, 3) % variants}`)
        : png(mix(id % 4_294_967_296, 3) % variants);
    made.set(key, bytes);
  }
  return bytes;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

/** A soft gradient with a dark crack across it. */
function png(n: number): Buffer {
  const row = photoWidth * 3 + 1;
  const raw = Buffer.alloc(row * photoHeight);
  for (let y = 0; y < photoHeight; y++)
    for (let x = 0; x < photoWidth; x++) {
      const at = y * row + 1 + x * 3;
      const crack = Math.abs(x - y * 1.3 - (n % 20) + ((y * n) % 5)) < 1.5;
      raw[at] = crack ? 30 : 90 + ((x + n * 7) % 120);
      raw[at + 1] = crack ? 30 : 100 + ((y + n * 3) % 110);
      raw[at + 2] = crack ? 35 : 120 + ((x + y + n * 11) % 100);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(photoWidth, 0);
  header.writeUInt32BE(photoHeight, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function pdf(line: string): Buffer {
  const stream = `BT /F1 18 Tf 60 760 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let out = "%PDF-1.4\n";
  const offsets = objects.map((text, n) => {
    const at = out.length;
    out += `${n + 1} 0 obj\n${text}\nendobj\n`;
    return at;
  });
  const start = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, "0")} 00000 n \n`).join("")}`;
  return Buffer.from(
    `${out}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    "latin1",
  );
}
