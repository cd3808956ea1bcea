// A screen nobody sees (Xvfb), for machines without one, and a picture of what is on it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { encodePng } from "./png.mjs";
import { Stop } from "./project.mjs";

const START_MS = 10_000;

/**
 * @typedef {object} VirtualDisplay
 * @property {string} display Value for DISPLAY.
 * @property {(file: string) => void} saveScreenshot Writes what the screen shows now, as PNG; nothing once the
 *   display has ended.
 * @property {() => void} stop
 */

/**
 * @param {string} [size] Width x height, pixels.
 * @returns {Promise<VirtualDisplay>}
 */
export async function startVirtualDisplay(size = "1440x900") {
  const frames = mkdtempSync(path.join(os.tmpdir(), "switchboard-display-"));
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", `${size}x24`, "-nolisten", "tcp", "-fbdir", frames],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const stop = () => {
    server.kill();
    rmSync(frames, { recursive: true, force: true });
  };
  process.once("exit", stop);
  const number = await new Promise((resolve) => {
    const give = (/** @type {string | null} */ value) => resolve(value);
    server.once("error", () => give(null));
    server.once("exit", () => give(null));
    server.stdio[3]?.once("data", (data) => give(String(data).trim()));
    setTimeout(give, START_MS, null).unref();
  });
  if (number === null) {
    stop();
    throw new Stop("The virtual display (Xvfb) does not start. Try it by hand: Xvfb :99", 8);
  }
  return {
    display: `:${number}`,
    saveScreenshot: (file) => {
      const frame = path.join(frames, "Xvfb_screen0");
      if (existsSync(frame)) writeFileSync(file, decodeXwd(readFileSync(frame)));
    },
    stop,
  };
}

/**
 * @param {Buffer} xwd X window dump as Xvfb keeps it: 32 bits per pixel, blue first.
 * @returns {Buffer} The same picture as PNG.
 */
function decodeXwd(xwd) {
  const field = (/** @type {number} */ index) => xwd.readUInt32BE(index * 4);
  const width = field(4);
  const height = field(5);
  const rowBytes = field(12);
  const start = field(0) + field(19) * 12; // header, then the colour map
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = start + y * rowBytes; x < width; x++, from += 4, to += 4) {
      rgba[to] = xwd[from + 2] ?? 0;
      rgba[to + 1] = xwd[from + 1] ?? 0;
      rgba[to + 2] = xwd[from] ?? 0;
      rgba[to + 3] = 255;
    }
  }
  return encodePng(width, height, rgba);
}
