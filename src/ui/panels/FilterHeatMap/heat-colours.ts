/** The heat map's colours: diverging around 1, where measured and predicted angular updates are equal. */

/** The scale ends at this factor above and below 1; what lies beyond has the end's colour. */
export const LARGEST_RATIO = 2;

/** Red, green, blue, 0 … 255. */
export type Colour = readonly [number, number, number];

export interface HeatColours {
  /** Half of theory or less, equal to it, twice or more. */
  readonly low: Colour;
  readonly middle: Colour;
  readonly high: Colour;
}

/** Position of a ratio on the scale in [−1, 1]: logarithmic, so that a half is as far from 1 as the double. */
export function scalePosition(ratio: number): number {
  return Math.max(-1, Math.min(1, Math.log(ratio) / Math.log(LARGEST_RATIO)));
}

/** The ratio at a position of the scale: the inverse of `scalePosition`. */
export function ratioAt(position: number): number {
  return LARGEST_RATIO ** position;
}

/** The colour of a position in [−1, 1], mixed linearly. */
export function colourAt(position: number, { low, middle, high }: HeatColours): Colour {
  const end = position < 0 ? low : high;
  const share = Math.abs(position);
  const mix = (i: 0 | 1 | 2) => Math.round(middle[i] + share * (end[i] - middle[i]));
  return [mix(0), mix(1), mix(2)];
}

/**
 * Pixels of the map, a pixel per cell: filter 0 in the top row, time from left to right; clear where there is no ratio.
 * @param values [column][filter] of AU/theory
 * @param target [filter][column] RGBA, of `columns` × `filters` × 4 bytes
 */
export function paintCells(
  values: Float32Array,
  columns: number,
  filters: number,
  colours: HeatColours,
  target: Uint8ClampedArray,
): void {
  for (let filter = 0; filter < filters; filter++) {
    for (let column = 0; column < columns; column++) {
      const ratio = values[column * filters + filter] ?? Number.NaN;
      const pixel = 4 * (filter * columns + column);
      if (Number.isNaN(ratio)) {
        target.fill(0, pixel, pixel + 4);
        continue;
      }
      const [red, green, blue] = colourAt(scalePosition(ratio), colours);
      target[pixel] = red;
      target[pixel + 1] = green;
      target[pixel + 2] = blue;
      target[pixel + 3] = 255;
    }
  }
}

/** A colour written `#rrggbb`, as the custom properties hold it; black for anything else. */
export function parseColour(text: string): Colour {
  const value = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1] ?? '000000';
  const channel = (i: number) => Number.parseInt(value.slice(i, i + 2), 16);
  return [channel(0), channel(2), channel(4)];
}
