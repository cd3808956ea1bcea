// Draws the app's icon at every size: a patch panel with one cord plugged in. Run it after changing the drawing:
//   node resources/build/icons.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encodePng } from "./png.mjs";
import { root } from "./project.mjs";

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
/** Samples per pixel in each direction. */
const SAMPLES = 4;

/** @typedef {readonly [number, number]} Point In a unit square, y downwards. */

/** @type {readonly number[]} Columns and rows of the jacks. */
const GRID = [0.27, 0.5, 0.73];
/** @type {readonly [Point, Point, Point, Point]} The cord: a Bézier curve between two jacks. */
const CORD = [
  [0.27, 0.27],
  [0.3, 0.86],
  [0.62, 0.86],
  [0.73, 0.5],
];
const CORD_STEPS = 48;

/** @type {readonly Point[]} */
const cordPoints = Array.from({ length: CORD_STEPS + 1 }, (_, step) => {
  const t = step / CORD_STEPS;
  const at = (/** @type {0 | 1} */ axis) =>
    (1 - t) ** 3 * CORD[0][axis] +
    3 * (1 - t) ** 2 * t * CORD[1][axis] +
    3 * (1 - t) * t ** 2 * CORD[2][axis] +
    t ** 3 * CORD[3][axis];
  return [at(0), at(1)];
});

/** Distance from a point to the cord's middle line. */
function distanceToCord(/** @type {number} */ x, /** @type {number} */ y) {
  let best = Infinity;
  for (let i = 1; i < cordPoints.length; i++) {
    const [ax, ay] = cordPoints[i - 1] ?? [0, 0];
    const [bx, by] = cordPoints[i] ?? [0, 0];
    const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2));
    best = Math.min(best, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return best;
}

/** Signed distance to the panel: a square with round corners. */
function distanceToPanel(/** @type {number} */ x, /** @type {number} */ y) {
  const [half, radius] = [0.46, 0.2];
  const [dx, dy] = [Math.abs(x - 0.5) - half + radius, Math.abs(y - 0.5) - half + radius];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {boolean} small Below 32 pixels: thicker cord, jacks without rings.
 * @returns {readonly [number, number, number] | null} Colour; null outside the panel.
 */
function colourAt(x, y, small) {
  if (distanceToPanel(x, y) > 0) return null;
  const isPlug = [CORD[0], CORD[3]].some(
    ([px, py]) => Math.hypot(x - px, y - py) < (small ? 0.115 : 0.092),
  );
  const isPlugCentre = [CORD[0], CORD[3]].some(([px, py]) => Math.hypot(x - px, y - py) < 0.036);
  if (isPlugCentre && !small) return [122, 66, 8];
  if (isPlug) return [255, 190, 92];
  const cord = distanceToCord(x, y);
  if (cord < (small ? 0.058 : 0.04)) return [255, 169, 56];
  const jack = Math.min(...GRID.flatMap((gx) => GRID.map((gy) => Math.hypot(x - gx, y - gy))));
  if (jack < (small ? 0.07 : 0.034)) return small ? [134, 176, 214] : [14, 27, 48];
  if (!small && jack < 0.078) return [150, 190, 224];
  const shade = cord < 0.062 && !small ? 0.72 : 1; // the cord's shadow on the panel
  return [(38 - 16 * y) * shade, (78 - 36 * y) * shade, (122 - 50 * y) * shade];
}

/**
 * @param {number} size Pixels.
 * @returns {Buffer} The icon as PNG.
 */
function drawIcon(size) {
  const rgba = new Uint8Array(size * size * 4);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const sum = [0, 0, 0];
    let covered = 0;
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const x = ((pixel % size) + ((sample % SAMPLES) + 0.5) / SAMPLES) / size;
      const y = (Math.floor(pixel / size) + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size;
      const colour = colourAt(x, y, size < 32);
      if (colour === null) continue;
      covered += 1;
      colour.forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value));
    }
    if (covered === 0) continue;
    sum.forEach((value, channel) => (rgba[pixel * 4 + channel] = Math.round(value / covered)));
    rgba[pixel * 4 + 3] = Math.round((255 * covered) / SAMPLES ** 2);
  }
  return encodePng(size, size, rgba);
}

const folder = path.join(root, "resources/icons");
mkdirSync(folder, { recursive: true });
for (const size of SIZES) {
  writeFileSync(path.join(folder, `${size}x${size}.png`), drawIcon(size));
}
