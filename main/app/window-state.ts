import { z } from "zod";

export const SMALLEST = { width: 1280, height: 720 } as const;
const PREFERRED = { width: 1440, height: 900 } as const;
/** How much of a window must lie on a screen for its remembered place to be used. */
const GRIP_PX = 100;

const Box = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
type Box = Readonly<z.infer<typeof Box>>;

/** Place of the main window, in device-independent pixels. */
export const WindowState = z.object({ bounds: Box.nullable(), maximized: z.boolean() });
export type WindowState = Readonly<z.infer<typeof WindowState>>;
export const FIRST_WINDOW: WindowState = { bounds: null, maximized: false };

export type Placement = {
  readonly bounds: Partial<Box> & { readonly width: number; readonly height: number };
  readonly smallest: { readonly width: number; readonly height: number };
};

/**
 * Where to open the window.
 *
 * @param areas  Work areas of all screens, the primary one first. Never empty.
 * @returns      The remembered place when enough of it is still on a screen, else a comfortable size without a place.
 *               A screen smaller than our smallest size lowers that size.
 */
export function placeWindow(state: WindowState, areas: readonly Box[]): Placement {
  const primary = areas[0] ?? { x: 0, y: 0, ...PREFERRED };
  const kept = state.bounds;
  const home = kept === null ? undefined : areas.find((area) => overlaps(kept, area));
  const area = home ?? primary;
  const smallest = {
    width: Math.min(SMALLEST.width, area.width),
    height: Math.min(SMALLEST.height, area.height),
  };
  const wanted = kept !== null && home !== undefined ? kept : PREFERRED;
  const size = {
    width: clamp(wanted.width, smallest.width, area.width),
    height: clamp(wanted.height, smallest.height, area.height),
  };
  return {
    bounds: kept !== null && home !== undefined ? { x: kept.x, y: kept.y, ...size } : size,
    smallest,
  };
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, most));

const overlaps = (a: Box, b: Box): boolean =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) >= GRIP_PX &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) >= GRIP_PX;
