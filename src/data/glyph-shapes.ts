/**
 * The ten symbols of the generated data set, invented for it: polylines in a square from −1 to 1, y downwards.
 * They differ in what a small receptive field can see (ends, corners, crossings, curves, dots), because a small
 * network with global average pooling learns little else.
 */

import type { dataSets } from '../messages';

/** A polyline's points as x, y pairs. */
export type Polyline = readonly number[];

export interface GlyphShape {
  readonly name: keyof typeof dataSets.glyphs.classes;
  readonly strokes: readonly Polyline[];
}

/** Steps of 15° in a full circle. */
const CIRCLE_STEPS = 24;
/** cos 15° and sin 15° as constants, so that no engine's cos and sin are asked. */
const STEP_COSINE = 0.9659258262890683;
const STEP_SINE = 0.25881904510252074;

/** An arc around (x, y) from step `first` to step `last` of 15° each; 0 points right, 6 down. */
function arc(x: number, y: number, radius: number, first: number, last: number): Polyline {
  const points: number[] = [];
  let [cosine, sine] = [1, 0];
  for (let step = 0; step <= last; step++) {
    if (step >= first) points.push(x + radius * cosine, y + radius * sine);
    [cosine, sine] = [cosine * STEP_COSINE - sine * STEP_SINE, sine * STEP_COSINE + cosine * STEP_SINE];
  }
  return points;
}

function ring(x: number, y: number, radius: number): Polyline {
  return arc(x, y, radius, 0, CIRCLE_STEPS);
}

/** A stroke of almost no length: drawn, a disc as wide as the pen. */
function dot(x: number, y: number): Polyline {
  return [x, y, x + 0.01, y];
}

export const GLYPH_SHAPES: readonly GlyphShape[] = [
  { name: 'ring', strokes: [ring(0, 0, 0.85)] },
  {
    name: 'crossing',
    strokes: [
      [-0.9, 0, 0.9, 0],
      [0, -0.9, 0, 0.9],
    ],
  },
  { name: 'triangle', strokes: [[0, -0.9, 0.85, 0.7, -0.85, 0.7, 0, -0.9]] },
  { name: 'wave', strokes: [arc(-0.45, 0, 0.45, 12, 24), arc(0.45, 0, 0.45, 0, 12)] },
  {
    name: 'gate',
    strokes: [
      [-0.6, -0.9, -0.6, 0.9],
      [0.6, -0.9, 0.6, 0.9],
      [-0.6, 0, 0.6, 0],
    ],
  },
  { name: 'bolt', strokes: [[-0.8, -0.75, 0.5, -0.6, -0.5, 0.6, 0.8, 0.75]] },
  { name: 'eye', strokes: [arc(0, 0, 0.85, 9, 27), dot(0, 0)] },
  {
    name: 'arrow',
    strokes: [
      [-0.9, 0, 0.9, 0],
      [0.2, -0.65, 0.9, 0, 0.2, 0.65],
    ],
  },
  { name: 'knot', strokes: [ring(-0.42, 0, 0.45), ring(0.42, 0, 0.45)] },
  {
    name: 'rails',
    strokes: [
      [-0.9, -0.45, 0.9, -0.45],
      [-0.9, 0.45, 0.9, 0.45],
    ],
  },
];
